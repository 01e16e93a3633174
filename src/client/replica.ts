/**
 * What a viewer holds of one room, and how each frame moves it: (replica, frame) -> (replica, effect). Pure.
 * Invariant: within an epoch the version never goes back, no hole is applied over and nothing is applied twice.
 * `resume` asks again from the version held, `resync` asks for a snapshot because the rows cannot be trusted.
 */
import { digestText, foldFrom, foldOps, UnknownOp, type Fold } from '../live/digest.ts'
import type { ServerFrame } from '../live/protocol.ts'

export interface Replica {
  readonly fold: Fold | null
  readonly epoch: string | null
  readonly version: number
  /** Highest version the server spoke of; above `version` the replica is catching up. */
  readonly head: number
  /** False from the moment the rows may be wrong until a snapshot replaces them. */
  readonly isTrusted: boolean
  /** The server has said that this version is its head, since the connection was made. */
  readonly isCurrent: boolean
}
export type Effect = 'none' | 'resume' | 'resync'
export interface Step {
  readonly replica: Replica
  readonly effect: Effect
}
type RoomFrame = Extract<ServerFrame, { t: 'snap' | 'ok' | 'ev' | 'b' | 'hb' | 'reset' }>

/** A replica that has seen nothing. */
export const emptyReplica: Replica = {
  fold: null,
  epoch: null,
  version: 0,
  head: 0,
  isTrusted: false,
  isCurrent: false,
}

/** Where to resume from; undefined if only a snapshot will do. */
export function sinceOf(replica: Replica): { e: string; v: number } | undefined {
  return replica.fold && replica.isTrusted && replica.epoch !== null
    ? { e: replica.epoch, v: replica.version }
    : undefined
}

/** The replica after its connection went away or its room was asked for again. */
export function doubted(replica: Replica, effect: Effect): Replica {
  return { ...replica, isCurrent: false, isTrusted: effect === 'resync' ? false : replica.isTrusted }
}

/** Applies one frame. An effect other than `none` means that the room has to be asked for again. */
export function advance(replica: Replica, frame: RoomFrame): Step {
  switch (frame.t) {
    case 'snap':
      return takeSnapshot(replica, frame)
    case 'ok':
      return acceptResume(replica, frame)
    case 'ev':
      return move(replica, frame.v, frame.v, frame.ops ?? [])
    case 'b':
      return move(replica, frame.from, frame.to, frame.ops)
    case 'hb':
      return compare(replica, frame)
    case 'reset':
      // The server says to drop the state: the next snapshot counts, whatever its version.
      return keep({ ...replica, epoch: null, head: 0, isTrusted: false, isCurrent: false })
  }
}

function keep(replica: Replica): Step {
  return { replica, effect: 'none' }
}

function ask(replica: Replica, effect: 'resume' | 'resync'): Step {
  return { replica: doubted(replica, effect), effect }
}

function takeSnapshot(replica: Replica, frame: Extract<RoomFrame, { t: 'snap' }>): Step {
  if (replica.epoch === frame.e && frame.v < replica.version) return ask(replica, 'resync')
  const fold = foldFrom(frame.d)
  if (digestText(fold.digest) !== frame.h) return ask(replica, 'resync')
  return keep({ fold, epoch: frame.e, version: frame.v, head: frame.v, isTrusted: true, isCurrent: true })
}

function acceptResume(replica: Replica, frame: Extract<RoomFrame, { t: 'ok' }>): Step {
  if (!replica.isTrusted || frame.e !== replica.epoch) return ask(replica, 'resync')
  // A late answer to an older question: what was applied since then stays.
  if (frame.v > replica.version) return ask(replica, 'resume')
  const head = Math.max(frame.head, replica.version)
  return keep({ ...replica, head, isCurrent: head === replica.version })
}

function move(replica: Replica, from: number, to: number, ops: Parameters<typeof foldOps>[1]): Step {
  if (!replica.fold || !replica.isTrusted) return keep(replica)
  if (to <= replica.version) return keep(replica)
  if (from > replica.version + 1) return ask({ ...replica, head: Math.max(replica.head, to) }, 'resume')
  try {
    // A batch may begin below the version held: ops are absolute, so the rows at `to` come out the same.
    const fold = foldOps(replica.fold, ops)
    const head = Math.max(replica.head, to)
    return keep({ ...replica, fold, version: to, head, isCurrent: replica.isCurrent || to === head })
  } catch (error) {
    if (error instanceof UnknownOp) return ask(replica, 'resync')
    throw error
  }
}

function compare(replica: Replica, frame: Extract<RoomFrame, { t: 'hb' }>): Step {
  if (frame.v === undefined) return keep({ ...replica, isCurrent: false })
  if (!replica.fold || !replica.isTrusted || frame.v < replica.version) return keep(replica)
  if (frame.v > replica.version) return ask({ ...replica, head: frame.v }, 'resume')
  if (frame.h !== undefined && frame.h !== digestText(replica.fold.digest)) return ask(replica, 'resync')
  return keep({ ...replica, isCurrent: true })
}
