/** Matches of chip stages, made as play goes on and appended to the state. Refs are `C1`, `C2`, ... */
import { matchId } from '../ids.ts'
import { indexOf } from '../lookup.ts'
import type { Instant, Match, PlayerId, Stage, State, TableId } from '../types.ts'

interface Pairing {
  readonly round: number
  readonly position: number
  readonly players: readonly [PlayerId, PlayerId | null]
  readonly table: TableId | null
}

/** A match of two, or the bye of one, who wins without play. */
function chipMatch(state: State, stage: Stage, number: number, pair: Pairing, at: Instant): Match {
  const { scoring } = stage.options
  const ref = `C${number}`
  const [a, b] = pair.players
  const isBye = b === null
  return {
    id: matchId(state.tournament.id, stage.number, ref),
    ref,
    number,
    stage: stage.number,
    bracket: 'C',
    round: pair.round,
    position: pair.position,
    state: isBye ? 'completed' : pair.table === null ? 'ready' : 'assigned',
    slots: [
      { source: { kind: 'queue' }, player: a, dead: false },
      { source: { kind: isBye ? 'bye' : 'queue' }, player: b, dead: isBye },
    ],
    races: scoring.kind === 'race' ? [scoring.raceTo, scoring.raceTo] : null,
    scores: [0, 0],
    racks: '',
    result: isBye ? { kind: 'bye', winner: 'a' } : null,
    table: pair.table,
    calledAt: null,
    readyAt: at,
    startedAt: null,
    startedBy: null,
    completedAt: isBye ? at : null,
    winnerTo: null,
    loserTo: null,
  }
}

/** Matches of a stage so far, which is the number of the last one. */
export function countOf(state: State, stage: Stage): number {
  let count = 0
  for (const match of state.matches) if (match.stage === stage.number) count++
  return count
}

/** A copy with these pairs as new matches. */
export function withPairs(state: State, stage: Stage, pairs: readonly Pairing[], at: Instant): State {
  if (pairs.length === 0) return state
  const first = countOf(state, stage) + 1
  const matches = [...state.matches, ...pairs.map((pair, k) => chipMatch(state, stage, first + k, pair, at))]
  return { ...state, matches, matchIndex: indexOf(matches) }
}
