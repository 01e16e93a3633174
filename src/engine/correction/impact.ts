/**
 * What a correction would change beyond its own match: the set a director sees before he confirms it.
 * It comes from the same steps that `apply` takes, so it names exactly the matches that will differ.
 */
import { type Board, boardOf, replace } from '../elimination/advance.ts'
import { openRacks, unbegun } from '../applying/racks.ts'
import type { ChangedMatch, Impact } from '../messages.ts'
import { scoresAfter } from '../race.ts'
import type { Match, Result, Stage, State } from '../types.ts'
import { type Change, reflow } from './reflow.ts'

/** A final result as it is entered: how the match ended, its score and its winner. */
export interface Entered extends Result {
  readonly scores: readonly [number, number]
}

/** The finished match with another result; racks on record stay, so that the correction can itself be taken back. */
export function withResult(match: Match, { kind, winner, scores }: Entered, at: string): Match {
  const base = kind === 'played' ? match : unbegun(match)
  const begins = kind === 'played' && base.startedAt === null
  const start = begins ? ({ startedAt: at, startedBy: 'play' } as const) : {}
  return {
    ...base,
    ...start,
    result: { kind, winner },
    scores,
  }
}

/** Puts another result on the board and moves everybody behind it. `isVoid` as in `reflow`. */
export function corrected(board: Board, match: Match, entered: Entered, isVoid?: (match: Match) => boolean): Change[] {
  replace(board, withResult(match, entered, board.at))
  return reflow(board, match.id, isVoid)
}

/** Racks or points that a match would lose; a match lost by absence alone has none. */
function atStake({ before, isVoided }: Change): number {
  return isVoided ? before.scores[0] + before.scores[1] : 0
}

/** The impact of a result on the matches behind `match`, in bracket order. */
export function impact(state: State, match: Match, entered: Entered): Impact {
  // What is only looked at has no time.
  const changes = corrected(boardOf(state, ''), match, entered)
  const known = new Map(changes.map((change) => [change.before.id, change]))
  const items = state.matches.flatMap(({ id, ref, state: was }): ChangedMatch[] => {
    const change = known.get(id)
    if (change === undefined) return []
    return [{ match: id, ref, state: was, racks: atStake(change), change: change.isVoided ? 'void' : 'swap' }]
  })
  return {
    match: match.id,
    from: { kind: match.result?.kind ?? 'played', winner: match.result?.winner ?? null, scores: match.scores },
    to: { kind: entered.kind, winner: entered.winner, scores: entered.scores },
    items,
    cascadeIds: items.filter((item) => item.change === 'void').map((item) => item.match),
    // Payouts are worked out once all is over, and to reopen what is over takes them back.
    payoutsVoided: [],
  }
}

/** The impact with the draw of the next stage as its last item, where that is taken back. */
export function withUndraw(impact: Impact, stage: Stage | null): Impact {
  if (stage === null) return impact
  const item = { match: null, ref: stage.name, state: 'drawn', racks: 0, change: 'undraw' } as const
  return { ...impact, items: [...impact.items, item] }
}

/** The match before its result, as far as the racks on record tell. */
export function beforeResult(match: Match): Match {
  return { ...match, scores: scoresAfter(match, openRacks(match)) }
}
