/**
 * A log told as if a corrected result had been entered right at once: what the laws of correction compare with.
 * The result of one match is replaced, the results of its cascade are left out, all else happens as it did.
 */
import { apply } from '../apply.ts'
import { matchOf } from '../lookup.ts'
import type { Event, EventData } from '../messages.ts'
import type { Match, MatchId, State } from '../types.ts'

type Correction = EventData['match.corrected']

function matchOfEvent(event: Event): MatchId | null {
  return 'match' in event.data ? event.data.match : null
}

/** Index of the event that gave the match the result it has. */
function endOf(events: readonly Event[], id: MatchId): number {
  let state: State | null = null
  let last = -1
  for (const [at, event] of events.entries()) {
    const before: State | null = state
    state = apply(state, event)
    const isOver = matchOf(state, id)?.result ?? null
    const wasOver = before === null ? null : (matchOf(before, id)?.result ?? null)
    if (isOver !== null && isOver !== wasOver) last = at
  }
  return last
}

/** What only a match that is ready can meet; in the other telling it may not be there yet. */
function fits(state: State | null, event: Event): boolean {
  if (event.type !== 'match.assigned' && event.type !== 'match.called') return true
  const match = state === null ? undefined : matchOf(state, event.data.match)
  return match !== undefined && match.state !== 'locked' && match.state !== 'void'
}

/** True for play in a match that has nobody to play it: one who left later has not made way yet. */
function isEarly(state: State | null, event: Event): boolean {
  if (event.type !== 'rack.recorded' && event.type !== 'match.resulted') return false
  const match = state === null ? undefined : matchOf(state, event.data.match)
  return match === undefined || match.state === 'locked' || match.state === 'void'
}

/**
 * The state of the log without the correction, but with its result from the start. Null where it cannot be told in the
 * order in which it happened.
 */
export function replayed(events: readonly Event[], correction: Correction): State | null {
  const { cascade, undrawn, ...result } = correction
  const voided = new Set(cascade)
  const end = endOf(events, correction.match)
  let state: State | null = null
  for (const [at, event] of events.entries()) {
    const match = matchOfEvent(event)
    if (match !== null && voided.has(match) && event.type !== 'match.race_set') continue
    if (event.type === 'stage.drawn' && event.data.stage === undrawn) continue
    if (isEarly(state, event)) return null
    const { at: time, actor } = event
    if (at === end) state = apply(state, { type: 'match.resulted', at: time, actor, data: result })
    else if (fits(state, event)) state = apply(state, event)
  }
  return state
}

function timeless(match: Match, isCorrected: boolean): unknown {
  const { calledAt: _, readyAt: __, startedAt, completedAt, racks, ...rest } = match
  const has = { started: startedAt !== null, completed: completedAt !== null }
  // A result entered at once needs no last rack.
  return { ...rest, ...has, racks: isCorrected ? '' : racks }
}

/** A match that was lost by absence and is to be played now: another may have the table it had. */
function withoutTable(match: Match): Match {
  return { ...match, table: null, state: match.state === 'assigned' ? 'ready' : match.state }
}

/** A state without its version, times and history; `tableless` are compared without their tables. */
export function essence(state: State, corrected: MatchId | null, tableless: ReadonlySet<MatchId>) {
  const { tournament, stages, players, matches, tables } = state
  return {
    tournament: { ...tournament, completedAt: null },
    stages,
    players,
    matches: matches.map((match) => {
      return timeless(tableless.has(match.id) ? withoutTable(match) : match, match.id === corrected)
    }),
    tables,
  }
}
