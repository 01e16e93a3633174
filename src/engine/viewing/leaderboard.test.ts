/** The one list over all stages against the places that it becomes. */
import { expect, test } from 'bun:test'
import { betterSeed, newTournament, playOut, registered, started } from '../laws/director.ts'
import { report, tableOf } from '../laws/table-play.ts'
import type { StageOptions, State } from '../types.ts'
import { leaderboardView } from './leaderboard.ts'

const short = (state: State) => leaderboardView(state).map((row) => [row.rank, row.tied, row.player.name, row.stage])

test('is empty before the draw, and all are equal at the start', () => {
  expect(leaderboardView(registered({ type: 'round_robin', players: 3 }).state)).toEqual([])
  const { state } = started({ type: 'round_robin', players: 3 })
  expect(short(state).map(([rank, tied]) => [rank, tied])).toEqual([
    [1, true],
    [1, true],
    [1, true],
  ])
})

test('puts those of a later stage first, and ends as the places do', () => {
  const options = newTournament('single_elimination').stages[0]?.options as StageOptions
  const from = { stage: 1, ranks: 1, draw: 'seeded' } as const
  const stages = [
    { type: 'round_robin', name: 'Groups', options: { ...options, groups: { count: 2, method: 'snake' } } },
    { type: 'single_elimination', name: 'Final', options: { ...options, from } },
  ] as const
  const director = registered({ type: 'round_robin', players: 6, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  playOut(director, betterSeed(director.state))
  director.does({ type: 'stage.draw', stage: 2 })
  expect(short(director.state).map(([rank, , , stage]) => [rank, stage])).toEqual([
    [1, 2],
    [1, 2],
    [3, 1],
    [3, 1],
    [5, 1],
    [5, 1],
  ])

  const state = playOut(director, betterSeed(director.state))

  const rows = leaderboardView(state)
  expect(rows.map((row) => row.place)).toEqual(rows.map((row) => row.rank))
  expect(rows[0]).toMatchObject({
    played: 3,
    won: 3,
    drawn: 0,
    lost: 0,
    racksFor: 9,
    racksAgainst: 0,
    rackDiff: 9,
    stage: 2,
  })
  expect(rows.map((row) => row.won + row.lost)).toEqual([3, 3, 2, 2, 2, 2])
  expect(rows.map((row) => row.tied)).toEqual([false, false, true, true, true, true])
})

test('shows the chips of a stage that is played with them', () => {
  const { state } = started({ type: 'chip_lives', players: 3, options: { chipLives: { startChips: 2 } } })

  expect(leaderboardView(state).map(({ chips }) => chips)).toEqual([2, 2, 2])
})

test('counts draws apart from wins and losses, racks of both, and no chips where there are none', () => {
  const director = tableOf(3)
  report(director, '1-2 2:2 1-3 4:1')

  const counted = leaderboardView(director.state).map((row) => [
    row.player.name,
    [row.played, row.won, row.drawn, row.lost],
    [row.racksFor, row.racksAgainst, row.rackDiff],
    row.chips,
  ])
  expect(counted).toEqual([
    ['Player 1', [2, 1, 1, 0], [6, 3, 3], null],
    ['Player 2', [1, 0, 1, 0], [2, 2, 0], null],
    ['Player 3', [1, 0, 0, 1], [1, 4, -3], null],
  ])
})
