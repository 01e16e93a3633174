/** The floor of `chip_lives`: which match follows at which table, and what a match that is not to be played leaves. */
import { describe, expect, test } from 'bun:test'
import { formatNamed } from '../formats.ts'
import { type Director, playerId, started, tableId } from '../laws/director.ts'
import type { ChipLivesOptions, State } from '../types.ts'

function evening(players: number, chipLives: ChipLivesOptions = {}, tables = 0): Director {
  const scoring = { kind: 'race', raceTo: 1 } as const
  return started({ type: 'chip_lives', players, tables, options: { scoring, chipLives } })
}

const number = (id: string | null | undefined) => Number(id?.split('-')[1] ?? 0)
const queue = (state: State) => state.stages[0]?.chips?.queue.map(number)
const floor = (state: State) =>
  state.matches.map(({ ref, state: is, table, slots }) => {
    const players = slots.map(({ player }) => number(player)).join('-')
    return `${ref} ${players} ${is}${table === null ? '' : ` at ${number(table)}`}`
  })
const assign = (director: Director, ref: string, table: number) =>
  director.does({ type: 'match.assign', match: director.id(ref), table: tableId(table) })
const undo = (director: Director, ref: string) => director.does({ type: 'match.undo', match: director.id(ref) })

describe('matches', () => {
  test('are numbered as they come, each side from the queue', () => {
    const director = evening(6, { tables: 2 })
    director.wins('C2', 'a')
    const places = director.state.matches.map(({ number: n, round, position }) => [n, round, position])

    expect(floor(director.state)).toEqual(['C1 1-2 ready', 'C2 3-4 completed', 'C3 3-5 ready'])
    expect(places).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [3, 1, 3],
    ])
    expect(director.match('C3')).toMatchObject({
      slots: [
        { source: { kind: 'queue' }, player: playerId(3), dead: false },
        { source: { kind: 'queue' }, player: playerId(5), dead: false },
      ],
      races: [1, 1],
    })
  })

  test('with open scoring have no race', () => {
    const { state } = started({ type: 'chip_lives', players: 3, options: { scoring: { kind: 'open' } } })

    expect(state.matches[0]?.races).toBeNull()
  })
})

describe('the table of a match that has ended', () => {
  const atTables = () => {
    const director = evening(7, { tables: 2 }, 2)
    assign(director, 'C1', 1)
    assign(director, 'C2', 2)
    return director
  }

  test('goes to the match that follows it', () => {
    const director = atTables()
    director.wins('C2', 'a')

    expect(floor(director.state).slice(2)).toEqual(['C3 3-5 assigned at 2'])
  })

  test('goes to nobody once it is to be blocked', () => {
    const director = atTables()
    director.does({ type: 'table.block', table: tableId(2), reason: 'cloth', after: true })
    director.wins('C2', 'a')

    expect(floor(director.state).slice(2)).toEqual(['C3 3-5 ready'])
    expect(director.state.tables[1]?.status).toBe('blocked')
  })
})

