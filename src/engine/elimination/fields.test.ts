/** Finals, places and tallies, member by member. */
import { describe, expect, test } from 'bun:test'
import { type Director, betterSeed, playOut, started } from '../laws/director.ts'
import { standingsView } from '../view.ts'

const single = (players: number, thirdPlace = true) =>
  started({ type: 'single_elimination', players, options: { thirdPlace } })
const double = (players: number) => started({ type: 'double_elimination', players })
const spot = (director: Director, ref: string) => {
  const { bracket, round, position } = director.match(ref)
  return [bracket, round, position]
}
const rows = (director: Director) => standingsView(director.state).stages[0]?.rows ?? []
const forfeit = (director: Director, ref: string) =>
  director.does({ type: 'match.double_forfeit', match: director.id(ref) })

describe('finals', () => {
  test('stand in their bracket by round and position', () => {
    expect(spot(double(4), 'GF1')).toEqual(['GF', 1, 1])
    expect(spot(double(4), 'GF2')).toEqual(['GF', 2, 1])
    expect(spot(single(4), '3P')).toEqual(['3P', 1, 1])
  })

  test('of two players are a final and its reset', () => {
    const director = double(2)
    expect(director.state.matches.map(({ ref, round }) => [ref, round])).toEqual([
      ['W1.1', 1],
      ['GF1', 1],
      ['GF2', 2],
    ])
  })
})

describe('a double forfeit', () => {
  test('puts both out, with the places of that round', () => {
    const director = double(4)
    forfeit(director, 'W1.1')
    const { players } = director.state

    expect(players.map(({ status }) => status)).toEqual(['eliminated', 'active', 'active', 'eliminated'])
    expect(players.map(({ place }) => place)).toEqual([3, null, null, 3])
  })

  test('on the winners side counts as a loss where the losers would have gone', () => {
    const director = double(8)
    for (const ref of ['W1.1', 'W1.2', 'W1.3', 'W1.4']) director.wins(ref, 'a')
    forfeit(director, 'W2.1')
    forfeit(director, 'L1.1')
    const state = playOut(director, betterSeed(director.state))
    const places = state.players.map(({ place }) => place ?? 0)

    expect(places.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 4, 6, 6, 6])
    expect(state.tournament.status).toBe('completed')
  })
})

test('one who is led through the final without a match has won', () => {
  const director = started({ type: 'single_elimination', players: 4 })
  director.does({ type: 'match.double_forfeit', match: director.id('W1.1') })
  director.wins('W1.2', 'a')

  expect(director.match('W2.1').state).toBe('void')
  expect(director.state.tournament.status).toBe('completed')
  expect(director.state.players[1]).toMatchObject({ place: 1, status: 'finished' })
})

test('a double forfeit in round 1 puts both out beside the losers of the first losers round', () => {
  const director = started({ type: 'double_elimination', players: 16 })
  director.does({ type: 'match.double_forfeit', match: director.id('W1.1') })
  const [one, other] = director.match('W1.1').slots.map(({ player }) => player)
  const state = playOut(director, () => 'a')
  const place = (id: string | null | undefined) => state.players.find((player) => player.id === id)?.place
  const out = state.matches.filter(({ ref, state: is }) => ref.startsWith('L1.') && is === 'completed')

  expect(out.map(({ slots }) => place(slots[1].player))).toEqual([12, 12, 12])
  expect([one, other].map(place)).toEqual([12, 12])
})

describe('standings', () => {
  test('count no racks on the wire', () => {
    const director = started({ type: 'single_elimination', players: 2 })
    director.does({ type: 'match.set_race', match: director.id('W1.1'), races: [5, 5], start: [2, 1] })
    director.does({ type: 'match.result', match: director.id('W1.1'), scoreA: 5, scoreB: 3 })
    const rows = standingsView(director.state).stages[0]?.rows ?? []

    expect(rows.map(({ racksFor, racksAgainst }) => [racksFor, racksAgainst])).toEqual([
      [3, 2],
      [2, 3],
    ])
  })

  test('count racks for and against, and their difference with its sign', () => {
    const director = single(4)
    director.wins('W1.1', 'a', 2)
    director.wins('W1.2', 'b', 1)
    const tallies = rows(director).map((row) => [row.player.seed, row.racksFor, row.racksAgainst, row.rackDiff])

    expect(tallies.toSorted()).toEqual([
      [1, 3, 2, 1],
      [2, 1, 3, -2],
      [3, 3, 1, 2],
      [4, 2, 3, -1],
    ])
  })

  test('count a bye for those who had no match in the first round', () => {
    const byes = rows(single(6)).map((row) => [row.player.seed, row.byes])

    expect(byes.toSorted()).toEqual([
      [1, 1],
      [2, 1],
      [3, 0],
      [4, 0],
      [5, 0],
      [6, 0],
    ])
  })

  test('put those who are in above those who are out, whatever the seed', () => {
    const director = single(4, false)
    director.wins('W1.1', 'b')

    expect(rows(director).map((row) => [row.rank, row.player.seed])).toEqual([
      [1, 2],
      [1, 3],
      [1, 4],
      [4, 1],
    ])
  })

  test('tell those who are in apart by their losses, and one who is out by a forfeit from them', () => {
    const beaten = double(4)
    for (const ref of ['W1.1', 'W1.2']) beaten.wins(ref, 'b')
    expect(rows(beaten).map((row) => [row.rank, row.tied, row.player.seed])).toEqual([
      [1, true, 3],
      [1, true, 4],
      [3, true, 1],
      [3, true, 2],
    ])

    const forfeited = double(4)
    forfeit(forfeited, 'W1.1')
    forfeited.wins('W1.2', 'a')
    expect(rows(forfeited).map((row) => [row.rank, row.lost, row.player.seed])).toEqual([
      [1, 0, 2],
      [2, 1, 3],
      [3, 1, 1],
      [3, 1, 4],
    ])
  })

  test('say of placed players who shares a place', () => {
    const director = single(4, false)
    playOut(director, () => 'a')

    expect(standingsView(director.state).placing.map(({ place, tied }) => [place, tied])).toEqual([
      [1, false],
      [2, false],
      [3, true],
      [3, true],
    ])
  })
})
