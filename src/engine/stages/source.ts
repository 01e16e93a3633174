/**
 * Whom a stage takes from the stage before it: ranks 1..q of every group and the best of the next rank.
 * Groups of unequal size are compared without the results against the last of the larger ones.
 * Players who have left do not qualify; those behind them move up.
 */
import { assert } from '../assert.ts'
import { hasLeft, playerOf, stageOf } from '../lookup.ts'
import type { Problem } from '../messages.ts'
import { formatOf } from '../formats.ts'
import { largerFirst, tallyIn } from '../round-robin/criteria.ts'
import { type Group, groupsRanked } from '../round-robin/ranking.ts'
import { type Tally, talliesOf } from '../round-robin/tally.ts'
import type { PlayerId, Stage, StageSource, State } from '../types.ts'

/** One who has qualified. `record`: points, difference, racks, rating, lot; larger is better. */
export interface Qualifier {
  readonly player: PlayerId
  readonly group: string
  readonly rank: number
  readonly record: readonly number[]
}

interface Standing {
  readonly letter: string
  readonly ranking: readonly { readonly player: PlayerId; readonly rank: number }[]
  readonly record: (player: PlayerId) => readonly number[]
  readonly group: Group | null
  /** Players of a table whose results count, best first. */
  readonly counted: readonly PlayerId[]
}

/** Compares records, better first. */
export function byRecord(a: Pick<Qualifier, 'record'>, b: Pick<Qualifier, 'record'>): number {
  return largerFirst(a.record, b.record)
}

function recordOf(
  state: State,
  player: PlayerId,
  tally: Pick<Tally, 'points' | 'racksFor' | 'racksAgainst'>,
): number[] {
  const { points, racksFor, racksAgainst } = tally
  return [points, racksFor - racksAgainst, racksFor, playerOf(state, player)?.rating ?? -1]
}

/** Outside a table lots separate equals only where they were drawn between all of them. */
function withLotRanks(stage: Stage, rows: Standing['ranking']): Standing['ranking'] {
  return [...Map.groupBy(rows, (row) => row.rank).values()].flatMap((equals) => {
    const lot = (stage.lots ?? []).findLast((list) => equals.every(({ player }) => list.includes(player)))
    if (lot === undefined) return equals
    const drawn = equals.toSorted((a, b) => lot.indexOf(a.player) - lot.indexOf(b.player))
    return drawn.map(({ player, rank }, at) => ({ player, rank: rank + at }))
  })
}

function standingsOf(state: State, stage: Stage): Standing[] {
  const stays = ({ player }: { player: PlayerId }) => !hasLeft(state, player)
  if (stage.type !== 'round_robin') {
    const rows = formatOf(stage).standings(state, stage)
    const ranking = withLotRanks(stage, rows.filter(stays))
    // Nobody shares his rank with one of another group, so ranks say it all.
    return [{ letter: 'A', ranking, record: () => [], group: null, counted: [] }]
  }
  return groupsRanked(state, stage).map((group) => {
    const tallies = new Map(group.ranking.map(({ player, tally }) => [player, tally]))
    const record = (player: PlayerId) => recordOf(state, player, tallyIn(tallies, player))
    const counting = new Set(group.matches.flatMap((match) => match.slots.map((slot) => slot.player)))
    const counted = group.ranking.flatMap(({ player }) => (counting.has(player) ? player : []))
    return { letter: group.letter, ranking: group.ranking.filter(stays), record, group, counted }
  })
}

/** Records of the next rank of every group, on equal terms. */
function nextRank(state: State, stage: Stage, standings: readonly Standing[], rank: number): Qualifier[] {
  const least = Math.min(...standings.map(({ counted }) => counted.length))
  return standings.flatMap(({ letter, ranking, record, group, counted }) => {
    const player = ranking[rank - 1]?.player
    if (player === undefined) return []
    assert(group !== null, 'the best of a rank come from tables')
    const tally = talliesOf(counted.slice(0, least), group.matches, stage.options).get(player)
    return [
      { player, group: letter, rank, record: tally === undefined ? record(player) : recordOf(state, player, tally) },
    ]
  })
}

/** Adds the place in the last lot that holds all who are otherwise equal. */
function withLots(stage: Stage, candidates: readonly Qualifier[]): Qualifier[] {
  return candidates.map((one) => {
    const equals = candidates.filter((other) => byRecord(one, other) === 0)
    const lot = (stage.lots ?? []).findLast((list) => equals.every(({ player }) => list.includes(player)))
    return lot === undefined ? one : { ...one, record: [...one.record, -1 - lot.indexOf(one.player)] }
  })
}

