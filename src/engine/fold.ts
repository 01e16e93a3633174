/**
 * The only way to build a state: apply every event in order, from nothing or from a snapshot of an earlier state.
 */
import { apply } from './apply.ts'
import { assert } from './assert.ts'
import { indexOf } from './lookup.ts'
import type { Event } from './messages.ts'
import type { State } from './types.ts'

/** A state as plain JSON: everything but the indexes, which are rebuilt. */
export type StateSnapshot = Omit<State, 'playerIndex' | 'matchIndex' | 'tableIndex'>

/** Applies `events` in order; without `from` the first must be `tournament.created`. Cost O(matches) per event. */
export function fold(events: Iterable<Event>, from?: State): State {
  let state: State | null = from ?? null
  for (const event of events) state = apply(state, event)
  assert(state !== null, 'an empty log has no state')
  return state
}

/** Plain JSON of a state, to be stored. */
export function toSnapshot(state: State): StateSnapshot {
  const { playerIndex: _players, matchIndex: _matches, tableIndex: _tables, ...plain } = state
  return plain
}

/** The state of a snapshot that `toSnapshot` made, also after a way through JSON. */
export function fromSnapshot(snapshot: StateSnapshot): State {
  return {
    ...snapshot,
    playerIndex: indexOf(snapshot.players),
    matchIndex: indexOf(snapshot.matches),
    tableIndex: indexOf(snapshot.tables),
  }
}
