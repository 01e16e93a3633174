import { describe, expect, test } from 'bun:test'
import { boardOf } from '../elimination/advance.ts'
import { type Director, instant, playerId, started, tableId } from '../laws/director.ts'
import type { Side } from '../types.ts'
import { beforeResult, corrected, impact, withResult } from './impact.ts'

const knockout = () => started({ type: 'single_elimination', players: 8, tables: 2 })
const played = (winner: Side | null, a: number, b: number) => ({ kind: 'played', winner, scores: [a, b] }) as const
const told = (director: Director, ref: string, winner: Side) =>
  impact(director.state, director.match(ref), winner === 'a' ? played('a', 3, 1) : played('b', 1, 3)).items.map(
    ({ ref: behind, state, racks, change }) => [behind, state, racks, change],
  )

describe('the impact of a result', () => {
  test('names nothing while the same player wins, whatever was played behind him', () => {
    const director = knockout()
    for (const ref of ['W1.1', 'W1.2', 'W2.1']) director.wins(ref, 'a')

    expect(told(director, 'W1.1', 'a')).toEqual([])
  })

  test('swaps a player where nobody has begun, and asks for no cascade', () => {
    const director = knockout()
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'a')

    const { items, cascadeIds } = impact(director.state, director.match('W1.1'), played('b', 1, 3))

    expect(items).toMatchObject([{ ref: 'W2.1', state: 'ready', racks: 0, change: 'swap' }])
    expect(cascadeIds).toEqual([])
  })

  test('voids what has begun, with the racks at stake, and follows it as far as it was played', () => {
    const director = knockout()
    for (const ref of ['W1.1', 'W1.2', 'W1.3', 'W1.4', 'W2.2']) director.wins(ref, 'a')
    director.wins('W2.1', 'a', 2)
    director.racks('W3.1', 'ab')

    expect(told(director, 'W1.1', 'b')).toEqual([
      ['W2.1', 'completed', 5, 'void'],
      ['W3.1', 'active', 2, 'void'],
    ])
    expect(told(director, 'W2.1', 'b')).toEqual([['W3.1', 'active', 2, 'void']])
  })

  test('sees both players of a match change places in a double elimination, in bracket order', () => {
    const director = started({ type: 'double_elimination', players: 4 })
    for (const ref of ['W1.1', 'W1.2', 'L1.1']) director.wins(ref, 'a')

    expect(told(director, 'W1.1', 'b')).toEqual([
      ['W2.1', 'ready', 0, 'swap'],
      ['L1.1', 'completed', 3, 'void'],
      ['L2.1', 'locked', 0, 'swap'],
    ])
  })

  test('does not void what was lost by absence alone', () => {
    const director = started({ type: 'double_elimination', players: 4 })
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'a')
    director.does({ type: 'player.withdraw', player: playerId(3) })

    expect(director.match('L1.1').result?.kind).toBe('walkover')
    expect(told(director, 'W1.1', 'b')).toContainEqual(['L1.1', 'completed', 0, 'swap'])
  })

  test('says from which result to which', () => {
    const director = knockout()
    director.wins('W1.1', 'a', 2)

    const { from, to } = impact(director.state, director.match('W1.1'), played('b', 1, 3))

    expect(from).toEqual({ kind: 'played', winner: 'a', scores: [3, 2] })
    expect(to).toEqual({ kind: 'played', winner: 'b', scores: [1, 3] })

    director.does({ type: 'match.walkover', match: director.id('W1.2'), winner: 'b' })
    const other = impact(director.state, director.match('W1.2'), played('a', 3, 1))
    expect(other.from).toEqual({ kind: 'walkover', winner: 'b', scores: [0, 3] })
  })

  test('leaves the state alone', () => {
    const director = knockout()
    for (const ref of ['W1.1', 'W1.2', 'W2.1']) director.wins(ref, 'a')
    const before = JSON.stringify(director.state)

    told(director, 'W1.1', 'b')

    expect(JSON.stringify(director.state)).toBe(before)
  })
})

describe('a match with another result', () => {
  test('keeps its racks on record and the time at which it ended', () => {
    const director = knockout()
    const end = director.racks('W1.1', 'aaa').matches[0]?.completedAt
    const match = withResult(director.match('W1.1'), played('b', 0, 3), instant(500))

    expect(match).toMatchObject({ racks: 'aaa', scores: [0, 3], result: { kind: 'played', winner: 'b' } })
    expect(match.completedAt).toBe(end ?? '')
  })

  test('has begun if it is played after all, and has not if nobody came', () => {
    const director = knockout()
    director.does({ type: 'match.walkover', match: director.id('W1.1'), winner: 'a' })
    const after = withResult(director.match('W1.1'), played('b', 0, 3), instant(500))
    const none = withResult(after, { kind: 'walkover', winner: 'a', scores: [3, 0] }, instant(600))

    expect([after.startedAt, after.startedBy]).toEqual([instant(500), 'play'])
    expect([none.startedAt, none.startedBy]).toEqual([null, null])
  })

  test('counts a retirement from the racks on record, not from the score that was entered', () => {
    const director = knockout()
    director.racks('W1.1', 'ab')
    director.wins('W1.1', 'a', 2)

    expect(director.match('W1.1').scores).toEqual([3, 2])
    expect(beforeResult(director.match('W1.1')).scores).toEqual([1, 1])
  })
})

test('a correction puts the result and everybody behind it on the board', () => {
  const director = knockout()
  director.wins('W1.1', 'a')
  director.wins('W1.2', 'a')
  director.does({ type: 'match.assign', match: director.id('W2.1'), table: tableId(1) })
  const board = boardOf(director.state, instant(500))

  const changes = corrected(board, director.match('W1.1'), played('b', 1, 3))

  expect(changes.map(({ before, after, isVoided }) => [before.ref, after.table, isVoided])).toEqual([
    ['W2.1', tableId(1), false],
  ])
  expect(board.matches[0]?.result).toEqual({ kind: 'played', winner: 'b' })
})
