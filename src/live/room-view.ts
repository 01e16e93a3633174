/**
 * One view of a room: its rows folded forward to the head, the digest, and the snapshot text made at most once
 * per version. Read from the database once, then kept level by events.
 */
import type { Committed } from '../feed/feed.ts'
import { foldFrom, foldOps, type Fold } from './digest.ts'
import { moveFrame, snapFrame, type MoveFrame } from './frames.ts'
import type { View } from './protocol.ts'
import { redactOps, redactRows } from '../queries/redact.ts'
import type { Rows } from '../engine/rows.ts'

/** A snapshot as it is read: `version` is an exact watermark of `rows`. */
export interface Snapshot {
  readonly version: number
  readonly epoch: string
  readonly rows: Rows
}

export class RoomView {
  readonly view: View
  isLoading = false
  #fold: Fold | null = null
  #version = 0
  #epoch = ''
  #snap: ((id: number) => string) | null = null
  readonly #moves = new Map<number, MoveFrame>()
  readonly #isRedacting: boolean

  constructor(view: View, isRedacting = true) {
    this.view = view
    this.#isRedacting = isRedacting
  }

  get isLoaded(): boolean {
    return this.#fold !== null
  }

  get version(): number {
    return this.#version
  }

  /** Digest at `version`; null before the rows were read. */
  get digest(): number | null {
    return this.#fold?.digest ?? null
  }

  /** Begins with a snapshot and the events after it. */
  load(snapshot: Snapshot, later: readonly Committed[]): void {
    this.#fold = foldFrom(this.#isRedacting ? redactRows(this.view, snapshot.rows) : snapshot.rows)
    this.#version = snapshot.version
    this.#epoch = snapshot.epoch
    this.#forgetTexts()
    for (const event of later) this.take(event)
  }

  /** Forgets the rows: they belong to another epoch, or cannot be continued. */
  drop(): void {
    this.#fold = null
    this.#version = 0
    this.#forgetTexts()
  }

  /** Folds the next event. One at or below the version is known already. */
  take(event: Committed): void {
    this.#forgetTexts()
    if (!this.#fold || event.version <= this.#version) return
    if (event.version !== this.#version + 1) return this.drop()
    this.#fold = foldOps(this.#fold, this.#redact(this.view, event.ops))
    this.#version = event.version
  }

  /** Text of the whole view for a client's room number; only while loaded. */
  snapText(id: number): string {
    if (!this.#fold) throw new Error('the view is not loaded')
    this.#snap ??= snapFrame(this.#epoch, this.#version, this.#fold)
    return this.#snap(id)
  }

  /** The frame that moves a viewer over `events`; viewers at the same version share it until the next event. */
  moveOver(events: readonly Committed[]): MoveFrame {
    const from = events[0]?.version ?? 0
    const known = this.#moves.get(from)
    if (known && known.to === events.at(-1)?.version) return known
    const frame = moveFrame(this.view, events, this.#redact)
    this.#moves.set(from, frame)
    return frame
  }

  get #redact(): typeof redactOps {
    return this.#isRedacting ? redactOps : (_view, ops) => ops
  }

  #forgetTexts(): void {
    this.#snap = null
    this.#moves.clear()
  }
}
