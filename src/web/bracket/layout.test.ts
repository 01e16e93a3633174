import { describe, expect, test } from 'bun:test'
import { type Wanted, playedRows } from '../testing/fixture.ts'
import { coarsePointer, finePointer, layOut, type Box, type Layout, type Metrics } from './layout.ts'
import { linkMatches } from './links.ts'

const sizes = [2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65, 100, 127, 128]
const types = ['single_elimination', 'double_elimination'] as const

function sheet(type: (typeof types)[number], players: number, metrics: Metrics = finePointer): Layout {
  return layOut(linkMatches(playedRows({ type, players, racks: 0 })), metrics)
}

const meet = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

function meetings(boxes: readonly Box[]): string[] {
  return boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b) => (meet(a, b) ? [`${a.id} meets ${b.id}`] : [])))
}

const variants: readonly Omit<Wanted, 'players' | 'racks'>[] = [
  { type: 'double_elimination', options: { grandFinal: 'single' } },
  { type: 'double_elimination', options: { grandFinal: 'extended' } },
  { type: 'double_elimination', options: { grandFinal: 'none' } },
  { type: 'double_elimination', options: { cut: { at: 8 } } },
  { type: 'double_elimination', options: { cut: { at: 4, draw: 'redraw' } } },
  { type: 'single_elimination', options: { reseed: true } },
  { type: 'single_elimination', options: { mode: 'plate', thirdPlace: false } },
  { type: 'single_elimination', options: { mode: 're-entry', thirdPlace: false } },
]

describe.each(variants)('the sheet of %j', (variant) => {
  test.each([9, 13, 16, 24, 33, 64, 128])('no two cards intersect, and all lie on the sheet: %d', (players) => {
    for (const racks of [0, 5 * players]) {
      const { boxes, width, height, bands, rounds } = layOut(
        linkMatches(playedRows({ ...variant, players, racks })),
        finePointer,
      )

      expect(meetings([...boxes.values()])).toEqual([])
      for (const { x, y, w, h } of boxes.values()) {
        expect(x >= 0 && y >= finePointer.head && x + w <= width && y + h <= height).toBe(true)
      }
      const headed = bands.flatMap((band) => band.headings.map((heading) => heading.key))
      expect(headed.toSorted()).toEqual(
        rounds
          .map((round) => round.key)
          .filter((key) => key !== '3P')
          .toSorted(),
      )
    }
  })
})

const names = (layout: Layout) => layout.rounds.map((round) => `${round.name} ${round.ids.length}`)

describe.each(types)('the sheet of a %s', (type) => {
  test.each(sizes)('no two cards intersect, for any number of players: %d', (players) => {
    const fine = sheet(type, players)
    const coarse = sheet(type, players, coarsePointer)

    expect(meetings([...fine.boxes.values()])).toEqual([])
    expect(meetings([...coarse.boxes.values()])).toEqual([])
  })

  test.each(sizes)('every card lies on the sheet and every round has a heading or a title: %d', (players) => {
    const { boxes, width, height, bands, rounds } = sheet(type, players)

    for (const { x, y, w, h } of boxes.values()) {
      expect(x >= 0 && y >= finePointer.head && x + w <= width && y + h <= height).toBe(true)
    }
    const headed = bands.flatMap((band) => band.headings.map((heading) => heading.key))
    expect(headed.toSorted()).toEqual(
      rounds
        .map((round) => round.key)
        .filter((key) => key !== '3P')
        .toSorted(),
    )
  })

  test.each(sizes)('every line runs forward from a card to a card: %d', (players) => {
    const { boxes, connectors } = sheet(type, players)

    for (const { from, to, kind } of connectors) {
      const [left, right] = [boxes.get(from), boxes.get(to)]
      expect(left && right && (kind === 'drop' || left.x + left.w < right.x)).toBe(true)
    }
  })
})

test('byes collapse: 48 players leave 95 cards and no empty column', () => {
  const layout = sheet('double_elimination', 48)

  expect(layout.boxes.size).toBe(95)
  expect(names(layout)).toEqual([
    'Winners round 1 16',
    'Winners round 2 16',
    'Winners round 3 8',
    'Winners round 4 4',
    'Winners semi-finals 2',
    'Winners final 1',
    'Losers round 1 16',
    'Losers round 2 8',
    'Losers round 3 8',
    'Losers round 4 4',
    'Losers round 5 4',
    'Losers round 6 2',
    'Losers round 7 2',
    'Losers semi-final 1',
    'Losers final 1',
    'Grand final 1',
    'Reset 1',
  ])
})

test('rounds of a knockout are named from the end', () => {
  expect(names(sheet('single_elimination', 16))).toEqual([
    'Round of 16 8',
    'Quarter-finals 4',
    'Semi-finals 2',
    'Final 1',
    'Third place 1',
  ])
})

test('two players in a double elimination meet in one match and the grand final', () => {
  expect(names(sheet('double_elimination', 2))).toEqual(['Winners final 1', 'Grand final 1', 'Reset 1'])
})

test('a match lies midway between the two that lead to it', () => {
  const { boxes, connectors } = sheet('single_elimination', 8)

  for (const box of boxes.values()) {
    const before = connectors
      .filter((line) => line.to === box.id && line.kind === 'win')
      .map((line) => boxes.get(line.from)?.y ?? 0)
    if (before.length === 2) expect(box.y).toBe(((before[0] ?? 0) + (before[1] ?? 0)) / 2)
  }
})

test('the sheet stays the same while the event is played', () => {
  const start = sheet('double_elimination', 24)
  const end = layOut(linkMatches(playedRows({ type: 'double_elimination', players: 24, racks: Infinity })), finePointer)

  expect([...end.boxes.values()]).toEqual([...start.boxes.values()])
})

test('behind a cut and after re-entry the rounds are those of a single elimination', () => {
  const wanted = { players: 16, racks: 200 }
  const cut = playedRows({ ...wanted, type: 'double_elimination', options: { cut: { at: 4 } } })
  const again = playedRows({ ...wanted, type: 'single_elimination', options: { mode: 're-entry', thirdPlace: false } })

  expect(names(layOut(linkMatches(cut), finePointer))).toEqual([
    'Winners round 1 8',
    'Winners round 2 4',
    'Winners round 3 2',
    'Losers round 1 4',
    'Losers round 2 4',
    'Losers round 3 2',
    'Losers round 4 2',
    'Semi-finals 2',
    'Final 1',
  ])
  expect(names(layOut(linkMatches(again), finePointer))).toEqual([
    'Round 1 8',
    'Round of 16 4',
    'Quarter-finals 4',
    'Semi-finals 2',
    'Final 1',
  ])
})
