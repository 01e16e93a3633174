/**
 * One list of everybody over all stages, best first, as it stands: whoever is in a later stage comes before those who
 * are not, as in the final placing, which it becomes once all is decided.
 */
import { formatOf } from '../formats.ts'
import { namedPlayer } from '../lookup.ts'
import type { StandingRow } from '../rows.ts'
import type { PlayerId, PlayerStatus, State } from '../types.ts'
import { type PersonView, personView } from './match.ts'

/** One line; counts are over all stages, `stage` is the last one he is in. */
export interface LeaderView {
  /** Standard competition ranking. */
  readonly rank: number
  readonly tied: boolean
  readonly player: PersonView
  readonly state: PlayerStatus
  readonly stage: number
  /** Null while undecided. */
  readonly place: number | null
  readonly played: number
  readonly won: number
  readonly drawn: number
  readonly lost: number
  readonly racksFor: number
  readonly racksAgainst: number
  readonly rackDiff: number
  readonly chips: number | null
}

interface Listed {
  readonly rank: number
  readonly stage: number
  readonly player: PlayerId
}

/** Later stages first; ranks of equals in an earlier stage follow all who went on. */
function listed(state: State, rowsOf: ReadonlyMap<number, readonly StandingRow[]>): Listed[] {
  const all: Listed[] = []
  const seen = new Set<PlayerId>()
  for (const { number } of state.stages.toReversed()) {
    const rows = (rowsOf.get(number) ?? []).filter((row) => !seen.has(row.player)).toSorted((a, b) => a.rank - b.rank)
    const ahead = all.length
    for (const row of rows) {
      const better = rows.findIndex((one) => one.rank === row.rank)
      all.push({ rank: ahead + better + 1, stage: number, player: row.player })
      seen.add(row.player)
    }
  }
  return all
}

/** Everybody who was drawn. Empty before the draw. */
export function leaderboardView(state: State): LeaderView[] {
  const rowsOf = new Map(state.stages.map((stage) => [stage.number, formatOf(stage).standings(state, stage)]))
  const rows = [...rowsOf.values()].flat()
  const all = listed(state, rowsOf)
  return all.map(({ rank, stage, player: id }): LeaderView => {
    const player = namedPlayer(state, id)
    const own = rows.filter((row) => row.player === id)
    const sum = (of: (row: StandingRow) => number) => own.reduce((total, row) => total + of(row), 0)
    const [racksFor, racksAgainst] = [sum((row) => row.racksFor), sum((row) => row.racksAgainst)]
    return {
      rank,
      tied: all.filter((one) => one.rank === rank).length > 1,
      player: personView(player),
      state: player.status,
      stage,
      place: player.place,
      played: sum((row) => row.played),
      won: sum((row) => row.won),
      drawn: sum((row) => row.drawn ?? 0),
      lost: sum((row) => row.lost),
      racksFor,
      racksAgainst,
      rackDiff: racksFor - racksAgainst,
      chips: player.chips ?? null,
    }
  })
}
