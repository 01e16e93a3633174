/** The seeds that make a wanted bracket. */
import { expect, test } from 'bun:test'
import { bracketSize, slotOrder } from '../seeding.ts'
import type { PlayerId, RankSource } from '../types.ts'
import { crossSources, seedOrderOf } from './order.ts'
import type { Qualifier } from './source.ts'

const letters = (count: number) => Array.from({ length: count }, (_, at) => String.fromCharCode(65 + at))
const named = ({ group, rank }: RankSource) => `${group}${rank}`

/** Ranks 1 to `ranks` of each group, as `A1`; every player has the record of his rank and group. */
function field(groups: readonly string[], ranks: number): Qualifier[] {
  return Array.from({ length: ranks }, (_, at) => at + 1).flatMap((rank) =>
    groups.map((group, at) => ({ player: `${group}${rank}` as PlayerId, group, rank, record: [100 - rank * 10 - at] })),
  )
}

/** Names in the slots of the bracket, two to a match; a bye is `-`. */
function sheet(order: readonly PlayerId[] | null): string[] {
  if (order === null) return []
  return slotOrder(bracketSize(order.length)).map((seed) => order[seed - 1] ?? '-')
}

const seeded = { stage: 1, ranks: 2, draw: 'seeded' } as const

test('cross of two, four and eight groups', () => {
  expect(crossSources(letters(2)).map(named)).toEqual(['A1', 'B2', 'B1', 'A2'])
  expect(crossSources(letters(4)).map(named)).toEqual(['A1', 'B2', 'C1', 'D2', 'B1', 'A2', 'D1', 'C2'])
  const order = seedOrderOf(field(letters(8), 2), { ...seeded, draw: 'cross' }, true)
  expect(sheet(order).join(' ')).toBe('A1 B2 C1 D2 E1 F2 G1 H2 B1 A2 D1 C2 F1 E2 H1 G2')
})

test('fixed sources stand in the bracket as they are listed', () => {
  const sources = ['B1', 'A2', 'A1', 'B2'].map(([group = '', rank]) => ({ group, rank: Number(rank) }))
  const from = { ...seeded, draw: 'fixed', sources } as const

  expect(sheet(seedOrderOf(field(letters(2), 2), from, true))).toEqual(['B1', 'A2', 'A1', 'B2'])
})

test('a source that names nobody is a bye for whoever would have met him; everybody else meets whom he should', () => {
  const from = { ...seeded, draw: 'cross' } as const
  const without = (...missing: string[]) => {
    const all = field(letters(4), 2).filter(({ player }) => !missing.includes(player))
    const slots = sheet(seedOrderOf(all, from, true))
    return slots.flatMap((name, at) => (at % 2 === 0 ? [[name, slots[at + 1]].toSorted().join()] : [])).toSorted()
  }
  const whole = ['A1,B2', 'A2,B1', 'C1,D2', 'C2,D1']

  expect(without()).toEqual(whole)
  for (const pair of whole) {
    const [one = '', other = ''] = pair.split(',')
    expect(without(other)).toEqual([`-,${one}`, ...whole.filter((each) => each !== pair)])
  }
  expect(without('B2', 'A2')).toEqual(['-,A1', '-,B1', 'C1,D2', 'C2,D1'])
  expect(without('B2', 'D2')).toEqual([])
  expect(without('C1', 'C2')).toEqual(['-,D1', '-,D2', 'A1,B2', 'A2,B1'])
  expect(without('D1', 'D2')).toEqual(['-,C1', '-,C2', 'A1,B2', 'A2,B1'])
})

test('seeded: winners come first by their record, and two of a group are in opposite halves', () => {
  for (let groups = 2; groups <= 16; groups++) {
    const order = seedOrderOf(field(letters(groups), 2), seeded, true)
    expect(order?.slice(0, groups).join()).toBe(
      letters(groups)
        .map((letter) => `${letter}1`)
        .join(),
    )
    const slots = sheet(order)
    const upper = slots.slice(0, slots.length / 2).filter((name) => name !== '-')
    expect({ groups, halves: new Set(upper.map((name) => name[0])).size }).toEqual({ groups, halves: upper.length })
  }
})

test('seeded: four of a group go two and two into the halves', () => {
  for (const groups of [2, 4, 8]) {
    const slots = sheet(seedOrderOf(field(letters(groups), 4), { ...seeded, ranks: 4 }, true))
    const upper = Map.groupBy(slots.slice(0, slots.length / 2), (name) => name[0])
    expect([...upper.values()].map((mates) => mates.length)).toEqual(letters(groups).map(() => 2))
  }
})

test('a stage that is no knockout takes them by rank, then record', () => {
  const order = seedOrderOf(field(letters(3), 2).toReversed(), seeded, false)
  expect(order?.join()).toBe('A1,B1,C1,A2,B2,C2')
})
