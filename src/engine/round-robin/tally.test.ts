/** What results add up to: points in halves, racks of matches that were really played. */
import { describe, expect, test } from 'bun:test'
import { playerId, started } from '../laws/director.ts'
import { report, tableLines, tableOf } from '../laws/table-play.ts'
import type { StageOptions } from '../types.ts'
import { standingsView } from '../view.ts'
import { pointsOf, talliesOf } from './tally.ts'

const race = { scoring: { kind: 'race', raceTo: 5 } } as const
const options = (more: Partial<StageOptions> = {}) =>
  ({ ...race, seeding: 'manual', thirdPlace: false, grandFinal: 'reset', ...more }) satisfies StageOptions

function rowOf(director: ReturnType<typeof tableOf>, player: number) {
  const row = standingsView(director.state).stages[0]?.rows.find((one) => one.player.id === playerId(player))
  if (row === undefined) throw new Error(`no row ${player}`)
  const { played, won, drawn, lost, points, racksFor, racksAgainst } = row
  return [played, won, drawn, lost, points, `${racksFor}:${racksAgainst}`]
}

test('a win is 1 point, a draw half of it, unless the options say otherwise', () => {
  expect(pointsOf(options())).toEqual({ win: 1, draw: 0.5, loss: 0, hillLoss: 0 })
  const director = tableOf(3)
  report(director, '1-2 2:2 1-3 3:1')

  expect([1, 2, 3].map((player) => rowOf(director, player))).toEqual([
    [2, 1, 1, 0, 1.5, '5:3'],
    [1, 0, 1, 0, 0.5, '2:2'],
    [1, 0, 0, 1, 0, '1:3'],
  ])
})

test('points of a stage may be whole or half, for losses too', () => {
  const director = tableOf(3, { points: { win: 2.5, draw: 1, loss: 0.5, hillLoss: 0 } })
  report(director, '1-2 2:2 1-3 3:1')

  expect(tableLines(director.state)).toEqual(['1 P1 3.5 points', '2 P2 1 points', '3 P3 0.5 points'])
})

describe('a close loss', () => {
  const close = { win: 3, draw: 1, loss: 0, hillLoss: 1 }
  const raced = () => started({ type: 'round_robin', players: 3, options: { ...race, points: close } })

  test('brings its bonus to whoever was one rack short, in either slot', () => {
    const director = raced()
    report(director, '1-2 4:5 3-1 5:4 2-3 5:3')

    expect([1, 2, 3].map((player) => rowOf(director, player)[4])).toEqual([2, 6, 3])
  })

  test('is measured by the race of the loser where races differ', () => {
    const director = raced()
    for (const { id } of director.state.matches) director.does({ type: 'match.set_race', match: id, races: [5, 3] })
    const [first, second, third] = director.state.matches.map(({ ref }) => ref)
    director.wins(first ?? '', 'a', 2)
    director.wins(second ?? '', 'b', 2)
    director.wins(third ?? '', 'b', 4)

    // 2-3 5:2, 1-2 2:3, 3-1 4:3.
    expect([1, 2, 3].map((player) => rowOf(director, player)[4])).toEqual([3, 6, 2])
  })

  test('brings none by retirement or walkover', () => {
    const director = raced()
    const [first, second] = director.state.matches
    if (first === undefined || second === undefined) throw new Error('no matches')
    for (const winner of 'aaaa') director.does({ type: 'match.rack', match: first.id, winner: winner as 'a' })
    director.does({ type: 'match.retire', match: first.id, winner: 'b' })
    director.does({ type: 'match.walkover', match: second.id, winner: 'a' })

    const tallies = talliesOf([1, 2, 3].map(playerId), director.state.matches, options({ points: close }))
    expect([...tallies.values()].map(({ points }) => points / 2).toSorted()).toEqual([0, 3, 3])
  })

  test('is no matter of open scores', () => {
    const director = tableOf(2, { points: close })
    report(director, '1-2 4:5')
    expect(rowOf(director, 1)).toEqual([1, 0, 0, 1, 0, '4:5'])
  })
})

test('a walkover is a win and a loss without racks; a retirement keeps the racks played', () => {
  const director = started({ type: 'round_robin', players: 3, options: race })
  const [one, two] = director.state.matches.map((match) => match.slots.map(({ player }) => player))
  const [first, second] = director.state.matches
  director.does({ type: 'match.walkover', match: first?.id ?? ('' as never), winner: 'a' })
  director.does({ type: 'match.rack', match: second?.id ?? ('' as never), winner: 'b' })
  director.does({ type: 'match.retire', match: second?.id ?? ('' as never), winner: 'a' })

  expect(one).toEqual([playerId(2), playerId(3)])
  expect(two).toEqual([playerId(1), playerId(2)])
  expect([1, 2, 3].map((player) => rowOf(director, player))).toEqual([
    [1, 1, 0, 0, 1, '0:1'],
    [2, 1, 0, 1, 1, '1:0'],
    [1, 0, 0, 1, 0, '0:0'],
  ])
})

test('a double forfeit is a loss for both and a draw for nobody', () => {
  const director = tableOf(2)
  director.does({ type: 'match.double_forfeit', match: director.id('A-R1.1') })

  expect([1, 2].map((player) => rowOf(director, player))).toEqual([
    [1, 0, 0, 1, 0, '0:0'],
    [1, 0, 0, 1, 0, '0:0'],
  ])
})

test('only matches between the players named count', () => {
  const director = tableOf(3)
  report(director, '1-2 2:1 1-3 9:0 2-3 5:0')
  const tallies = talliesOf([2, 1].map(playerId), director.state.matches, options())

  expect([...tallies]).toEqual([
    [playerId(2), { played: 1, won: 0, drawn: 0, lost: 1, points: 0, racksFor: 1, racksAgainst: 2 }],
    [playerId(1), { played: 1, won: 1, drawn: 0, lost: 0, points: 2, racksFor: 2, racksAgainst: 1 }],
  ])
})

test('racks on the wire are not counted as won', () => {
  const director = started({ type: 'round_robin', players: 2, options: { ...race } })
  const match = director.state.matches[0]
  if (match === undefined) throw new Error('no match')
  director.does({ type: 'match.set_race', match: match.id, races: [5, 5], start: [2, 0] })
  director.does({ type: 'match.result', match: match.id, scoreA: 5, scoreB: 1 })

  const rows = standingsView(director.state).stages[0]?.rows ?? []
  expect(rows.map(({ racksFor, racksAgainst }) => [racksFor, racksAgainst])).toEqual([
    [3, 1],
    [1, 3],
  ])
})

test('who has played a table to its end is no loser of it: all have finished, with their places', () => {
  const director = tableOf(3)
  report(director, '1-2 2:1 1-3 2:1 2-3 2:1')

  expect(director.state.tournament.status).toBe('completed')
  expect(director.state.players.map(({ status, place }) => [status, place])).toEqual([
    ['finished', 1],
    ['finished', 2],
    ['finished', 3],
  ])
})
