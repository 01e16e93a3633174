/** The tournament itself and its players, as JSON. */
import type {
  Instant,
  Player,
  Stage,
  State,
  Tournament,
  TournamentId,
  TournamentStatus,
  TournamentType,
  VenueId,
  Visibility,
} from '../types.ts'
import { progressOf } from './rows.ts'

export interface TournamentView {
  readonly id: TournamentId
  readonly version: number
  readonly name: string
  readonly description: string | null
  readonly type: TournamentType
  readonly gameType: string
  readonly status: TournamentStatus
  readonly visibility: Visibility
  readonly maxParticipants: number | null
  readonly venueId: VenueId | null
  readonly startDate: Instant | null
  readonly endDate: Instant | null
  readonly startedAt: Instant | null
  readonly completedAt: Instant | null
  readonly checkIn: boolean
  /** Minutes between two matches of a player. */
  readonly minRest: number
  readonly players: number
  /** Matches that are or can be played, and those done. */
  readonly matches: number
  readonly done: number
  readonly stages: readonly Pick<Stage, 'id' | 'number' | 'type' | 'name' | 'status' | 'options'>[]
}

/** Everybody but the waitlist, the no-shows and those who withdrew before the draw counts as a player. */
function countPlayers(state: State): number {
  const drawn = new Set(state.stages.flatMap((stage) => stage.order))
  const counts = (player: Player) => {
    if (player.status === 'withdrawn') return drawn.has(player.id)
    return player.status !== 'waitlisted' && player.status !== 'no_show'
  }
  return state.players.filter(counts).length
}

export function tournamentView(state: State): TournamentView {
  const tournament: Tournament = state.tournament
  const { matches, done } = progressOf(state)
  return {
    id: tournament.id,
    version: state.version,
    name: tournament.name,
    description: tournament.description,
    type: tournament.type,
    gameType: tournament.gameType,
    status: tournament.status,
    visibility: tournament.visibility,
    maxParticipants: tournament.maxParticipants,
    venueId: tournament.venueId,
    startDate: tournament.startDate,
    endDate: tournament.endDate,
    startedAt: tournament.startedAt,
    completedAt: tournament.completedAt,
    checkIn: tournament.checkIn,
    minRest: tournament.minRest ?? 0,
    players: countPlayers(state),
    matches,
    done,
    stages: state.stages.map(({ id, number, type, name, status, options }) => {
      return { id, number, type, name, status, options }
    }),
  }
}

/** `chips`: null outside drawn chip stages. */
export type PlayerView = Omit<Player, 'wantedSeed' | 'chips'> & { readonly chips: number | null }

export interface PlayersView {
  readonly tournamentId: TournamentId
  readonly version: number
  readonly players: readonly PlayerView[]
}

/** Players in the order of registration. */
export function playersView(state: State): PlayersView {
  return {
    tournamentId: state.tournament.id,
    version: state.version,
    players: state.players.map((player) => ({
      id: player.id,
      name: player.name,
      userId: player.userId,
      club: player.club,
      rating: player.rating,
      skillLevel: player.skillLevel,
      seed: player.seed,
      status: player.status,
      chips: player.chips ?? null,
      place: player.place,
      registeredAt: player.registeredAt,
      checkedInAt: player.checkedInAt,
    })),
  }
}
