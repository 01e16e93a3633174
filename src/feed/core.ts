/**
 * One watched tournament as a value: (state, input) -> (state, outputs), no clock and no I/O.
 * Invariant: events are delivered as last + 1 only; a duplicate is dropped and a hole is read from the log.
 * A cold tournament has an unknown head: an empty ring never means "up to date", the head must be read first.
 * A bus message will be one more `event` or `head` input; nothing here knows where an input came from.
 */
import type { EventType } from '../engine/messages.ts'
import type { Op } from '../engine/rows.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'

/** One row of the log as it travels: full ops, to be projected per view by whoever shows them. */
export interface Committed {
  readonly orgId: OrgId
  readonly tournamentId: TournamentId
  readonly version: number
  /** Changes when history is rewritten; versions of different epochs cannot be compared. */
  readonly epoch: string
  readonly type: EventType
  readonly at: string
  readonly ops: readonly Op[]
}

export interface Head {
  readonly version: number
  readonly epoch: string
}

export interface RingEntry {
  readonly event: Committed
  readonly bytes: number
}

/** `cold`: head unknown; `stale`: something above the head is known to exist; `live`: level with all that is known. */
export interface FeedState {
  readonly mode: 'cold' | 'live' | 'stale'
  readonly head: number
  readonly epoch: string | null
  /** Highest version that is known to exist; the head once it is level. */
  readonly target: number
  readonly isReading: boolean
  readonly ring: readonly RingEntry[]
  readonly ringBytes: number
}

export type FeedInput =
  | { readonly kind: 'event'; readonly event: Committed }
  /** Answer of a head read; null when the tournament does not exist any more. */
  | { readonly kind: 'head'; readonly head: Head | null }
  | { readonly kind: 'read'; readonly events: readonly Committed[] }
  | { readonly kind: 'failed' }

export type FeedOutput =
  | { readonly kind: 'event'; readonly event: Committed }
  /** The head is known and everything up to it has been delivered. */
  | { readonly kind: 'level'; readonly head: Head }
  /** What was delivered before cannot be continued (other epoch, or the log is cut): read a snapshot. */
  | { readonly kind: 'reset'; readonly head: Head }
  | { readonly kind: 'gone' }
  | { readonly kind: 'higher'; readonly version: number }
  | { readonly kind: 'readAfter'; readonly version: number }
  | { readonly kind: 'readHead' }

export interface FeedBounds {
  readonly ringEvents: number
  readonly ringBytes: number
}

/** Switches for tests that prove each rule is needed; never set elsewhere. */
export interface FeedMutation {
  readonly skipHoleCheck?: boolean
  readonly skipDedupe?: boolean
  readonly trustEmptyRing?: boolean
}

type Outputs = readonly FeedOutput[]
type Step = readonly [FeedState, Outputs]

/** A tournament nobody has read anything of. */
export const coldState: FeedState = {
  mode: 'cold',
  head: 0,
  epoch: null,
  target: 0,
  isReading: false,
  ring: [],
  ringBytes: 0,
}

/** The whole of the feed's judgement. */
export function step(state: FeedState, input: FeedInput, bounds: FeedBounds, mutation: FeedMutation = {}): Step {
  switch (input.kind) {
    case 'event':
      return onEvent(state, input.event, bounds, mutation)
    case 'head':
      return onHead(state, input.head)
    case 'read':
      return onRead(state, input.events, bounds, mutation)
    case 'failed':
      return [{ ...state, isReading: false }, []] // the next head poll tries again
  }
}

function onEvent(state: FeedState, event: Committed, bounds: FeedBounds, mutation: FeedMutation): Step {
  if (state.mode === 'cold') {
    // Nothing is remembered of it: its epoch may be dead. A head read that begins now finds it if it counts.
    if (!mutation.trustEmptyRing) return [state, [{ kind: 'readHead' }]]
    state = { ...state, mode: 'live', head: event.version - 1, epoch: event.epoch }
  }
  // Either history was rewritten or this event is from before that: the row of the tournament decides.
  if (event.epoch !== state.epoch) return [state, [{ kind: 'readHead' }]]
  const isKnown = event.version <= state.head
  if (isKnown && !mutation.skipDedupe) return [state, []]
  const higher: Outputs = event.version > state.target ? [{ kind: 'higher', version: event.version }] : []
  if (!isKnown && event.version !== state.head + 1 && !mutation.skipHoleCheck) {
    const [next, outputs] = reach(state, event.version)
    return [next, [...higher, ...outputs]]
  }
  const next = appended(state, event, bounds)
  return [next, [...higher, { kind: 'event', event }, ...levelOf(next, state)]]
}

