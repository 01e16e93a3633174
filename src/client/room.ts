/**
 * One room as a page sees it: rows, version, status and a way to be told of changes.
 * The client hands it frames and asks it what to subscribe with; it never touches the socket itself.
 */
import type { Rows } from '../engine/rows.ts'
import type { ServerFrame, View } from '../live/protocol.ts'
import { advance, doubted, emptyReplica, sinceOf, type Effect, type Replica } from './replica.ts'

/** `stale`: rows are shown but the server has not confirmed them as the latest; `gone`: no such room for us. */
export type RoomStatus = 'connecting' | 'live' | 'stale' | 'offline' | 'gone'

/** A watched tournament. Every property is a snapshot of now; `subscribe` tells when to look again. */
export interface Room {
  readonly tournamentId: string
  readonly view: View
  /** Rows at `version`, or null before the first snapshot. The same object until something changes. */
  get(): Rows | null
  readonly version: number
  readonly status: RoomStatus
  /** Milliseconds since 1970 when the connection was lost; null while there is one. */
  readonly since: number | null
  /** People watching, or null while unknown. */
  readonly viewers: number | null
  /** Last refusal of the server in plain words, or null. */
  readonly error: string | null
  /** Calls back after every change; returns the way to stop. */
  subscribe(listener: () => void): () => void
  /** Resolves when `version` has been applied; rejects if the room is closed or gone before. */
  waitFor(version: number): Promise<void>
  close(): void
}

interface Waiter {
  readonly version: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** What the client needs beyond the public face. */
export class RoomReplica implements Room {
  readonly tournamentId: string
  readonly view: View
  #replica: Replica = emptyReplica
  #link: 'connecting' | 'joined' | 'offline' | 'gone' = 'connecting'
  #since: number | null = null
  #viewers: number | null = null
  #error: string | null = null
  #onClose: () => void
  readonly #listeners = new Set<() => void>()
  #waiters: Waiter[] = []

  constructor(tournamentId: string, view: View, onClose: () => void) {
    this.tournamentId = tournamentId
    this.view = view
    this.#onClose = onClose
  }

  get(): Rows | null {
    return this.#replica.fold?.rows ?? null
  }

  get version(): number {
    return this.#replica.version
  }

  get status(): RoomStatus {
    if (this.#link === 'gone' || this.#link === 'offline') return this.#link
    if (!this.#replica.fold) return 'connecting'
    return this.#link === 'joined' && this.#replica.isCurrent ? 'live' : 'stale'
  }

  get since(): number | null {
    return this.#since
  }

  get viewers(): number | null {
    return this.#viewers
  }

  get error(): string | null {
    return this.#error
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  waitFor(version: number): Promise<void> {
    if (this.#link === 'gone') return Promise.reject(new Error('the room is gone'))
    if (this.#replica.isTrusted && version <= this.version) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiters.push({ version, resolve, reject }))
  }

  close(): void {
    this.#onClose()
    this.#refuse('the room was closed')
    this.#listeners.clear()
  }

  /** `since` of the next `sub` frame. */
  get resumePoint(): { e: string; v: number } | undefined {
    return sinceOf(this.#replica)
  }

  /** Takes a frame of this room and says what the client must do about it. */
  receive(frame: Extract<ServerFrame, { t: 'snap' | 'ok' | 'ev' | 'b' | 'hb' | 'reset' | 'eph' }>): Effect {
    if (frame.t === 'eph') {
      this.#viewers = frame.viewers
      this.#tell()
      return 'none'
    }
    const before = this.#replica
    const step = advance(before, frame)
    this.#replica = step.replica
    const hasJoined = frame.t === 'snap' || frame.t === 'ok'
    if (hasJoined) this.#link = 'joined'
    if (hasJoined) this.#error = null
    if (step.replica !== before || hasJoined) this.#tell()
    return step.effect
  }

  /** The connection is there and the room has been asked for. */
  linking(): void {
    this.#link = 'connecting'
    this.#since = null
    this.#tell()
  }

  /** The rows must not be built upon: the next `sub` asks for a snapshot. */
  distrust(): void {
    this.#replica = doubted(this.#replica, 'resync')
    this.#tell()
  }

  /** The connection went away at `now`. */
  lost(now: number): void {
    if (this.#link === 'gone') return
    this.#link = 'offline'
    this.#since ??= now
    this.#viewers = null
    this.#replica = doubted(this.#replica, 'none')
    this.#tell()
  }

  /** The server refuses the room for good. */
  gone(reason: string): void {
    this.#link = 'gone'
    this.#error = reason
    this.#refuse(reason)
    this.#tell()
  }

  #refuse(reason: string): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error(reason))
  }

  #tell(): void {
    if (this.#replica.isTrusted) {
      const reached = this.#waiters.filter((waiter) => waiter.version <= this.version)
      this.#waiters = this.#waiters.filter((waiter) => waiter.version > this.version)
      for (const waiter of reached) waiter.resolve()
    }
    for (const listener of [...this.#listeners]) listener()
  }
}
