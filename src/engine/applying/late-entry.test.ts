/** Who is registered after the draw: in which state, with which seed, and until when. */
import { expect, test } from 'bun:test'
import { type Director, newPlayer, newTournament, playOut, playerId, registered, started } from '../laws/director.ts'

const comes = (director: Director, number: number) =>
  director.tries({ type: 'player.add', players: [newPlayer(number)] })?.code ?? null
const last = ({ state }: Director) => {
  const { status, seed, checkedInAt } = state.players.at(-1) ?? {}
  return { status, seed, checkedInAt }
}

test('before the start he waits as the others do, as the last seed', () => {
  const director = registered({ type: 'single_elimination', players: 3 })
  director.does({ type: 'stage.draw', stage: 1 })
  comes(director, 4)
  expect(last(director)).toEqual({ status: 'registered', seed: 4, checkedInAt: null })
})

test('where people check in he has done so by coming', () => {
  const director = registered({ type: 'single_elimination', players: 3, tournament: { checkIn: true } })
  director.does({ type: 'tournament.open_checkin' })
  for (const number of [1, 2, 3]) director.does({ type: 'player.check_in', player: playerId(number) })
  director.does({ type: 'tournament.close_checkin' })
  director.does({ type: 'stage.draw', stage: 1 })
  comes(director, 4)

  expect(last(director)).toEqual({ status: 'checked_in', seed: 4, checkedInAt: director.events.at(-1)?.at ?? '' })
})

test('several at once have their seeds in the order of the list', () => {
  const director = started({ type: 'single_elimination', players: 5 })
  director.does({ type: 'player.add', players: [6, 7, 8].map((number) => newPlayer(number)) })
  expect(director.state.players.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('after the start he plays', () => {
  const director = started({ type: 'single_elimination', players: 3 })
  comes(director, 4)
  expect(last(director)).toEqual({ status: 'active', seed: 4, checkedInAt: null })
})

test('the first of several stages takes newcomers until the next one is drawn', () => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const stages = [...newTournament('round_robin').stages, ...newTournament('single_elimination', { from }).stages]
  const director = started({ type: 'round_robin', players: 3, tournament: { type: 'multi_stage', stages } })
  expect(comes(director, 4)).toBeNull()
  expect(director.state.stages[0]?.order).toHaveLength(4)

  playOut(director, ({ slots: [a, b] }) => ((a.player ?? '') < (b.player ?? '') ? 'a' : 'b'))
  director.does({ type: 'stage.draw', stage: 2 })
  expect(comes(director, 5)).toBe('registration_closed')
})
