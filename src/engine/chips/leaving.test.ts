/** Where those stand in chip tables who are equal, disqualified, or absent together. */
import { describe, expect, test } from 'bun:test'
import { type Director, newTournament, playOut, playerId, registered, started } from '../laws/director.ts'
import type { ChipPointsOptions } from '../types.ts'
import { standingsView } from '../view.ts'
import { livesOptions } from './options.ts'
import { bergerOrder } from './pairing.ts'
import { requeued } from './queue.ts'

const table = (director: Director) =>
  standingsView(director.state).stages[0]?.rows.map(({ rank, player }) => `${rank} ${player.id.slice(7)}`)
const points = (chipPoints: ChipPointsOptions, players = 4, ratingOf: (number: number) => number | null = () => null) =>
  started({ type: 'chip_points', players, ratingOf, options: { chipPoints: { finalsCount: 0, ...chipPoints } } })
const out = (number: number, moveUp: boolean) =>
  ({ type: 'player.disqualify', player: playerId(number), moveUp }) as const

describe('chip points', () => {
  test('show equals by their rating, best first', () => {
    const director = points({ tieBreak: 'rating' }, 4, (number) => 100 * number)
    expect(table(director)).toEqual(['1 4', '2 3', '3 2', '4 1'])
  })

  test('show equals by the lots that were drawn with the stage', () => {
    const director = points({ tieBreak: 'random' }, 8)
    const [stage] = director.state.stages
    const lots = stage?.chips?.lots?.map((id, at) => `${at + 1} ${id.slice(7)}`) ?? []

    expect(table(director)).toEqual(lots)
    expect(lots).not.toEqual(stage?.order.map((id, at) => `${at + 1} ${id.slice(7)}`))
  })

  test('put one who is disqualified behind all only if the others move up', () => {
    for (const [moveUp, expected] of [
      [false, ['1 4', '2 3', '3 2', '4 1']],
      [true, ['1 4', '2 2', '3 1', '4 3']],
    ] as const) {
      const director = points({ tieBreak: 'rating' }, 4, (number) => 100 * number)
      director.does(out(3, moveUp))
      expect(table(director)).toEqual([...expected])
    }
  })

  test('have a winner also where the stage after them is skipped', () => {
    const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
    const chipPoints = { finalsCount: 0, rounds: 1, pairing: 'rating', tieBreak: 'rating' } as const
    const stages = [
      ...newTournament('chip_points', { chipPoints }).stages,
      ...newTournament('single_elimination', { from }).stages,
    ]
    const tournament = { type: 'multi_stage', stages } as const
    const director = registered({ type: 'chip_points', players: 2, tournament, ratingOf: (number) => number })
    director.does({ type: 'stage.draw', stage: 1 })
    director.does({ type: 'tournament.start' })
    director.does({ type: 'round.draw', stage: 1 })
    playOut(director, () => 'a')
    const loser = director.state.matches[0]?.slots[1].player ?? playerId(0)
    director.does({ type: 'player.withdraw', player: loser })
    director.does({ type: 'tournament.complete' })

    const { players, stages: played } = director.state
    expect(played.map(({ status }) => status)).toEqual(['completed', 'skipped'])
    expect(players.find(({ id }) => id !== loser)).toMatchObject({ place: 1, status: 'finished' })
  })
})

describe('chip lives', () => {
  test('place one who is disqualified when he goes, or last of all where the others move up', () => {
    for (const [moveUp, expected] of [
      [false, [1, 3, 2]],
      [true, [1, 2, 3]],
    ] as const) {
      const director = started({ type: 'chip_lives', players: 3, options: { chipLives: { startChips: 1 } } })
      director.wins('C1', 'a')
      director.does(out(3, moveUp))
      expect(director.state.tournament.status).toBe('completed')
      expect(director.state.players.map(({ place }) => place)).toEqual([...expected])
    }
  })

  test('put both to the tail of the queue where nobody has won', () => {
    const [one, two, three] = [1, 2, 3].map(playerId) as [never, never, never]
    for (const winnerStays of [true, false]) {
      const rules = livesOptions({
        ...newTournament('chip_lives').stages[0]?.options,
        chipLives: { winnerStays },
      } as never)
      const ended = { winner: null, losers: [one, two] }
      expect(requeued([three], rules, ended, new Map())).toEqual([three, one, two])
    }
  })
})

test('pairs of a printed round fall apart when either of them has left', () => {
  const drawn = [1, 2, 3, 4].map(playerId)
  const without = (...gone: number[]) => {
    const present = new Set(drawn.filter((id) => !gone.map(playerId).includes(id)))
    return bergerOrder(drawn, present, 1).map((id) => Number(id.slice(7)))
  }

  // The round is 1-4 2-3.
  expect([without(), without(1), without(4), without(2), without(3)]).toEqual([
    [1, 4, 2, 3],
    [2, 3, 4],
    [2, 3, 1],
    [1, 4, 3],
    [1, 4, 2],
  ])
})
