/** Events of the tournament as a whole and of its stages: creation, edits, draw and undraw. */
import { assert } from '../assert.ts'
import { formatOf } from '../formats.ts'
import { racedBy } from '../handicapped.ts'
import { stageId } from '../ids.ts'
import { indexOf, isOnTable, stageOf, withStage } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { Instant, Match, Player, Stage, State, Tournament, TournamentStatus } from '../types.ts'
import { promoted } from './players.ts'
import { completedIfDone, progressed, withPlaces } from './progress.ts'

export function created(data: EventData['tournament.created']): State {
  const { stages, ...given } = data.tournament
  const tournament: Tournament = {
    ...given,
    status: 'draft',
    startedAt: null,
    completedAt: null,
    deletedAt: null,
    checkInClosed: false,
  }
  return {
    rules: data.rules,
    version: 0,
    tournament,
    stages: stages.map((stage, at) => ({
      id: stageId(given.id, at + 1),
      number: at + 1,
      type: stage.type,
      name: stage.name,
      status: 'planned',
      options: stage.options,
      order: [],
    })),
    players: [],
    matches: [],
    tables: [],
    playerIndex: new Map(),
    matchIndex: new Map(),
    tableIndex: new Map(),
  }
}

export function edited(state: State, data: EventData['tournament.edited']): State {
  const { options, ...fields } = data.edit
  const tournament = { ...state.tournament, ...fields }
  const stage = stageOf(state, 1)
  const next = options === undefined || stage === undefined ? state : withStage(state, { ...stage, options })
  return promoted({ ...next, tournament })
}

/** Moves the tournament to another status and nothing else. */
export function moved(state: State, status: TournamentStatus): State {
  return { ...state, tournament: { ...state.tournament, status } }
}

/** The players drawn are in play; those who left after the draw may already have ended everything. */
export function started(state: State, at: Instant): State {
  const tournament: Tournament = { ...state.tournament, status: 'active', startedAt: at }
  const drawn = new Set(state.stages.flatMap((stage) => stage.order))
  const players = state.players.map((player): Player => {
    const waits = player.status === 'registered' || player.status === 'checked_in'
    return waits && drawn.has(player.id) ? { ...player, status: 'active' } : player
  })
  const next: State = { ...state, tournament, players }
  const underWay = next.stages.filter((stage) => stage.status !== 'planned')
  return underWay.reduce((before, stage) => progressed(before, stage, at), next)
}

/** Stages that nobody could be drawn into any more are skipped; the places of the one before stand. */
export function completed(state: State, at: Instant): State {
  const stages = state.stages.map((stage): Stage => {
    return { ...stage, status: stage.status === 'planned' ? 'skipped' : 'completed' }
  })
  return completedIfDone(withPlaces({ ...state, stages }), at)
}

export function reopened(state: State): State {
  const stages = state.stages.map((stage): Stage =>
    stage.status === 'skipped' ? stage : { ...stage, status: 'active' },
  )
  return { ...state, stages, tournament: { ...state.tournament, status: 'active', completedAt: null } }
}

function withoutTables(matches: readonly Match[]): Match[] {
  return matches.map((match) => {
    if (!isOnTable(match) || match.table === null) return match
    return { ...match, table: null, state: match.state === 'assigned' ? 'ready' : match.state }
  })
}

/** A cancelled tournament gives its tables back. */
export function cancelled(state: State): State {
  return moved({ ...state, matches: withoutTables(state.matches) }, 'cancelled')
}

export function deleted(state: State, at: Instant): State {
  const tournament = { ...state.tournament, deletedAt: at }
  return { ...state, matches: withoutTables(state.matches), tournament }
}

/** Seeds are those of the first stage; later stages keep them. */
function withSeeds(state: State, order: readonly Player['id'][], number: number): readonly Player[] {
  if (number > 1) return state.players
  const seeds = new Map(order.map((id, at) => [id, at + 1]))
  return state.players.map((player) => ({ ...player, seed: seeds.get(player.id) ?? null }))
}

export function drawn(state: State, data: EventData['stage.drawn'], at: Instant): State {
  const planned = stageOf(state, data.stage)
  assert(planned !== undefined, `draw of an unknown stage ${data.stage}`)
  const stage: Stage = { ...planned, status: 'drawn', order: data.order }
  const { order, drawSeed } = data
  const fresh = formatOf(stage).draw({ tournament: state.tournament.id, stage, order, at, drawSeed })
  // Those who stand in a match by the draw alone have their race by it.
  const matches = [...state.matches, ...fresh.map((match) => racedBy(state, match))]
  const players = withSeeds(state, data.order, data.stage)
  const next = withStage({ ...state, players, matches, matchIndex: indexOf(matches) }, stage)
  const opened = formatOf(stage).opened?.(next, stage, data, at) ?? next
  // Who is not drawn into a later stage has his place by that.
  return withPlaces(opened)
}

/** Matches vanish and with them their tables; players have the seeds again that they asked for. */
export function undrawn(state: State, data: EventData['stage.undrawn'], at: Instant): State {
  const stage = stageOf(state, data.stage)
  assert(stage !== undefined, `undraw of an unknown stage ${data.stage}`)
  const matches = state.matches.filter((match) => match.stage !== data.stage)
  const promoted = new Set(data.promoted)
  const status = state.tournament.checkInClosed
    ? ({ status: 'checked_in', checkedInAt: at } as const)
    : { status: 'registered' as const }
  const players = state.players.map((player): Player => {
    const seed = data.stage === 1 ? player.wantedSeed : player.seed
    if (stage.chips === undefined && !promoted.has(player.id) && seed === player.seed) return player
    // Chips go with the stage that handed them out.
    const { chips: _, ...rest } = player
    return { ...(stage.chips === undefined ? player : rest), ...(promoted.has(player.id) && status), seed }
  })
  const next = { ...state, players, matches, matchIndex: indexOf(matches) }
  const { chips: _, lots: _lots, drawSeed: _seed, reentered: _in, field: _field, ...planned } = stage
  const undone = withStage(next, { ...planned, status: 'planned', order: [] })
  const before = stageOf(undone, data.stage - 1)
  // Chip points are not over any more once their finals are undone.
  return before === undefined ? undone : progressed(undone, before, at)
}

/** The lots settle who of the tied stands before whom. */
export function lotDrawn(state: State, data: EventData['lot.drawn']): State {
  const stage = stageOf(state, data.stage)
  assert(stage !== undefined, `lots of an unknown stage ${data.stage}`)
  return withPlaces(withStage(state, { ...stage, lots: [...(stage.lots ?? []), ...data.lots] }))
}