function bestOfNext(state: State, stage: Stage, from: StageSource): { taken: Qualifier[]; tied: PlayerId[] } {
  const best = from.best ?? 0
  if (best === 0) return { taken: [], tied: [] }
  const next = withLots(stage, nextRank(state, stage, standingsOf(state, stage), from.ranks + 1)).toSorted(byRecord)
  const [last, first] = [next[best - 1], next[best]]
  const isOpen = last !== undefined && first !== undefined && byRecord(last, first) === 0
  const tied = isOpen ? next.filter((one) => byRecord(one, last) === 0).map((one) => one.player) : []
  return { taken: next.slice(0, best), tied }
}

/** Ranks of a stage that matter to the one that takes from it. */
function cutOf(from: StageSource): number {
  return from.ranks + ((from.best ?? 0) > 0 ? 1 : 0)
}

/** Outside a table equals may both go on; only a tie across the cut leaves open who does. */
function tiedAtCut(ranking: Standing['ranking'], from: StageSource): PlayerId[] {
  const [last, next] = [ranking[cutOf(from) - 1], ranking[cutOf(from)]]
  if (last === undefined || last.rank !== next?.rank) return []
  return ranking.filter((one) => one.rank === last.rank).map((one) => one.player)
}

/** Sets of players whom nothing separates so far and whose order matters to the stage that takes from this one. */
export function tiedSets(state: State, stage: Stage): PlayerId[][] {
  const sets: PlayerId[][] = []
  const from = stageOf(state, stage.number + 1)?.options.from
  for (const { ranking, group } of standingsOf(state, stage)) {
    if (group === null) {
      const tied = from === undefined ? [] : tiedAtCut(ranking, from)
      if (tied.length > 0) sets.push(tied)
      continue
    }
    const ranks = new Map<number, PlayerId[]>()
    // A lot counts only if it holds all who are tied, those who have left among them.
    for (const { player, rank } of group.ranking) ranks.set(rank, [...(ranks.get(rank) ?? []), player])
    for (const players of ranks.values()) {
      if (players.filter((id) => !hasLeft(state, id)).length > 1) sets.push(players)
    }
  }
  const tied = from === undefined || sets.length > 0 ? [] : bestOfNext(state, stage, from).tied
  return tied.length > 0 ? [...sets, tied] : sets
}

function tieProblem(state: State, players: readonly PlayerId[], where: string): Problem {
  const names = players.map((id) => playerOf(state, id)?.name ?? '?').join(' and ')
  return { code: 'ranks_not_final', detail: `${names} are tied ${where}; draw lots between them first.`, at: 'stage' }
}

function rankTie(state: State, source: Stage, from: StageSource): Problem | null {
  const cut = cutOf(from)
  for (const { letter, ranking, group } of standingsOf(state, source)) {
    if (group === null) {
      const tied = tiedAtCut(ranking, from)
      if (tied.length > 0) return tieProblem(state, tied, `in ${source.name}`)
      continue
    }
    for (const { rank } of ranking.slice(0, cut)) {
      const tied = ranking.filter((one) => one.rank === rank).map((one) => one.player)
      if (tied.length > 1) return tieProblem(state, tied, `in group ${letter}`)
    }
  }
  return null
}

/** All who qualify for `stage`: by rank, then in the order of groups, the best of the next rank last. */
export function qualifiers(state: State, stage: Stage, from: StageSource): Qualifier[] | Problem {
  const source = stageOf(state, from.stage)
  if (source === undefined || source.status !== 'completed') {
    const name = source?.name ?? `stage ${from.stage}`
    const detail = `${stage.name} takes its players from ${name}, whose ranks are not final yet.`
    return { code: 'ranks_not_final', detail, at: 'stage' }
  }
  const tie = rankTie(state, source, from)
  if (tie !== null) return tie
  const standings = standingsOf(state, source)
  const { taken, tied } = bestOfNext(state, source, from)
  if (tied.length > 0) return tieProblem(state, tied, `for the last place from ${source.name}`)
  const out: Qualifier[] = []
  for (let rank = 1; rank <= from.ranks; rank++) {
    for (const { letter, ranking, record } of standings) {
      const player = ranking[rank - 1]?.player
      if (player !== undefined) out.push({ player, group: letter, rank, record: record(player) })
    }
  }
  return [...out, ...taken]
}
