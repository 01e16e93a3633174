/** Standings of each stage and the placing of the tournament, as JSON. */
import { formatOf } from '../formats.ts'
import { namedPlayer } from '../lookup.ts'
import { finalPlaces } from '../stages/placing.ts'
import type { StandingRow } from '../rows.ts'
import type { MatchId, PlayerId, PlayerStatus, Stage, StageStatus, StageType, State, TournamentId } from '../types.ts'
import { type PersonView, personView } from './match.ts'

export interface StandingView {
  readonly rank: number
  readonly tied: boolean
  readonly player: PersonView
  readonly state: PlayerStatus
  readonly played: number
  readonly won: number
  readonly drawn: number
  readonly lost: number
  /** A knockout counts no points. */
  readonly points: number | null
  readonly racksFor: number
  readonly racksAgainst: number
  readonly rackDiff: number
  readonly byes: number
  readonly tieBreaks: readonly { readonly code: string; readonly value: number }[]
  readonly decidedBy: string | null
  readonly qualified: boolean | null
  /** Place in the plate, a list of its own. */
  readonly platePlace: number | null
  /** The group's letter in a stage of several; its ranks are those of the group. */
  readonly group: string | null
}

export interface PlacingView {
  readonly place: number
  readonly tied: boolean
  readonly player: PersonView
  readonly reason: { readonly stage: number; readonly match: MatchId | null }
  readonly payoutCents: number | null
}

export interface StandingsView {
  readonly tournamentId: TournamentId
  readonly version: number
  readonly stages: readonly {
    readonly stage: number
    readonly type: StageType
    readonly name: string
    readonly status: StageStatus
    readonly rows: readonly StandingView[]
  }[]
  readonly placing: readonly PlacingView[]
}

/** Byes by player: in a knockout those without a match in the first round had one, elsewhere a bye is a result. */
function byesOf(state: State, stage: Stage): (player: PlayerId) => number {
  const own = state.matches.filter((match) => match.stage === stage.number)
  const isKnockout = stage.type === 'single_elimination' || stage.type === 'double_elimination'
  const counted = own.filter(({ bracket, round, result }) =>
    isKnockout ? bracket === 'W' && round === 1 : result?.kind === 'bye',
  )
  const counts = new Map<PlayerId | null, number>()
  for (const { player } of counted.flatMap((match) => match.slots)) counts.set(player, (counts.get(player) ?? 0) + 1)
  return (player) => (isKnockout ? Number(!counts.has(player)) : (counts.get(player) ?? 0))
}

function standingView(state: State, row: StandingRow, byes: number): StandingView {
  const player = namedPlayer(state, row.player)
  return {
    rank: row.rank,
    tied: row.tied,
    player: personView(player),
    state: player.status,
    played: row.played,
    won: row.won,
    drawn: row.drawn ?? 0,
    lost: row.lost,
    points: row.points ?? null,
    racksFor: row.racksFor,
    racksAgainst: row.racksAgainst,
    rackDiff: row.racksFor - row.racksAgainst,
    byes,
    tieBreaks: row.tieBreaks ?? [],
    decidedBy: row.decidedBy ?? null,
    qualified: row.qualified ?? null,
    platePlace: row.platePlace ?? null,
    group: row.group ?? null,
  }
}

/** Money is for directors: whoever shows a placing to others leaves it out. */
function payoutOf(state: State, id: PlayerId): number | null {
  const row = state.payouts?.rows.find((one) => one.player === id && one.status !== 'voided')
  return row?.cents ?? null
}

function placingViews(state: State): PlacingView[] {
  const places = finalPlaces(state)
  const counts = new Map<number, number>()
  for (const { place } of places.values()) counts.set(place, (counts.get(place) ?? 0) + 1)
  const inOrder = (state.stages[0]?.order ?? []).flatMap((id) => {
    const placed = places.get(id)
    return placed === undefined ? [] : [{ placed, player: namedPlayer(state, id) }]
  })
  inOrder.sort((a, b) => a.placed.place - b.placed.place)
  return inOrder.map(({ placed, player }) => ({
    place: placed.place,
    tied: (counts.get(placed.place) ?? 0) > 1,
    player: personView(player),
    reason: { stage: placed.stage, match: placed.match },
    payoutCents: payoutOf(state, player.id),
  }))
}

/** Rows best first; the placing holds those whose place is decided. */
export function standingsView(state: State): StandingsView {
  return {
    tournamentId: state.tournament.id,
    version: state.version,
    stages: state.stages.map((stage) => {
      const byes = byesOf(state, stage)
      const rows = formatOf(stage)
        .standings(state, stage)
        .map((row) => standingView(state, row, byes(row.player)))
      return { stage: stage.number, type: stage.type, name: stage.name, status: stage.status, rows }
    }),
    placing: placingViews(state),
  }
}
