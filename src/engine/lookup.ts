/** Finding entities of a state by id, and the words people know them by. */
import { assert } from './assert.ts'
import type { Match, MatchId, Player, PlayerId, Stage, State, Table, TableId } from './types.ts'

/** Position of each item by its id. */
export function indexOf<Id extends string>(items: readonly { readonly id: Id }[]): ReadonlyMap<Id, number> {
  return new Map(items.map((item, at) => [item.id, at]))
}

/** The player of an id, if this tournament has one. */
export function playerOf(state: State, id: PlayerId): Player | undefined {
  return state.players[state.playerIndex.get(id) ?? -1]
}

/** The player of an id that the state itself names: there is always one. */
export function namedPlayer(state: State, id: PlayerId): Player {
  const player = playerOf(state, id)
  assert(player !== undefined, `no player ${id}`)
  return player
}

/** The match of an id, if this tournament has drawn one. */
export function matchOf(state: State, id: MatchId): Match | undefined {
  return state.matches[state.matchIndex.get(id) ?? -1]
}

/** The table of an id, if it was opened for this tournament. */
export function tableOf(state: State, id: TableId): Table | undefined {
  return state.tables[state.tableIndex.get(id) ?? -1]
}

/** Stages are numbered from 1. */
export function stageOf(state: State, number: number): Stage | undefined {
  return state.stages[number - 1]
}

/** The stage a match belongs to; there is always one. */
export function stageOfMatch(state: State, match: Match): Stage {
  const stage = stageOf(state, match.stage)
  assert(stage !== undefined, `no stage ${match.stage}`)
  return stage
}

/** A copy with the player at `id` replaced; the order stays. */
export function withPlayer(state: State, player: Player): State {
  const players = state.players.slice()
  players[state.playerIndex.get(player.id) ?? -1] = player
  return { ...state, players }
}

/** A copy with one match replaced; the index is shared. */
export function withMatch(state: State, match: Match): State {
  const matches = state.matches.slice()
  matches[state.matchIndex.get(match.id) ?? -1] = match
  return { ...state, matches }
}

/** A copy with one stage replaced. */
export function withStage(state: State, stage: Stage): State {
  return { ...state, stages: state.stages.map((other) => (other.number === stage.number ? stage : other)) }
}

/** The unfinished match that holds a table, if any: that is what "in use" means. */
export function matchAtTable(state: State, table: TableId): Match | undefined {
  return state.matches.find((match) => match.table === table && isOnTable(match))
}

/** True while a match may hold a table and its players. */
export function isOnTable(match: Match): boolean {
  return match.state === 'assigned' || match.state === 'active' || match.state === 'paused'
}

/** True once nothing more can happen in a match by itself. */
export function isOver(match: Match): boolean {
  return match.state === 'completed' || match.state === 'void'
}

/** True once anything of a match is on record: a start, a rack or a result. */
export function isRecorded(match: Match): boolean {
  return match.startedAt !== null || match.result !== null
}

/** True if the player is out of the tournament by his own choice or the director's. */
export function hasLeft(state: State, id: PlayerId): boolean {
  const status = playerOf(state, id)?.status
  return status === 'withdrawn' || status === 'disqualified'
}
