/** Laws of round robins: what their schedules and tables must keep. Each checker says in words what is wrong. */
import { groupsRanked } from '../round-robin/ranking.ts'
import type { StandingRow } from '../rows.ts'
import type { Match, PlayerId, State } from '../types.ts'
import { isCompetitionRanking } from './checks.ts'

const sidesOf = (match: Match) => match.slots.map((slot) => slot.player ?? ('' as PlayerId))

function groupFaults(matches: readonly Match[], cycles: number): string[] {
  const faults: string[] = []
  const players = [...new Set(matches.flatMap(sidesOf))]
  const balance = new Map<PlayerId, number>()
  const meetings = new Map<string, number>()
  const rounds = new Map<number, PlayerId[]>()
  for (const match of matches) {
    const [a = '' as PlayerId, b = '' as PlayerId] = sidesOf(match)
    balance.set(a, (balance.get(a) ?? 0) + 1)
    balance.set(b, (balance.get(b) ?? 0) - 1)
    const pair = [a, b].toSorted().join(' and ')
    meetings.set(pair, (meetings.get(pair) ?? 0) + 1)
    rounds.set(match.round, [...(rounds.get(match.round) ?? []), a, b])
  }
  for (const [pair, times] of meetings) if (times !== cycles) faults.push(`${pair} meet ${times} times`)
  const pairs = (players.length * (players.length - 1)) / 2
  if (meetings.size !== pairs) faults.push(`${meetings.size} pairs of ${pairs} meet`)
  for (const [id, more] of balance) if (Math.abs(more) > 1) faults.push(`${id} is first ${more} times more often`)
  for (const [round, who] of rounds) if (new Set(who).size < who.length) faults.push(`somebody twice in round ${round}`)
  const due = (players.length % 2 === 0 ? players.length - 1 : players.length) * cycles
  if (rounds.size !== due) faults.push(`${rounds.size} rounds, ${due} due`)
  return faults
}

/** LAW-10: each pair meets once per cycle, the sides are even, nobody plays twice in a round, everybody is drawn. */
export function scheduleFaults(state: State): string[] {
  const [stage] = state.stages
  const groups = Map.groupBy(state.matches, (match) => match.bracket)
  const faults = [...groups].flatMap(([letter, matches]) =>
    groupFaults(matches, stage?.options.cycles ?? 1).map((fault) => `group ${letter}: ${fault}`),
  )
  const drawn = [...groups.values()].flatMap((matches) => [...new Set(matches.flatMap(sidesOf))])
  if (drawn.toSorted().join() !== (stage?.order ?? []).toSorted().join()) faults.push(`drawn are ${drawn.join()}`)
  return faults
}

type Rows = readonly Pick<StandingRow, 'player' | 'rank' | 'tied' | 'group' | 'decidedBy'>[]

/** LAW-13: the ranks of each group are a standard competition ranking, and ties are told as such. */
export function rankFaults(rows: Rows): string[] {
  const faults: string[] = []
  for (const [group, own] of Map.groupBy(rows, (row) => row.group ?? 'the table')) {
    const ranks = own.map((row) => row.rank)
    if (!isCompetitionRanking(ranks)) faults.push(`ranks of ${group}: ${ranks.join()}`)
    for (const row of own) {
      const isShared = ranks.filter((rank) => rank === row.rank).length > 1
      if (row.tied !== isShared) faults.push(`${row.player} is ${row.tied ? '' : 'not '}called tied`)
      if (isShared === (row.decidedBy !== undefined) && own.length > 1) faults.push(`${row.player}: ${row.decidedBy}`)
    }
  }
  return faults
}

/** LAW-13: whoever stood before another in the coarser table stands before him in the finer one. */
export function refinementFaults(coarse: Rows, fine: Rows): string[] {
  const rankOf = new Map(fine.map((row) => [row.player, row.rank]))
  const faults: string[] = []
  for (const one of coarse) {
    for (const other of coarse) {
      if (one.group !== other.group || one.rank >= other.rank) continue
      if ((rankOf.get(one.player) ?? 0) >= (rankOf.get(other.player) ?? 0)) {
        faults.push(`${one.player} stood before ${other.player}`)
      }
    }
  }
  return faults
}

/** The rows of the first stage, without what the draw of the next one adds. */
export function rowsOf(state: State): Rows {
  const [stage] = state.stages
  if (stage === undefined) return []
  return groupsRanked(state, stage).flatMap(({ letter, ranking }) =>
    ranking.map(({ player, rank, tied, decidedBy }) => ({
      player,
      rank,
      tied,
      group: letter,
      ...(decidedBy === null ? {} : { decidedBy }),
    })),
  )
}
