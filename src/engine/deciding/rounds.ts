/** Decisions of `chip_points`: the next round, and the cut to the finals. */
import { pointsOptions } from '../chips/options.ts'
import { type Field, bergerOrder, roundPairs, shuffled } from '../chips/pairing.ts'
import { areFinalsDrawn, areRoundsOver, hasFinals, roundsDrawn } from '../chips/points.ts'
import { pointsStandings } from '../chips/points-ranking.ts'
import { hasLeft, isOver, playerOf, stageOf } from '../lookup.ts'
import type { Command, DecideContext, Decision } from '../messages.ts'
import type { PlayerId, Stage, StageOptions, State } from '../types.ts'
import { accept, count, refuse } from './answer.ts'
import { drawField } from './re-entry.ts'

/** A drawn stage of `chip_points` in a running tournament, or the refusal. */
function stageFor(state: State, number: number): Stage | Decision {
  const stage = stageOf(state, number)
  if (stage === undefined) return refuse('not_found', `There is no stage ${number}.`, 'stage')
  if (stage.type !== 'chip_points') {
    return refuse('illegal_transition', `${stage.name} is not played in rounds of chip points.`, 'stage')
  }
  if (stage.chips === undefined) return refuse('not_drawn', `${stage.name} is not drawn.`)
  const { name, status } = state.tournament
  if (status !== 'active') return refuse('tournament_not_active', `${name} is not being played.`)
  const open = state.matches.filter((match) => match.stage === number && !isOver(match))
  if (open.length > 0) {
    return refuse('illegal_transition', `${count(open.length, 'match')} still to be played, ${open[0]?.ref} first.`)
  }
  return stage
}

function fieldOf(state: State, stage: Stage, round: number, drawSeed: number): Field {
  const { pairing, allowRematch } = pointsOptions(stage.options)
  const present = new Set(stage.order.filter((id) => !hasLeft(state, id)))
  const hadBye = new Set<PlayerId>()
  const met = new Set<string>()
  for (const { stage: number, result, slots } of state.matches) {
    const [a, b] = [slots[0].player, slots[1].player]
    if (number !== stage.number || a === null) continue
    if (result?.kind === 'bye') hadBye.add(a)
    met.add(`${a} ${b}`)
    met.add(`${b} ${a}`)
  }
  const haveMet: Field['haveMet'] = (a, b) => !allowRematch && met.has(`${a} ${b}`)
  const all = [...present]
  const rating = (id: PlayerId) => playerOf(state, id)?.rating ?? -1
  if (pairing === 'round_robin') return { players: bergerOrder(stage.order, present, round), hadBye, haveMet }
  if (pairing === 'random') return { players: shuffled(all, drawSeed), hadBye, haveMet }
  return { players: all.toSorted((a, b) => rating(b) - rating(a)), hadBye, haveMet }
}

/** Draws the next round; its pairs are kept in the event. */
export function drawRound(state: State, number: number, ctx: DecideContext): Decision {
  const planned = stageOf(state, number)
  if (planned?.options.mode === 're-entry') return drawField(state, planned, ctx)
  const stage = stageFor(state, number)
  if ('event' in stage || 'problem' in stage) return stage
  const { rounds } = pointsOptions(stage.options)
  const round = roundsDrawn(state, stage) + 1
  if (round > rounds) return refuse('already_drawn', `All ${count(rounds, 'round')} of ${stage.name} are played.`)
  const field = fieldOf(state, stage, round, ctx.drawSeed)
  if (field.players.length < 2) return refuse('too_few_players', `Nobody is left to play round ${round}.`)
  const drawn = roundPairs(field)
  if (drawn !== null) return accept(ctx, 'round.drawn', { stage: number, round, ...drawn })
  const detail = `Round ${round} has no pairing left without a rematch or a second bye.`
  return refuse('illegal_transition', detail)
}

/** Those who go on in the order of their ranks; equals around the cut by lot. */
function qualified(state: State, stage: Stage, cut: number, drawSeed: number) {
  const rows = pointsStandings(state, stage).filter((row) => !hasLeft(state, row.player))
  const last = rows[cut - 1]
  const next = rows[cut]
  if (last === undefined || next === undefined || last.rank !== next.rank) {
    return { order: rows.slice(0, cut).map((row) => row.player), lots: [] }
  }
  const sure = rows.filter((row) => row.rank < last.rank).map((row) => row.player)
  const tied = rows.filter((row) => row.rank === last.rank).map((row) => row.player)
  const lots = shuffled(tied, drawSeed)
  return { order: [...sure, ...lots].slice(0, cut), lots }
}

type Apply = Extract<Command, { type: 'finals.apply' }>

/** Locks the qualification and draws the finals, seeded by rank. */
export function applyFinals(state: State, command: Apply, ctx: DecideContext): Decision {
  const stage = stageFor(state, command.stage)
  if ('event' in stage || 'problem' in stage) return stage
  if (!hasFinals(stage)) return refuse('illegal_transition', `${stage.name} is played without finals.`)
  if (areFinalsDrawn(state, stage)) {
    return refuse('already_drawn', `The finals after ${stage.name} are drawn.`)
  }
  if (!areRoundsOver(state, stage)) {
    const { rounds } = pointsOptions(stage.options)
    const detail = `${roundsDrawn(state, stage)} of ${count(rounds, 'round')} are played; the finals follow the last.`
    return refuse('ranks_not_final', detail)
  }
  const { order, lots } = qualified(state, stage, pointsOptions(stage.options).finalsCount, ctx.drawSeed)
  if (order.length < 2) return refuse('too_few_players', 'The finals need 2 players at least.')
  const options: StageOptions = {
    scoring: stage.options.scoring,
    seeding: 'manual',
    thirdPlace: false,
    grandFinal: 'reset',
  }
  const format = command.format ?? 'single_elimination'
  return accept(ctx, 'finals.applied', { stage: stage.number, format, name: 'Finals', options, order, lots })
}
