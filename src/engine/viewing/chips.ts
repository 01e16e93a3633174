/** Standings of chip stages as JSON: chips, streaks, and who waits for the next match. */
import { formatOf } from '../formats.ts'
import { namedPlayer } from '../lookup.ts'
import type { PlayerStatus, StageStatus, StageType, State, TournamentId } from '../types.ts'
import { type PersonView, personView } from './match.ts'

export interface ChipRowView {
  readonly rank: number
  readonly tied: boolean
  readonly player: PersonView
  readonly state: PlayerStatus
  readonly chips: number
  readonly startChips: number
  /** Wins in a row up to now. */
  readonly streak: number
  readonly played: number
  readonly won: number
  readonly lost: number
  readonly place: number | null
}

export interface ChipStandingsView {
  readonly tournamentId: TournamentId
  readonly version: number
  readonly stages: readonly {
    readonly stage: number
    readonly type: StageType
    readonly name: string
    readonly status: StageStatus
    readonly queue: readonly PersonView[]
    readonly rows: readonly ChipRowView[]
  }[]
}

/** Drawn chip stages, best player first; no stages where nothing is played with chips. */
export function chipStandingsView(state: State): ChipStandingsView {
  const stages = state.stages.flatMap((stage) => {
    const board = stage.chips
    if (board === undefined) return []
    const queue = board.queue.map((id) => personView(namedPlayer(state, id)))
    const rows = formatOf(stage)
      .standings(state, stage)
      .map((row): ChipRowView => {
        const player = namedPlayer(state, row.player)
        return {
          rank: row.rank,
          tied: row.tied,
          player: personView(player),
          state: player.status,
          chips: row.chips ?? 0,
          startChips: row.startChips ?? 0,
          streak: row.streak ?? 0,
          played: row.played,
          won: row.won,
          lost: row.lost,
          place: player.place,
        }
      })
    return [{ stage: stage.number, type: stage.type, name: stage.name, status: stage.status, queue, rows }]
  })
  return { tournamentId: state.tournament.id, version: state.version, stages }
}
