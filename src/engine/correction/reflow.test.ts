import { describe, expect, test } from 'bun:test'
import { type Board, boardOf, matchAt, replace } from '../elimination/advance.ts'
import { type Director, instant, playerId, started, tableId } from '../laws/director.ts'
import type { Side } from '../types.ts'
import { reflow } from './reflow.ts'

/** The board with another winner of `ref`, and nothing moved yet. */
function turned(director: Director, ref: string, winner: Side | null): Board {
  const board = boardOf(director.state, instant(900))
  const kind = winner === null ? 'double_forfeit' : 'played'
  replace(board, { ...director.match(ref), result: { kind, winner } })
  return board
}
const players = (board: Board, director: Director, ref: string) =>
  matchAt(board, director.id(ref)).slots.map((slot) => slot.player ?? (slot.dead ? 'nobody' : null))

describe('players sent on anew', () => {
  test('arrive where the result now sends them, and the loser where losers go', () => {
    const director = started({ type: 'double_elimination', players: 4 })
    director.wins('W1.1', 'a')
    const board = turned(director, 'W1.1', 'b')

    const changes = reflow(board, director.id('W1.1'))

    expect(changes.map(({ before }) => before.ref).sort()).toEqual(['L1.1', 'W2.1'])
    expect(players(board, director, 'W2.1')[0]).toBe(director.match('W1.1').slots[1].player as string)
    expect(players(board, director, 'L1.1')[0]).toBe(director.match('W1.1').slots[0].player as string)
  })

  test('meet in a match that is reached on two ways only once, and it is looked at once', () => {
    const director = started({ type: 'double_elimination', players: 4 })
    for (const ref of ['W1.1', 'W1.2', 'W2.1', 'L1.1', 'L2.1']) director.wins(ref, 'a')
    const board = turned(director, 'W1.1', 'b')

    const refs = reflow(board, director.id('W1.1')).map(({ before }) => before.ref)

    expect(refs.filter((ref) => ref === 'L2.1')).toHaveLength(1)
    expect(new Set(refs)).toEqual(new Set(['W2.1', 'L1.1', 'L2.1', 'GF1']))
    expect(players(board, director, 'L2.1')).toEqual([null, null])
  })

  test('change nothing where the slots stay as they were', () => {
    const director = started({ type: 'single_elimination', players: 4 })
    director.wins('W1.1', 'a')
    const board = turned(director, 'W1.1', 'a')

    expect(reflow(board, director.id('W1.1'))).toEqual([])
  })

  test('leave a slot dead where nobody comes, and its opponent goes through', () => {
    const director = started({ type: 'single_elimination', players: 8 })
    for (const ref of ['W1.1', 'W1.2']) director.wins(ref, 'a')
    const board = turned(director, 'W1.1', null)

    reflow(board, director.id('W1.1'))

    expect(matchAt(board, director.id('W2.1')).state).toBe('void')
    expect(players(board, director, 'W2.1')).toEqual(['nobody', director.match('W1.2').slots[0].player])
    expect(matchAt(board, director.id('W2.1')).slots[0]).toMatchObject({ player: null, dead: true })
    expect(players(board, director, 'W3.1')[0]).toBe(director.match('W1.2').slots[0].player)
  })
})

describe('a match behind a correction', () => {
  test('keeps its table if it has not begun, but its players are to be called again', () => {
    const director = started({ type: 'single_elimination', players: 4, tables: 1 })
    for (const ref of ['W1.1', 'W1.2']) director.wins(ref, 'a')
    director.does({ type: 'match.assign', match: director.id('W2.1'), table: tableId(1) })
    director.does({ type: 'match.call', match: director.id('W2.1') })
    const board = turned(director, 'W1.1', 'b')

    const [change] = reflow(board, director.id('W1.1'))

    expect(change).toMatchObject({ isVoided: false, before: { state: 'assigned' } })
    expect(change?.after).toMatchObject({ state: 'assigned', table: tableId(1), calledAt: null })
    const [, loser] = director.match('W1.1').slots
    expect(change?.after.slots.map(({ player }) => player)).toEqual([loser.player, playerId(2)])
  })

  test('is lost at once by one who has left, at the table where it was to be played', () => {
    const director = started({ type: 'single_elimination', players: 4, tables: 1 })
    for (const ref of ['W1.1', 'W1.2']) director.wins(ref, 'a')
    director.does({ type: 'match.assign', match: director.id('W2.1'), table: tableId(1) })
    director.does({ type: 'player.disqualify', player: playerId(4), moveUp: false })

    const [change] = reflow(turned(director, 'W1.1', 'b'), director.id('W1.1'))
    expect(change?.after).toMatchObject({
      state: 'completed',
      result: { kind: 'disqualified', winner: 'b' },
      races: [3, 3],
    })
    expect(change?.after.table).toBe(tableId(1))

    director.racks('W2.1', 'a')
    const [begun] = reflow(turned(director, 'W1.1', 'b'), director.id('W1.1'))
    expect(begun).toMatchObject({ isVoided: true, after: { state: 'completed', table: null, racks: '' } })
  })

  test('that was lost by absence waits to be played if both are there now', () => {
    const director = started({ type: 'single_elimination', players: 4 })
    director.wins('W1.1', 'a')
    director.does({ type: 'player.withdraw', player: playerId(1) })
    director.wins('W1.2', 'a')
    expect(director.match('W2.1').result?.kind).toBe('walkover')

    const [change] = reflow(turned(director, 'W1.1', 'b'), director.id('W1.1'))

    expect(change).toMatchObject({ isVoided: false, after: { state: 'ready', result: null, scores: [0, 0] } })
    expect(change?.after.completedAt).toBeNull()
  })

  test('that has begun loses its racks and its table', () => {
    const director = started({ type: 'single_elimination', players: 4, tables: 1 })
    for (const ref of ['W1.1', 'W1.2']) director.wins(ref, 'a')
    director.does({ type: 'match.assign', match: director.id('W2.1'), table: tableId(1) })
    director.racks('W2.1', 'ab')
    const board = turned(director, 'W1.1', 'b')

    const [change] = reflow(board, director.id('W1.1'))

    expect(change?.isVoided).toBe(true)
    expect(change?.after).toMatchObject({ state: 'ready', table: null, racks: '', scores: [0, 0], startedAt: null })
  })

  test('is void or not as the caller says, so that a recorded correction does not depend on later rules', () => {
    const director = started({ type: 'single_elimination', players: 4 })
    for (const ref of ['W1.1', 'W1.2']) director.wins(ref, 'a')
    director.racks('W2.1', 'a')
    const board = turned(director, 'W1.1', 'b')

    expect(reflow(board, director.id('W1.1'), () => false)[0]?.isVoided).toBe(false)
  })
})
