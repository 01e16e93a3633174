/**
 * `chip_points`: a number of rounds in which a win brings more chips than a loss; the best go on to the finals.
 * Rounds are drawn one by one, and the finals are a stage of their own, appended when the cut is applied.
 */
import type { Format, Placed } from '../format.ts'
import { hasLeft, isOver, stageOf, withStage } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { PlayerId, Stage, State } from '../types.ts'
import { withChips } from './floor.ts'
import { pointsOptions, pointsProblem } from './options.ts'
import { shuffled } from './pairing.ts'
import { pointsChips, pointsStandings } from './points-ranking.ts'

/** Rounds drawn so far. */
export function roundsDrawn(state: State, stage: Stage): number {
  let rounds = 0
  for (const match of state.matches) if (match.stage === stage.number) rounds = Math.max(rounds, match.round)
  return rounds
}

/** True while two are left who could play each other. */
function hasPair(state: State, stage: Stage): boolean {
  return stage.order.filter((id) => !hasLeft(state, id)).length > 1
}

/** True once all rounds are drawn and played, or nobody is left to play the next. */
export function areRoundsOver(state: State, stage: Stage): boolean {
  const isShort = roundsDrawn(state, stage) < pointsOptions(stage.options).rounds
  if (isShort && hasPair(state, stage)) return false
  return state.matches.every((match) => match.stage !== stage.number || isOver(match))
}

/** True where finals are played after this stage; `chip_points` appends them, so they may not be there yet. */
export function hasFinals(stage: Pick<Stage, 'options'>): boolean {
  return pointsOptions(stage.options).finalsCount > 0
}

/** True from the cut on, until the draw of the finals is undone. */
export function areFinalsDrawn(state: State, stage: Stage): boolean {
  const finals = stageOf(state, stage.number + 1)
  return finals !== undefined && finals.status !== 'planned'
}

function opened(state: State, stage: Stage, draw: EventData['stage.drawn']): State {
  const given = Object.fromEntries(draw.order.map((id) => [id, { start: 0, more: 0 }]))
  const lots = shuffled(draw.order, draw.drawSeed)
  const drawn: Stage = { ...stage, chips: { queue: [], given, out: [], lots } }
  return followed(withStage(state, drawn), drawn)
}

function followed(state: State, stage: Stage): State {
  const chips = pointsChips(state, stage)
  return withChips(state, (id) => chips.get(id) ?? 0, stage.order)
}

function hasEnded(state: State, stage: Stage): boolean {
  if (!areRoundsOver(state, stage)) return false
  return !hasFinals(stage) || areFinalsDrawn(state, stage) || !hasPair(state, stage)
}

/** Places of the table, once it is final; the finals decide those of who plays them. */
function placesOf(state: State, stage: Stage): ReadonlyMap<PlayerId, Placed> {
  if (!hasEnded(state, stage)) return new Map()
  const rows = pointsStandings(state, stage)
  return new Map(rows.map(({ player, rank }) => [player, { place: rank, hasWon: rank === 1, match: null }]))
}

export const chipPoints: Format = {
  playersMin: 2,
  playersMax: 256,
  optionsProblem: pointsProblem,
  draw: () => [],
  opened,
  follow: followed,
  placesOf,
  standings: pointsStandings,
  roundName: (_, { round }) => `Round ${round}`,
  isOver: hasEnded,
}