describe('a match that is not to be played after all', () => {
  test('leaves empty slots and no table, and its other player to the head of the queue', () => {
    const director = evening(5, { tables: 1 }, 1)
    assign(director, 'C1', 1)
    director.wins('C1', 'a')
    director.does({ type: 'match.call', match: director.id('C2') })
    expect(floor(director.state)).toEqual(['C1 1-2 completed at 1', 'C2 1-3 assigned at 1'])

    undo(director, 'C1')

    expect(floor(director.state)).toEqual(['C1 1-2 assigned at 1', 'C2 0-0 void'])
    expect(queue(director.state)).toEqual([3, 4, 5])
    expect(director.match('C2')).toMatchObject({
      calledAt: null,
      readyAt: null,
      slots: [
        { source: { kind: 'queue' }, player: null, dead: true },
        { source: { kind: 'queue' }, player: null, dead: true },
      ],
    })
  })

  test('is that of a player who is called home, though another came after it', () => {
    const director = evening(8, { tables: 2 })
    director.wins('C1', 'a')
    director.wins('C2', 'a')
    expect(floor(director.state).slice(2)).toEqual(['C3 1-5 ready', 'C4 3-6 ready'])

    undo(director, 'C1')

    const [first, ...others] = floor(director.state)
    expect([first, ...others.slice(1)]).toEqual(['C1 1-2 ready', 'C3 0-0 void', 'C4 3-6 ready'])
    expect(queue(director.state)).toEqual([5, 7, 8, 4])
  })

  test('is the latest that waits, where there would be one too many', () => {
    const director = evening(6, { tables: 2, winnerStays: false })
    director.wins('C1', 'a')
    expect(floor(director.state)).toEqual(['C1 1-2 completed', 'C2 3-4 ready', 'C3 5-6 ready'])

    undo(director, 'C1')

    expect(floor(director.state)).toEqual(['C1 1-2 ready', 'C2 3-4 ready', 'C3 0-0 void'])
    expect(queue(director.state)).toEqual([5, 6])
  })

  test('is never one that is being played', () => {
    const director = evening(6, { tables: 2, winnerStays: false })
    director.wins('C1', 'a')
    director.does({ type: 'match.start', match: director.id('C3') })

    undo(director, 'C1')

    expect(floor(director.state)).toEqual(['C1 1-2 ready', 'C2 0-0 void', 'C3 5-6 active'])
    expect(queue(director.state)).toEqual([3, 4])
  })

  test('leaves its table to another match that was given it since', () => {
    const director = evening(6, { tables: 2, winnerStays: false }, 1)
    assign(director, 'C1', 1)
    director.wins('C1', 'a')
    expect(floor(director.state)).toEqual(['C1 1-2 completed at 1', 'C2 3-4 ready', 'C3 5-6 assigned at 1'])
    director.does({ type: 'match.free', match: director.id('C3') })
    assign(director, 'C2', 1)

    undo(director, 'C1')

    expect(floor(director.state)).toEqual(['C1 1-2 ready', 'C2 3-4 assigned at 1', 'C3 0-0 void'])
  })
})

test('a table that was blocked since is not taken again', () => {
  const director = evening(4, {}, 1)
  assign(director, 'C1', 1)
  director.wins('C1', 'a')
  director.does({ type: 'match.free', match: director.id('C2') })
  director.does({ type: 'table.block', table: tableId(1), reason: 'cloth', after: false })

  undo(director, 'C1')

  expect(floor(director.state)).toEqual(['C1 1-2 ready', 'C2 0-0 void'])
})

test('both formats take 256 players', () => {
  expect([formatNamed('chip_lives')?.playersMax, formatNamed('chip_points')?.playersMax]).toEqual([256, 256])
})

describe('the limit of wins in a row', () => {
  test('counts anew after each time the winner made room', () => {
    const director = evening(4, { startChips: 9, maxConsecutiveWins: 1, antiRematch: false })
    director.wins('C1', 'a')
    expect(queue(director.state)).toEqual([1, 2])
    director.wins('C2', 'b')

    expect(floor(director.state).at(-1)).toBe('C3 1-2 ready')
    expect(queue(director.state)).toEqual([4, 3])
  })
})

test('of four at two tables two play on while the others do', () => {
  const director = evening(4, { tables: 2, shrinkTables: false })
  director.wins('C2', 'a')

  expect(floor(director.state)).toEqual(['C1 1-2 ready', 'C2 3-4 completed', 'C3 3-4 ready'])
})

test('one who comes back from nothing leaves no trace among those who are out', () => {
  const director = evening(3, { startChips: 1 })
  director.wins('C1', 'a')
  expect(director.state.stages[0]?.chips?.out).toEqual([[playerId(2)]])

  undo(director, 'C1')
  expect(director.state.stages[0]?.chips?.out).toEqual([])
})