function onHead(state: FeedState, head: Head | null): Step {
  if (head === null) return [coldState, [{ kind: 'gone' }]]
  if (state.mode === 'cold' || head.epoch !== state.epoch) {
    const { version, epoch } = head
    const next: FeedState = { ...coldState, mode: 'live', head: version, epoch, target: version }
    const said: FeedOutput = state.epoch === null ? { kind: 'level', head } : { kind: 'reset', head }
    return [{ ...next, isReading: state.isReading }, [{ kind: 'higher', version }, said]]
  }
  if (head.version <= state.target && state.mode === 'live') return [state, []]
  const higher: Outputs = head.version > state.target ? [{ kind: 'higher', version: head.version }] : []
  const [next, outputs] = reach(state, head.version)
  return [next, [...higher, ...outputs]]
}

function onRead(state: FeedState, events: readonly Committed[], bounds: FeedBounds, mutation: FeedMutation): Step {
  const outputs: FeedOutput[] = []
  let next: FeedState = { ...state, isReading: false }
  if (next.mode === 'cold') return [next, outputs]
  for (const event of events) {
    // History was rewritten meanwhile. The head poll says so too; asking at once could loop without end.
    if (event.epoch !== next.epoch) return [next, outputs]
    if (event.version <= next.head) continue
    if (event.version !== next.head + 1 && !mutation.skipHoleCheck) break
    if (event.version > next.target) outputs.push({ kind: 'higher', version: event.version })
    next = appended(next, event, bounds)
    outputs.push({ kind: 'event', event })
  }
  const hasMoved = next.head > state.head
  const first = events.find((event) => event.version > next.head)
  if (!hasMoved && first) {
    // The log no longer holds what comes next: only a snapshot can go on from here.
    return [{ ...coldState, epoch: state.epoch }, [...outputs, { kind: 'readHead' }]]
  }
  outputs.push(...levelOf(next, state))
  if (next.mode === 'live' || !hasMoved) return [next, outputs]
  const [reading, more] = reach(next, next.target)
  return [reading, [...outputs, ...more]]
}

/** Events after `version` if the ring still holds all of them; null if it does not or the head is unknown. */
export function ringAfter(state: FeedState, version: number): readonly Committed[] | null {
  const oldest = state.head - state.ring.length
  if (state.mode === 'cold' || version < oldest || version > state.head) return null
  return state.ring.slice(version - oldest).map((entry) => entry.event)
}

function appended(state: FeedState, event: Committed, bounds: FeedBounds): FeedState {
  const bytes = JSON.stringify(event.ops).length
  const ring = [...state.ring, { event, bytes }]
  let ringBytes = state.ringBytes + bytes
  while (ring.length > bounds.ringEvents || (ringBytes > bounds.ringBytes && ring.length > 1)) {
    ringBytes -= ring.shift()?.bytes ?? 0
  }
  const target = Math.max(state.target, event.version)
  const mode = event.version >= target ? 'live' : 'stale'
  return { ...state, mode, head: event.version, target, ring, ringBytes }
}

function levelOf(next: FeedState, before: FeedState): Outputs {
  if (next.mode !== 'live' || before.mode === 'live' || next.epoch === null) return []
  return [{ kind: 'level', head: { version: next.head, epoch: next.epoch } }]
}

/** Knows that `version` exists: reads what is missing, one read at a time. */
function reach(state: FeedState, version: number): Step {
  const target = Math.max(state.target, version)
  if (target <= state.head) return [{ ...state, target, mode: 'live' }, []]
  const stale: FeedState = { ...state, mode: 'stale', target }
  if (state.isReading) return [stale, []]
  return [{ ...stale, isReading: true }, [{ kind: 'readAfter', version: state.head }]]
}
