import { describe, expect, test } from 'bun:test'
import { type Director, newPlayer, playerId, registered } from '../laws/director.ts'
import { report, tableOf } from '../laws/table-play.ts'

const capped = (maxParticipants: number, players: number) =>
  registered({ type: 'single_elimination', players, tournament: { maxParticipants } })

const statuses = (director: Director) => director.state.players.map((player) => player.status)

describe('the waitlist', () => {
  test('before the draw a free place goes to the first of the waitlist, in the order of joining', () => {
    const director = capped(2, 4)
    expect(statuses(director)).toEqual(['registered', 'registered', 'waitlisted', 'waitlisted'])

    director.does({ type: 'player.withdraw', player: playerId(1) })
    expect(statuses(director)).toEqual(['withdrawn', 'registered', 'registered', 'waitlisted'])
  })

  test('moves up when the limit is raised or lifted', () => {
    const director = capped(2, 5)
    director.does({ type: 'tournament.edit', edit: { maxParticipants: 3 } })
    expect(statuses(director).filter((status) => status === 'waitlisted')).toHaveLength(2)

    director.does({ type: 'tournament.edit', edit: { maxParticipants: null } })
    expect(statuses(director)).not.toContain('waitlisted')
  })

  test('is not drawn', () => {
    const director = capped(2, 3)
    const drawn = director.does({ type: 'stage.draw', stage: 1 })

    expect(drawn.stages[0]?.order).toEqual([playerId(1), playerId(2)])
    expect(drawn.players.map((player) => player.seed)).toEqual([1, 2, null])
  })
})

describe('players', () => {
  test('a bulk registration is one event', () => {
    const director = capped(8, 3)
    director.does({ type: 'player.add', players: [newPlayer(4), newPlayer(5)] })

    expect(director.events.filter((event) => event.type === 'player.registered')).toHaveLength(2)
    expect(director.state.players).toHaveLength(5)
  })

  test('an edit changes what it names and nothing else', () => {
    const director = capped(8, 2)
    const [before] = director.state.players
    director.does({ type: 'player.edit', player: playerId(1), edit: { rating: 612, seed: 2 } })

    expect(director.state.players[0]).toEqual({ ...before, rating: 612, seed: 2, wantedSeed: 2 } as never)
  })

  test('who withdraws before the draw is simply out', () => {
    const director = capped(8, 3)
    director.does({ type: 'player.withdraw', player: playerId(2) })
    const drawn = director.does({ type: 'stage.draw', stage: 1 })

    expect(drawn.stages[0]?.order).toEqual([playerId(1), playerId(3)])
  })
})

test('an edit of what a table may ask for moves places that are decided already', () => {
  const places = (director: Director) => director.state.players.map(({ place }) => place)
  const football = tableOf(2)
  report(football, '1-2 1:1')
  expect(places(football)).toEqual([1, 1])
  football.does({ type: 'player.edit', player: playerId(1), edit: { conduct: -1 } })
  expect(places(football)).toEqual([2, 1])

  const pool = tableOf(2, { criteria: ['points', 'rating'] })
  report(pool, '1-2 1:1')
  pool.does({ type: 'player.edit', player: playerId(2), edit: { rating: 500 } })
  expect(places(pool)).toEqual([2, 1])
})
