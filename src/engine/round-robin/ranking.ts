/** The groups of a stage in their present order: who is in, what they have, who stands where and why. */
import { playerOf } from '../lookup.ts'
import type { Criterion, Match, PlayerId, Stage, State } from '../types.ts'
import { type Table, type TiedValues, criteriaOf, plainValue, ranked, tallyIn } from './criteria.ts'
import { type Tally, expungedOf, talliesOf } from './tally.ts'

export interface Ranked {
  readonly player: PlayerId
  /** Standard competition ranking within the group. */
  readonly rank: number
  readonly tied: boolean
  readonly decidedBy: Criterion | null
  readonly tieBreaks: readonly { readonly code: string; readonly value: number }[]
  readonly tally: Tally
}

export interface Group {
  readonly letter: string
  /** Best first. */
  readonly ranking: readonly Ranked[]
  /** Matches that count, those of expunged players left out. */
  readonly matches: readonly Match[]
}

function matchesByGroup(state: State, stage: Stage): Map<string, Match[]> {
  const groups = new Map<string, Match[]>()
  for (const match of state.matches) {
    if (match.stage !== stage.number) continue
    const group = groups.get(match.bracket)
    if (group === undefined) groups.set(match.bracket, [match])
    else group.push(match)
  }
  return groups
}

function breaksOf(table: Table, tiedValues: TiedValues, id: PlayerId): Ranked['tieBreaks'] {
  const own = tiedValues.get(id)
  return criteriaOf(table.options).flatMap((code) => {
    if (code === 'points') return []
    const value = own?.get(code) ?? plainValue(table, code, id)
    if (value === null) return []
    const difference = code === 'h2h' ? own?.get('h2hDifference') : undefined
    return difference === undefined
      ? [{ code, value }]
      : [
          { code, value },
          { code: 'h2hDifference', value: difference },
        ]
  })
}

function rankGroup(state: State, stage: Stage, letter: string, all: readonly Match[]): Group {
  const present = new Set(all.flatMap((match) => match.slots.map((slot) => slot.player)))
  // In seed order, which is where equal players stay.
  const players = stage.order.filter((id) => present.has(id))
  const expunged = expungedOf(state, players, all)
  const counts = (player: PlayerId | null) => player !== null && !expunged.has(player)
  const matches = all.filter((match) => match.slots.every((slot) => counts(slot.player)))
  const table: Table = {
    matches,
    options: stage.options,
    tallies: talliesOf(players, matches, stage.options),
    playerOf: (id) => playerOf(state, id),
    lots: stage.lots ?? [],
  }
  const tiedValues: TiedValues = new Map()
  const staying = players.filter((id) => !expunged.has(id))
  const isLast = (id: PlayerId) => playerOf(state, id)?.moveUp === true
  // Who is disqualified so that others move up stands behind all of them, with his results.
  const parts = [staying.filter((id) => !isLast(id)), staying.filter(isLast)]
  const buckets = parts.flatMap((part) => ranked(table, part, tiedValues))
  buckets.push({ players: [...expunged], decidedBy: null })
  const ranking: Ranked[] = []
  for (const { players: tied, decidedBy } of buckets) {
    const rank = ranking.length + 1
    for (const player of tied) {
      const tally = tallyIn(table.tallies, player)
      const tieBreaks = breaksOf(table, tiedValues, player)
      ranking.push({ player, rank, tied: tied.length > 1, decidedBy, tieBreaks, tally })
    }
  }
  return { letter, ranking, matches }
}

/** The groups of a drawn stage, A first; empty before the draw. */
export function groupsRanked(state: State, stage: Stage): Group[] {
  return [...matchesByGroup(state, stage)].map(([letter, matches]) => rankGroup(state, stage, letter, matches))
}
