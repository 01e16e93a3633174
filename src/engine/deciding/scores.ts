/** Which results a match can have, and the event of the one that is entered. */
import type { Command, DecideContext, Decision } from '../messages.ts'
import { raceWords, winnerOf } from '../race.ts'
import type { Match, Side, State } from '../types.ts'
import { stageOfMatch } from '../lookup.ts'
import { walkoverScores } from '../elimination/advance.ts'
import { accept, matchName, refuse } from './answer.ts'
import { isRace, raceMax } from './scoring.ts'

/** Scores above this are slips of the finger. */
const scoreMax = 999

/** One rack for a side; a race that is over has ended its match, so any rack of an open match is legal. */
export function rack(state: State, match: Match, winner: Side, ctx: DecideContext): Decision {
  if (match.races === null) {
    return refuse('illegal_score', `${matchName(state, match)} is scored as a whole; enter its result.`)
  }
  return accept(ctx, 'rack.recorded', { match: match.id, winner, number: match.racks.length + 1 })
}

type Entered = Pick<Extract<Command, { type: 'match.result' }>, 'scoreA' | 'scoreB' | 'decider'>

function raceResult(state: State, match: Match, { scoreA: a, scoreB: b, decider }: Entered): Side | Decision {
  if (decider !== undefined) {
    return refuse('decider_not_allowed', 'A race has no decider: it ends when one side has its racks.', 'decider')
  }
  const winner = winnerOf(match, [a, b])
  if (winner !== null) return winner
  return refuse('illegal_score', `${matchName(state, match)} is ${raceWords(match)}; it cannot end ${a}-${b}.`)
}

/** Null is a draw. */
function openResult(state: State, match: Match, { scoreA: a, scoreB: b, decider }: Entered): Side | null | Decision {
  if (a !== b && decider !== undefined) {
    return refuse('decider_not_allowed', `${a}-${b} has a winner; a decider is for a level score.`, 'decider')
  }
  if (a > b) return 'a'
  if (a < b) return 'b'
  if (stageOfMatch(state, match).options.draws === true) {
    if (decider === undefined) return null
    return refuse('decider_not_allowed', `${matchName(state, match)} may end level; there is no decider.`, 'decider')
  }
  if (decider !== undefined) return decider
  return refuse(
    'decider_required',
    `${matchName(state, match)} ended level ${a}-${b}; say who won the decider.`,
    'decider',
  )
}

/** A result entered as a whole; it stands in place of the racks on record. */
export function result(state: State, match: Match, entered: Entered, ctx: DecideContext): Decision {
  for (const [at, score] of [['scoreA', entered.scoreA] as const, ['scoreB', entered.scoreB] as const]) {
    if (!Number.isInteger(score) || score < 0 || score > scoreMax) {
      return refuse('illegal_score', `A score is a whole number from 0 to ${scoreMax}, not ${score}.`, at)
    }
  }
  const winner = match.races === null ? openResult(state, match, entered) : raceResult(state, match, entered)
  if (winner !== null && typeof winner !== 'string') return winner
  const scores = [entered.scoreA, entered.scoreB] as const
  return accept(ctx, 'match.resulted', { match: match.id, kind: 'played', scores, winner })
}

/** One side wins without having won its race; a retirement keeps the racks, a walkover counts as race to nothing. */
export function forfeit(match: Match, kind: 'walkover' | 'retired', winner: Side, ctx: DecideContext): Decision {
  const scores = kind === 'retired' ? match.scores : walkoverScores(match, winner)
  return accept(ctx, 'match.resulted', { match: match.id, kind, scores, winner })
}

/** Neither side goes on. */
export function doubleForfeit(match: Match, ctx: DecideContext): Decision {
  const data = { match: match.id, kind: 'double_forfeit', scores: match.scores, winner: null } as const
  return accept(ctx, 'match.resulted', data)
}

type SetRace = Extract<Command, { type: 'match.set_race' }>

const isStart = (racks: number, race: number) => Number.isInteger(racks) && racks >= 0 && racks < race

/** The races of one match, until its first rack. */
export function setRace(state: State, match: Match, { races, start }: SetRace, ctx: DecideContext): Decision {
  if (match.races === null) {
    return refuse('invalid_option', `${matchName(state, match)} has open scoring and no race.`, 'races')
  }
  const [a, b] = races
  if (!isRace(a) || !isRace(b)) {
    return refuse('invalid_option', `A race is to 1 to ${raceMax} racks, not ${a} and ${b}.`, 'races')
  }
  if (match.cap !== undefined && (a !== b || a >= match.cap)) {
    const detail = `${matchName(state, match)} is won by two: both sides race to the same, below ${match.cap}.`
    return refuse('invalid_option', detail, 'races')
  }
  if (start !== undefined && !start.every((racks, at) => isStart(racks, races[at] ?? 0))) {
    const detail = `Each side starts with 0 racks or more, below its race, not with ${start.join(' and ')}.`
    return refuse('invalid_option', detail, 'start')
  }
  const wire = start === undefined || start.every((racks) => racks === 0) ? {} : { start }
  if (match.racks === '') return accept(ctx, 'match.race_set', { match: match.id, races, ...wire })
  return refuse('race_frozen', `${matchName(state, match)} stands ${match.scores.join('-')}; its race is frozen.`)
}
