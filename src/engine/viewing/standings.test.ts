/**
 * Byes in standings: a first round passed over in a knockout, a result in chip points, nothing in a table.
 * The placing: who is out, where, by which match and with how much money.
 */
import { expect, test } from 'bun:test'
import { type Setup, playerId, started } from '../laws/director.ts'
import { freeEvent } from '../payouts.ts'
import { standingsView } from '../view.ts'

function byesOf(setup: Setup, rounds = 0): number[] {
  const director = started(setup)
  for (let round = 0; round < rounds; round++) director.does({ type: 'round.draw', stage: 1 })
  const rows = standingsView(director.state).stages[0]?.rows ?? []
  return rows.toSorted((a, b) => (a.player.seed ?? 0) - (b.player.seed ?? 0)).map((row) => row.byes)
}

test('the best seeds of a knockout pass the first round over', () => {
  expect(byesOf({ type: 'single_elimination', players: 6 })).toEqual([1, 1, 0, 0, 0, 0])
})

test('one of three rests in a round of chip points, and nobody before it', () => {
  const setup: Setup = {
    type: 'chip_points',
    players: 3,
    options: { chipPoints: { finalsCount: 0, pairing: 'rating' } },
  }

  expect(byesOf(setup)).toEqual([0, 0, 0])
  expect(byesOf(setup, 1).toSorted()).toEqual([0, 0, 1])
})

test('chip lives and tables have none', () => {
  expect(byesOf({ type: 'chip_lives', players: 3 })).toEqual([0, 0, 0])
  expect(byesOf({ type: 'round_robin', players: 3 })).toEqual([0, 0, 0])
})

test('the placing has those who are out, and in the end everybody, equals in seed order and called tied', () => {
  const director = started({ type: 'single_elimination', players: 4 })
  const rules = { ...freeEvent, entryFeeCents: 1000, basisPoints: [5000, 3000, 2000] }
  director.does({ type: 'payouts.plan', rules })
  const placing = () => standingsView(director.state).placing
  director.wins('W1.1', 'a', 2)
  expect(placing().map(({ place, tied, player }) => [place, tied, player.name])).toEqual([[3, false, 'Player 4']])

  director.wins('W1.2', 'a')
  director.wins('W2.1', 'b')
  const [final, semi] = [director.id('W2.1'), director.id('W1.1')]
  const row = (place: number, number: number, match: string, payoutCents: number | null, tied = false) => {
    const player = { id: playerId(number), name: `Player ${number}`, seed: number, rating: null }
    return { place, tied, player, reason: { stage: 1, match }, payoutCents } as never
  }
  const third = [row(3, 3, director.id('W1.2'), null, true), row(3, 4, semi, null, true)]
  expect(placing()).toEqual([row(1, 2, final, null), row(2, 1, final, null), ...third])

  director.does({ type: 'payouts.compute' })
  expect(placing().map(({ payoutCents }) => payoutCents)).toEqual([2000, 1200, 400, 400])
  director.does({ type: 'payout.void', player: playerId(1), reason: 'a cheque' })
  expect(placing().map(({ payoutCents }) => payoutCents)).toEqual([2000, null, 400, 400])
})

test('a row counts racks for and against, and shows what a knockout does not have as nothing', () => {
  const director = started({ type: 'single_elimination', players: 2 })
  director.wins('W1.1', 'a', 2)
  const [winner, loser] = standingsView(director.state).stages[0]?.rows ?? []

  expect([winner?.rackDiff, loser?.rackDiff]).toEqual([1, -1])
  expect(winner).toEqual({
    rank: 1,
    tied: false,
    player: { id: playerId(1), name: 'Player 1', seed: 1, rating: null },
    state: 'finished',
    played: 1,
    won: 1,
    drawn: 0,
    lost: 0,
    points: null,
    racksFor: 3,
    racksAgainst: 2,
    rackDiff: 1,
    byes: 0,
    tieBreaks: [],
    decidedBy: null,
    qualified: null,
    platePlace: null,
    group: null,
  })
})
