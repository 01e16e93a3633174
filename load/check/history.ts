/**
 * What a checker is given: who sent what and when it was answered, what the logs of the tournaments hold, and what
 * viewers saw. Times are milliseconds of one monotonic clock. Knows nothing of the server but the names of events.
 */
import type { EventData } from '../../src/engine/messages.ts'

/**
 * One sending of an operation. `ok`: answered 2xx with `version`; `fail`: refused; `unknown`: no answer, a broken one
 * or "later", so that it may have happened. Repetitions of an operation share its key.
 */
export interface Attempt {
  readonly id: number
  readonly key: string
  readonly tournament: string
  readonly match: string
  readonly winner: 'a' | 'b'
  readonly invokedAt: number
  readonly returnedAt: number
  readonly outcome: 'ok' | 'fail' | 'unknown'
  /** Version that the answer told; only with `ok`. */
  readonly version?: number
  /** Code of the refusal; only with `fail`. */
  readonly code?: string
}

/** One row of `/events`. */
export interface Logged {
  readonly version: number
  readonly type: keyof EventData
  readonly actor: string | null
  readonly data: unknown
}

/** A tournament after the faults: its log and its read models, as the API gives them. */
export interface Tournament {
  readonly id: string
  readonly events: readonly Logged[]
  /** Version of the snapshot below. */
  readonly version: number
  readonly snapshot: Shown
}

/** The part of a snapshot that laws speak of; everything in it is compared between viewers and server. */
export interface Shown {
  readonly m: Readonly<Record<string, { readonly scoreA: number; readonly scoreB: number }>>
}

/** What one viewer saw of a tournament: each version it reached, in order, and what it showed in the end. */
export interface Stream {
  readonly viewer: string
  readonly tournament: string
  readonly versions: readonly number[]
  readonly shown: Shown | null
  /** The viewer said that it was current when it was asked last. */
  readonly isLive: boolean
}

export interface History {
  readonly attempts: readonly Attempt[]
  readonly tournaments: readonly Tournament[]
  readonly streams: readonly Stream[]
  /** Racks of this account were all sent by us, so each in a log must be one of ours; null: any account's. */
  readonly actor: string | null
}
