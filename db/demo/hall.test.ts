import { expect, test } from 'bun:test'
import type { MatchRow, Rows, TableRow } from '../../src/engine/rows.ts'
import { rackWinner } from '../seed-racks.ts'
import { people } from '../seed-people.ts'
import { isPlayedOut, nextRack, placesToFill } from './hall.ts'

const match = (number: number, more: Partial<MatchRow>): MatchRow => ({
  id: `m${number}` as MatchRow['id'],
  ref: `W1.${number}`,
  number,
  stage: 1,
  bracket: 'W',
  round: 1,
  position: number,
  state: 'ready',
  scoreA: 0,
  scoreB: 0,
  ...more,
})

const table = (number: number, more: Partial<TableRow> = {}): TableRow => ({
  id: `t${number}` as TableRow['id'],
  label: `Table ${number}`,
  stream: false,
  status: 'available',
  ...more,
})

function hall(matches: readonly MatchRow[], tables: readonly TableRow[] = []): Rows {
  const m = Object.fromEntries(matches.map((row) => [row.id, row]))
  const tb = Object.fromEntries(tables.map((row) => [row.id, row]))
  return { t: {} as Rows['t'], s: {}, m, p: {}, tb, st: {} }
}

test('as many tables can be filled as are free and as there are matches that wait', () => {
  const playing = match(4, { state: 'active', table: 't2' as TableRow['id'] })
  const tables = [table(10), table(2), table(1), table(3, { status: 'blocked' }), table(4, { blockAfter: true })]
  const waiting = [match(1, {}), match(2, {}), match(3, {})]

  expect(placesToFill(hall([...waiting, playing], tables))).toBe(2)
  expect(placesToFill(hall([match(1, {}), playing], tables))).toBe(1)
  expect(placesToFill(hall([playing], tables))).toBe(0)
})

test('a rack falls only where people play', () => {
  const at = 't1' as TableRow['id']
  const rows = hall([
    match(1, {}),
    match(2, { state: 'paused', table: at }),
    match(3, { state: 'assigned', table: at }),
  ])

  const falls = [1, 2, 3, 4, 5].map((seed) => nextRack(rows, seed)?.match.number)

  expect(falls).toEqual([3, 3, 3, 3, 3])
  expect(nextRack(hall([match(1, {})]), 1)).toBeNull()
})

test('the hall is played out when no match is left that could be played', () => {
  expect(isPlayedOut(hall([match(1, { state: 'completed' }), match(2, { state: 'void' })]))).toBe(true)
  expect(isPlayedOut(hall([match(1, { state: 'completed' }), match(2, { state: 'locked' })]))).toBe(false)
  expect(isPlayedOut(hall([]))).toBe(false)
})

test('a player rated 100 points higher wins two racks of three', () => {
  const racks = Array.from({ length: 6000 }, (_, i) => i)

  const won = racks.filter((number) => rackWinner(7, { ref: 'W1.1', number, ratingA: 600, ratingB: 500 }) === 'a')

  expect(won.length / racks.length).toBeCloseTo(2 / 3, 1)
})

test('the same rack of the same seed has the same winner, whenever it is drawn', () => {
  const rack = { ref: 'L2.3', number: 5, ratingA: 520, ratingB: 480 }

  expect(rackWinner(99, rack)).toBe(rackWinner(99, rack))
  const seeds = Array.from({ length: 64 }, (_, seed) => rackWinner(seed, rack))
  expect(new Set(seeds).size).toBe(2)
})

test('the field has 48 people, each with a name and a rating of their own', () => {
  expect(people).toHaveLength(48)
  expect(new Set(people.map(({ name }) => name)).size).toBe(48)
  expect(new Set(people.map(({ rating }) => rating)).size).toBe(48)
})
