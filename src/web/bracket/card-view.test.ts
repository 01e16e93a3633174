import { expect, test } from 'bun:test'
import type { Rows } from '../../engine/rows.ts'
import { playedRows } from '../testing/fixture.ts'
import { cardView, type CardView } from './card-view.ts'
import { linkMatches } from './links.ts'

const knockout = { type: 'single_elimination', players: 8, seed: 3 } as const
const double = { type: 'double_elimination', players: 6, seed: 3 } as const

function card(rows: Rows, ref: string): CardView {
  const node = [...linkMatches(rows).values()].find((one) => one.row.ref === ref)
  const view = node && cardView(rows, node)
  if (!view) throw new Error(`${ref} is not drawn`)
  return view
}

test('a match to come says who is awaited', () => {
  const view = card(playedRows({ ...knockout, racks: 0 }), 'W2.1')

  expect(view.state).toBe('coming')
  expect(view.sides.map((side) => side.name)).toEqual(['Winner of 1', 'Winner of 2'])
  expect(view.sides.map((side) => side.score)).toEqual([null, null])
})

test('whoever comes through a bye is awaited from the match played before it', () => {
  const names = [...linkMatches(playedRows({ ...double, racks: 0 })).values()].flatMap((node) =>
    cardView(playedRows({ ...double, racks: 0 }), node)?.sides.map((side) => side.name),
  )

  expect(names.filter((name) => name?.includes('Bye'))).toEqual([])
})

test('a match being played has a table, beads and the score so far', () => {
  const rows = playedRows({ ...knockout, racks: 1 })
  const live = Object.values(rows.m).find((match) => match.state === 'active')
  const view = card(rows, live?.ref ?? '')

  expect(view).toMatchObject({ state: 'live', note: 'Live', race: 'race to 3' })
  expect(view.table).toMatch(/^Table \d+$/)
  expect(view.sides.map((side) => side.race)).toEqual([3, 3])
  expect(view.sides.reduce((sum, side) => sum + (side.score ?? 0), 0)).toBe(1)
})

test('places are told on the card that decided them', () => {
  const rows = playedRows({ ...knockout, racks: Infinity })

  expect(
    card(rows, 'W3.1')
      .sides.map((side) => side.place)
      .toSorted(),
  ).toEqual(['1st', '2nd'])
  expect(
    card(rows, '3P')
      .sides.map((side) => side.place)
      .toSorted(),
  ).toEqual(['3rd', '4th'])
  expect(card(rows, 'W2.1').sides.map((side) => side.place)).toEqual([null, null])
  expect(
    card(rows, 'W1.1')
      .sides.filter((side) => side.lost)
      .map((side) => side.place),
  ).toEqual(['5th'])
})

test('the match for third place says so, because it has no heading of its own', () => {
  expect(card(playedRows({ ...knockout, racks: 0 }), '3P').title).toBe('Third place')
})

test('the champion is told on the last final played, and an unneeded second final says so', () => {
  const champions = [1, 2, 3, 4, 5, 6].map((seed) => {
    const rows = playedRows({ ...double, seed, racks: Infinity })
    const last = card(rows, 'GF2').state === 'done' ? 'GF2' : 'GF1'
    return {
      last,
      note: card(rows, 'GF2').note,
      places: card(rows, last)
        .sides.map((side) => side.place)
        .toSorted(),
    }
  })

  for (const { places } of champions) expect(places).toEqual(['1st', '2nd'])
  expect(new Set(champions.map(({ last, note }) => `${last} ${note}`))).toEqual(new Set(['GF1 Not needed', 'GF2 ']))
})
