/** Until when one may come to an evening of chips, or buy himself in again. */
import { expect, test } from 'bun:test'
import { type Director, instant, newPlayer, playerId, started } from '../laws/director.ts'

/** Player 2 is out at second 5; commands come a second apart. */
function out(until: string | null): Director {
  const chipLives = { startChips: 1, buyBack: { until, chips: 1, priceCents: 500 } }
  const director = started({ type: 'chip_lives', players: 4, options: { chipLives } })
  director.wins('C1', 'a')
  return director
}
const buyBack = { type: 'player.buy_back', player: playerId(2) } as const

test('one who is out may come back up to the instant that was set, or at any time where none was', () => {
  const now = instant(out(null).events.length)
  const before = instant(out(null).events.length - 1)

  expect([null, now].map((until) => out(until).tries(buyBack))).toEqual([null, null])
  expect(out(before).tries(buyBack)).toMatchObject({ detail: `Buy-backs ended at ${before}.`, at: 'until' })
})

test('he may not while the event stands still, nor while he has chips', () => {
  const director = out(null)
  expect(director.tries({ ...buyBack, player: playerId(1) })?.detail).toBe('Player 1 still has 1 chip.')
  director.does({ type: 'tournament.pause' })
  expect(director.tries(buyBack)?.code).toBe('tournament_not_active')
})

test('a late player comes up to the instant that was set', () => {
  const evening = (lateUntil: string | null) =>
    started({ type: 'chip_lives', players: 3, options: { chipLives: { lateChips: 1, lateUntil } } })
  const now = evening(null).events.length
  const comes = (lateUntil: string | null) =>
    evening(lateUntil).tries({ type: 'player.add', players: [newPlayer(4)] })?.code ?? null

  expect([null, instant(now), instant(now - 1)].map(comes)).toEqual([null, null, 'registration_closed'])
})
