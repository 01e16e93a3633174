/** Words for people: names of rounds, and why a slot is empty. */
import type { Match, MatchId, Slot, Stage, State } from '../types.ts'
import { bracketSize } from '../seeding.ts'

/** "Winner of W1.3", "Loser of W2.1", "Seed 4", "Bye". */
export function sourceLabel(slot: Slot, match: Match, refOf: (id: MatchId) => string): string {
  const { source } = slot
  if (source.kind === 'bye') return 'Bye'
  if (source.kind === 'seed') return `Seed ${source.seed}`
  // A second grand final that is not played keeps its words: nobody has a bye there.
  if (slot.dead && match.bracket !== 'GF') return 'Bye'
  return `${source.kind === 'winner' ? 'Winner' : 'Loser'} of ${refOf(source.match)}`
}

/** Looks up the ref of a match. */
export function refsOf(state: State): (id: MatchId) => string {
  return (id) => state.matches[state.matchIndex.get(id) ?? -1]?.ref ?? '?'
}

function singleName(round: number, rounds: number): string {
  if (round === rounds) return 'Final'
  if (round === rounds - 1) return 'Semi-finals'
  if (round === rounds - 2) return 'Quarter-finals'
  return `Round ${round}`
}

/** Name of a match's round within its stage. */
export function roundName(stage: Stage, match: Pick<Match, 'bracket' | 'round'>): string {
  const rounds = Math.log2(bracketSize(stage.order.length))
  switch (match.bracket) {
    case 'GF':
      return match.round === 1 ? 'Grand final' : 'Grand final reset'
    case '3P':
      return 'Third place'
    case 'L':
      return match.round === 2 * (rounds - 1) ? 'Losers final' : `Losers round ${match.round}`
    case 'W':
      if (stage.type === 'single_elimination') return singleName(match.round, rounds)
      return match.round === rounds ? 'Winners final' : `Winners round ${match.round}`
  }
}
