/**
 * Frames that move a viewer on, written once per view and shared by everybody who stands at the same version.
 * The client's room number comes first in each frame, so that the long rest is one text for all.
 */
import type { Committed } from '../feed/feed.ts'
import { digestText, type Fold } from './digest.ts'
import { mergeOps } from './merge-ops.ts'
import { clientFrame, type ClientFrame, type FrameError, type ResetReason } from './protocol.ts'
import type { ServerFrame, View } from './protocol.ts'
import { redactOps } from '../queries/redact.ts'

/** Moves a viewer from version `from - 1` to `to`. */
export interface MoveFrame {
  readonly from: number
  readonly to: number
  /** Text of the frame once the room number is known. */
  text(id: number): string
}

type Rest = Record<string, unknown>

function shared(type: ServerFrame['t'], rest: Rest): (id: number) => string {
  const tail = JSON.stringify(rest).slice(1)
  return (id) => `{"t":"${type}","id":${id},${tail}`
}

/** One `ev` or one merged `b` for events that follow each other; `events` is not empty. */
export function moveFrame(view: View, events: readonly Committed[], redact = redactOps): MoveFrame {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) throw new Error('a frame needs an event')
  const { version: to, at: ts } = last
  if (events.length === 1) {
    const ops = redact(view, first.ops)
    const text = shared('ev', ops.length > 0 ? { v: to, ts, ty: first.type, ops } : { v: to })
    return { from: to, to, text }
  }
  const ops = mergeOps(events.map((event) => redact(view, event.ops)))
  return { from: first.version, to, text: shared('b', { from: first.version, to, ts, ops }) }
}

/** The whole room at one version. */
export function snapFrame(epoch: string, version: number, fold: Fold): (id: number) => string {
  return shared('snap', { e: epoch, v: version, d: fold.rows, h: digestText(fold.digest) })
}

/** A frame that is nobody else's. */
export function plainFrame(frame: ServerFrame): string {
  return JSON.stringify(frame)
}

/** A refusal; with `after` (milliseconds) the client may try again then. */
export function errorFrame(id: number | undefined, c: FrameError, m: string, after?: number): string {
  const [which, when] = [id === undefined ? {} : { id }, after === undefined ? {} : { after }]
  return plainFrame({ t: 'err', ...which, c, m, tmp: after !== undefined, ...when })
}

/** What a client sent, or null if it is no frame of this protocol. */
export function parseFrame(text: string): ClientFrame | null {
  try {
    return clientFrame.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null // not even JSON
  }
}

/** Resume accepted. */
export function okFrame(id: number, epoch: string, version: number, head: number): string {
  return plainFrame({ t: 'ok', id, e: epoch, v: version, head })
}

/** Heartbeat of a room; `version` is null while the node is not sure to be current. */
export function beatFrame(id: number, version: number | null, digest: number | null): string {
  if (version === null) return plainFrame({ t: 'hb', id })
  return plainFrame({ t: 'hb', id, v: version, ...(digest === null ? {} : { h: digestText(digest) }) })
}

/** Drop the state, a snapshot follows. */
export function resetFrame(id: number, why: ResetReason): string {
  return plainFrame({ t: 'reset', id, why })
}
