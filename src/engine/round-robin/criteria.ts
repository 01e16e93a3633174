/**
 * Ordering a group by its list of criteria, and saying which of them separated whom.
 * `h2h` is the mini-table of exactly the tied players: points, then rack difference. It counts only if all of them
 * have met; where it splits them, what is still tied starts again after points. The three football forms of it keep
 * the set that was tied when the first of them was asked. Equal players stay in the order given.
 */
import { assert } from '../assert.ts'
import type { Criterion, Match, Player, PlayerId, StageOptions } from '../types.ts'
import { type Tally, talliesOf } from './tally.ts'

/** What the criteria may look at. `lots`: the last list that holds all of a tied set counts. */
export interface Table {
  readonly matches: readonly Match[]
  readonly options: StageOptions
  readonly tallies: ReadonlyMap<PlayerId, Tally>
  readonly playerOf: (id: PlayerId) => Player | undefined
  readonly lots: readonly (readonly PlayerId[])[]
}

/** Players whom nothing separates, one in most cases. */
export interface Bucket {
  readonly players: readonly PlayerId[]
  /** The criterion that set them apart from the others; null where nothing did. */
  readonly decidedBy: Criterion | null
}

/** Values of the criteria that depend on who is tied, by player and code. */
export type TiedValues = Map<PlayerId, Map<string, number>>

const mini: ReadonlySet<Criterion> = new Set(['h2hPoints', 'h2hDifference', 'h2hGoalsFor'])
const difference = (tally: Tally) => tally.racksFor - tally.racksAgainst

/** Everybody in a table has a tally. */
export function tallyIn(tallies: ReadonlyMap<PlayerId, Tally>, id: PlayerId): Tally {
  const tally = tallies.get(id)
  assert(tally !== undefined, `${id} has no tally`)
  return tally
}

/** The list of a stage: that of pool for races, that of football for open scores. Lots come last in any list. */
export function criteriaOf(options: StageOptions): readonly Criterion[] {
  const { criteria } = options
  if (criteria !== undefined) return criteria.includes('lot') ? criteria : [...criteria, 'lot']
  if (options.scoring.kind === 'race') return ['points', 'h2h', 'rackDiff', 'racksWon', 'rating', 'lot']
  return ['points', 'goalDifference', 'goalsFor', 'h2hPoints', 'h2hDifference', 'h2hGoalsFor', 'conduct', 'lot']
}

/** The value of a criterion that needs no tied set; null where a player has none. */
export function plainValue(table: Table, code: Criterion, id: PlayerId): number | null {
  const tally = tallyIn(table.tallies, id)
  switch (code) {
    case 'points':
      return tally.points
    case 'rackDiff':
    case 'goalDifference':
      return difference(tally)
    case 'racksWon':
    case 'goalsFor':
      return tally.racksFor
    case 'conduct':
      return table.playerOf(id)?.conduct ?? 0
    case 'rating':
      return table.playerOf(id)?.rating ?? null
    default:
      return null
  }
}

function haveAllMet(table: Table, players: readonly PlayerId[]): boolean {
  const among = new Set<PlayerId | null>(players)
  const between = table.matches.filter(({ slots: [a, b] }) => among.has(a.player) && among.has(b.player))
  return between.every((match) => match.result !== null)
}

type Value = readonly [number, ...number[]]

/** Values by player, larger is better; null if this set cannot be judged. `concerned`: players of the mini-table. */
function valuesOf(
  table: Table,
  code: Criterion,
  tied: readonly PlayerId[],
  concerned: readonly PlayerId[],
): Map<PlayerId, Value> | null {
  if (code === 'lot') {
    const lot = table.lots.findLast((list) => tied.every((id) => list.includes(id)))
    return lot === undefined ? null : new Map(tied.map((id) => [id, [-1 - lot.indexOf(id)]]))
  }
  if (code !== 'h2h' && !mini.has(code)) {
    return new Map(tied.map((id) => [id, [plainValue(table, code, id) ?? Number.NEGATIVE_INFINITY]]))
  }
  if (!haveAllMet(table, concerned)) return null
  const tallies = talliesOf(concerned, table.matches, table.options)
  const value = (tally: Tally): Value => {
    if (code === 'h2hDifference') return [difference(tally)]
    if (code === 'h2hGoalsFor') return [tally.racksFor]
    return code === 'h2h' ? [tally.points, difference(tally)] : [tally.points]
  }
  return new Map(tied.map((id) => [id, value(tallyIn(tallies, id))]))
}

/** Compares values of one kind, the first that differs decides: larger is better and comes first. */
export function largerFirst(a: readonly number[] = [], b: readonly number[] = []): number {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? Number.NEGATIVE_INFINITY
    if (value !== other) return value > other ? -1 : 1
  }
  return 0
}

function bucketsBy(tied: readonly PlayerId[], values: ReadonlyMap<PlayerId, Value>): PlayerId[][] {
  const buckets: PlayerId[][] = []
  for (const id of tied.toSorted((a, b) => largerFirst(values.get(a), values.get(b)))) {
    const [head] = buckets.at(-1) ?? []
    if (head !== undefined && largerFirst(values.get(head), values.get(id)) === 0) buckets.at(-1)?.push(id)
    else buckets.push([id])
  }
  return buckets
}

function note(tiedValues: TiedValues, code: Criterion, values: ReadonlyMap<PlayerId, Value>): void {
  for (const [id, value] of values) {
    const own = tiedValues.get(id) ?? new Map<string, number>()
    tiedValues.set(id, own)
    const [first, second] = value
    // Points are counted in halves and shown whole; the first list is a lot's place, 1 for the winner.
    own.set(code, code === 'lot' ? -first : code === 'h2h' || code === 'h2hPoints' ? first / 2 : first)
    if (second !== undefined) own.set('h2hDifference', second)
  }
}

/** Splits `players` by the criteria, best first; fills `tiedValues` on the way. */
export function ranked(table: Table, players: readonly PlayerId[], tiedValues: TiedValues): Bucket[] {
  const criteria = criteriaOf(table.options)
  const split = (
    tied: readonly PlayerId[],
    from: number,
    concerned: readonly PlayerId[] | null,
    decidedBy: Criterion | null,
  ): Bucket[] => {
    if (tied.length === 1) return [{ players: tied, decidedBy }]
    for (const [at, code] of criteria.entries()) {
      if (at < from) continue
      const set = mini.has(code) ? (concerned ?? tied) : null
      const values = valuesOf(table, code, tied, set ?? tied)
      if (values === null) continue
      if (code === 'h2h' || code === 'lot' || mini.has(code)) note(tiedValues, code, values)
      const buckets = bucketsBy(tied, values)
      if (buckets.length === 1) {
        concerned = set
        continue
      }
      // Whom points did not separate they do not separate now.
      return buckets.flatMap((part) => split(part, code === 'h2h' ? 0 : at + 1, set, code))
    }
    return [{ players: tied, decidedBy: null }]
  }
  return split(players, 0, null, null)
}
