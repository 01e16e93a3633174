/** Words for people: why a slot is empty. */
import type { Match, MatchId, Slot, State } from '../types.ts'

/** "Winner of W1.3", "Loser of W2.1", "Seed 4", "Bye". */
export function sourceLabel(slot: Slot, match: Match, refOf: (id: MatchId) => string): string {
  const { source } = slot
  if (source.kind === 'bye') return 'Bye'
  if (source.kind === 'queue') return 'Queue'
  if (source.kind === 'reseed') return slot.dead ? 'Bye' : `Reseeded after round ${source.round}`
  if (source.kind === 'seed') return `Seed ${source.seed}`
  // A second grand final that is not played keeps its words: nobody has a bye there.
  if (slot.dead && match.bracket !== 'GF') return 'Bye'
  return `${source.kind === 'winner' ? 'Winner' : 'Loser'} of ${refOf(source.match)}`
}

/** Looks up the ref of a match. */
export function refsOf(state: State): (id: MatchId) => string {
  return (id) => state.matches[state.matchIndex.get(id) ?? -1]?.ref ?? '?'
}
