/** Who leaves before half of his matches leaves nothing behind; from half of them on the rest is lost. */
import { expect, test } from 'bun:test'
import { playerId } from '../laws/director.ts'
import { report, tableOf } from '../laws/table-play.ts'
import { standingsView } from '../view.ts'

function left(results: string): { players: string[]; rows: unknown[] } {
  const director = tableOf(5)
  report(director, results)
  director.does({ type: 'player.withdraw', player: playerId(5) })
  const rows = standingsView(director.state).stages[0]?.rows ?? []
  return {
    players: rows.map(({ player, rank }) => `${rank} ${player.id}`),
    rows: rows.map(({ played, won, lost, points, racksFor }) => [played, won, lost, points, racksFor]),
  }
}

test('after one match of four his results count for nobody, and he is last', () => {
  const { players, rows } = left('5-1 3:0')

  expect(players).toEqual(['1 player-1', '1 player-2', '1 player-3', '1 player-4', '5 player-5'])
  expect(rows).toEqual([
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ])
})

test('after two of four they stand, and the other two are walkovers', () => {
  const { players, rows } = left('5-1 3:0 5-2 2:0')

  expect(players.slice(0, 1)).toEqual(['1 player-5'])
  expect(rows[0]).toEqual([4, 2, 2, 2, 5])
})
