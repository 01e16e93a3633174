/**
 * `chip_lives`: everybody starts with chips, each loss costs one, who has none is out, the last one left wins.
 * One match is one race; its loser goes to the tail of the queue, its winner plays on unless the options say otherwise.
 */
import { assert } from '../assert.ts'
import type { Format, Placed } from '../format.ts'
import { playerOf, withStage } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { Instant, Match, PlayerId, Stage, State } from '../types.ts'
import { settled } from './floor.ts'
import { livesOptions, livesProblem } from './options.ts'
import { startChipsOf } from './rating-tables.ts'
import { livesStandings } from './standings.ts'
import { talliesOf } from './tally.ts'

function opened(state: State, drawn: Stage, draw: EventData['stage.drawn'], at: Instant): State {
  const given = Object.fromEntries(draw.order.map((id, k) => [id, { start: draw.chips?.[k] ?? 0, more: 0 }]))
  const stage: Stage = { ...drawn, chips: { queue: draw.order, given, out: [] } }
  const next = withStage(state, stage)
  return settled(next, stage, next, at)
}

/** Late players stand at the head of the queue, in the order in which they came. */
function joined(state: State, stage: Stage, players: readonly PlayerId[], at: Instant): State {
  const board = stage.chips
  assert(board !== undefined, 'nobody joins chips before the draw')
  const start = livesOptions(stage.options).lateChips ?? 0
  const given = { ...board.given, ...Object.fromEntries(players.map((id) => [id, { start, more: 0 }])) }
  const queue = [...players, ...board.queue]
  const larger: Stage = { ...stage, order: [...stage.order, ...players], chips: { ...board, given, queue } }
  const next = withStage(state, larger)
  return settled(next, larger, next, at)
}

/** Players who can still win. */
function aliveIn(stage: Stage): PlayerId[] {
  const gone = new Set(stage.chips?.out.flat())
  return stage.order.filter((id) => !gone.has(id))
}

/** Both players of a match that is not over are alive, so nothing is left to play. */
function hasEnded(stage: Stage): boolean {
  return stage.chips !== undefined && aliveIn(stage).length < 2
}

/** Who is out, best first; who was disqualified so that others move up is behind them all. */
function goneInOrder(state: State, out: readonly (readonly PlayerId[])[]): PlayerId[][] {
  const isStruck = (id: PlayerId) => playerOf(state, id)?.moveUp === true
  const others = out.toReversed().map((group) => group.filter((id) => !isStruck(id)))
  return [...others, out.flat().filter(isStruck)]
}

function placesOf(state: State, stage: Stage): ReadonlyMap<PlayerId, Placed> {
  const places = new Map<PlayerId, Placed>()
  if (stage.chips === undefined) return places
  const alive = aliveIn(stage)
  const tallies = talliesOf(state, stage)
  const matchOf = (id: PlayerId) => tallies.get(id)?.lastMatch ?? null
  let ahead = alive.length
  for (const group of goneInOrder(state, stage.chips.out)) {
    for (const id of group) places.set(id, { place: ahead + 1, hasWon: false, match: matchOf(id) })
    ahead += group.length
  }
  const [last] = alive
  if (last !== undefined && hasEnded(stage)) places.set(last, { place: 1, hasWon: true, match: matchOf(last) })
  return places
}

/** A player of the match who has begun another since. */
function laterPlay(state: State, stage: Stage, match: Match): Match | undefined {
  const players = new Set(match.slots.map((slot) => slot.player))
  return state.matches.find(
    (other) =>
      other.stage === stage.number &&
      (other.state === 'active' || other.state === 'paused' || other.state === 'completed') &&
      other.number > match.number &&
      other.slots.some((slot) => slot.player !== null && players.has(slot.player)),
  )
}

export const chipLives: Format = {
  playersMin: 2,
  playersMax: 256,
  optionsProblem: livesProblem,
  startChips: (options, players) => players.map((player) => startChipsOf(livesOptions(options).startChips, player)),
  draw: () => [],
  opened,
  joined,
  follow: settled,
  placesOf,
  standings: (state, stage) => livesStandings(state, stage, placesOf(state, stage)),
  roundName: () => 'Chips',
  laterPlay,
  isOver: (_, stage) => hasEnded(stage),
}
