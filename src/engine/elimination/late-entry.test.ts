/** Players who come after the draw of a knockout: whose bye they end, what moves for it, and who only waits. */
import { describe, expect, test } from 'bun:test'
import { stateFaults, stepFaults } from '../laws/checks.ts'
import { type Director, type Setup, newPlayer, playOut, playerId, registered, started } from '../laws/director.ts'
import { sourceFaults } from '../laws/structure.ts'
import type { Match, StageOptions } from '../types.ts'

const single = (players: number, options: Partial<StageOptions> = {}): Setup => {
  return { type: 'single_elimination', players, options, tables: 2 }
}
const double = (players: number, options: Partial<StageOptions> = {}): Setup => {
  return { type: 'double_elimination', players, options, tables: 2 }
}
const comes = (director: Director, number: number) =>
  director.does({ type: 'player.add', players: [newPlayer(number)] })
const status = (director: Director, number: number) =>
  director.state.players.find(({ id }) => id === playerId(number))?.status
const seeds = (director: Director, ref: string) =>
  director
    .match(ref)
    .slots.map(({ player, source }) => (player === null ? source.kind : Number(player.slice('player-'.length))))

describe('a late entry', () => {
  test('takes the bye of the lowest seed who has one, as the last seed', () => {
    const director = started(single(5))
    const state = comes(director, 6)

    expect(seeds(director, 'W1.4')).toEqual([3, 6])
    expect(seeds(director, 'W2.2')).toEqual([2, 'winner'])
    expect(director.match('W1.4')).toMatchObject({ state: 'ready', number: 5 })
    expect(director.match('W2.2')).toMatchObject({ state: 'locked', number: 3 })
    expect(state.players.at(-1)).toMatchObject({ status: 'active', seed: 6 })
  })

  test('passes by one whose next match has begun', () => {
    const director = started(single(5))
    director.does({ type: 'match.start', match: director.id('W2.2') })
    comes(director, 6)

    expect(seeds(director, 'W1.1')).toEqual([1, 6])
    expect(seeds(director, 'W2.2')).toEqual([2, 3])
    comes(director, 7)
    expect(status(director, 7)).toBe('waitlisted')
    expect(director.state.matches.map(({ ref }) => ref)).toEqual(['W1.1', 'W1.2', 'W2.1', 'W2.2', 'W3.1'])
  })

  test('takes back one who was led on without a match, unless he has begun the next', () => {
    const led = () => {
      const director = started(single(5))
      director.does({ type: 'match.double_forfeit', match: director.id('W1.2') })
      director.wins('W2.2', 'a')
      expect(director.match('W2.1').state).toBe('void')
      expect(seeds(director, 'W3.1')).toEqual([1, 2])
      return director
    }
    const waiting = led()
    comes(waiting, 6)
    expect([status(waiting, 6), ...seeds(waiting, 'W1.1')]).toEqual(['active', 1, 6])
    expect(seeds(waiting, 'W3.1')).toEqual(['winner', 2])

    const begun = led()
    begun.does({ type: 'match.start', match: begun.id('W3.1') })
    comes(begun, 6)
    expect(status(begun, 6)).toBe('waitlisted')
    expect(seeds(begun, 'W3.1')).toEqual([1, 2])
  })

  test('gives the table back that waited for the next match', () => {
    const director = started(single(5))
    director.does({ type: 'match.assign', match: director.id('W2.2'), table: 'table-1' as never })
    director.does({ type: 'table.block', table: 'table-1' as never, reason: 'cloth', after: true })
    comes(director, 6)

    expect(director.match('W2.2')).toMatchObject({ state: 'locked', table: null })
    expect(director.state.tables[0]?.status).toBe('blocked')
  })

  test('waits where nobody has a bye, and is drawn with the others once the draw is undone', () => {
    const director = started(single(4))
    comes(director, 5)
    expect(status(director, 5)).toBe('waitlisted')
    expect(director.state.matches.length).toBe(3)

    director.does({ type: 'stage.undraw', stage: 1 })
    expect(status(director, 5)).toBe('registered')
    director.does({ type: 'stage.draw', stage: 1 })
    expect(director.state.stages[0]?.order).toContain(playerId(5))
  })

  test('of several in one list takes as many as there are byes', () => {
    const director = started(single(5))
    director.does({ type: 'player.add', players: [6, 7, 8, 9].map((number) => newPlayer(number)) })

    expect([6, 7, 8, 9].map((number) => status(director, number))).toEqual(['active', 'active', 'active', 'waitlisted'])
    expect(director.state.stages[0]?.order.length).toBe(8)
  })

  test('before the start is registered like the others, and checked in where that is asked', () => {
    const director = registered({ ...single(3), tournament: { checkIn: true } })
    director.does({ type: 'tournament.open_checkin' })
    for (const number of [1, 2, 3]) director.does({ type: 'player.check_in', player: playerId(number) })
    director.does({ type: 'tournament.close_checkin' })
    director.does({ type: 'stage.draw', stage: 1 })
    comes(director, 4)
    expect(status(director, 4)).toBe('checked_in')

    director.does({ type: 'stage.undraw', stage: 1 })
    director.does({ type: 'stage.draw', stage: 1 })
    director.does({ type: 'tournament.start' })
    expect(status(director, 4)).toBe('active')
  })

  test('does not go beyond the cap', () => {
    const director = started({ ...single(5), tournament: { maxParticipants: 6 } })
    director.does({ type: 'player.add', players: [newPlayer(6), newPlayer(7)] })

    expect([status(director, 6), status(director, 7)]).toEqual(['active', 'waitlisted'])
  })

  test('meets one who has left: he wins at once', () => {
    const director = started(single(5))
    director.does({ type: 'match.double_forfeit', match: director.id('W2.2') })
    director.does({ type: 'player.withdraw', player: playerId(1) })
    comes(director, 6)

    expect(director.match('W1.1').result).toEqual({ kind: 'walkover', winner: 'b' })
    expect(seeds(director, 'W2.1')).toEqual([6, 'winner'])
  })
})

describe('in a double elimination', () => {
  test('brings his match on the losers side with him', () => {
    const director = started(double(7))
    director.wins('W1.2', 'a')
    expect(seeds(director, 'L2.1')).toEqual([5, 'loser'])
    comes(director, 8)

    expect(seeds(director, 'L1.1')).toEqual(['loser', 5])
    expect(seeds(director, 'L2.1')).toEqual(['winner', 'loser'])
    expect(sourceFaults(director.state.matches)).toEqual([])
  })

  test('comes too late once the losers side has gone on without that match', () => {
    const director = started(double(7))
    for (const ref of ['W1.2', 'W1.3', 'W1.4', 'W2.2', 'L1.2']) director.wins(ref, 'a')
    director.does({ type: 'match.rack', match: director.id('L2.1'), winner: 'a' })
    comes(director, 8)

    expect(status(director, 8)).toBe('waitlisted')
  })
})

test('with a plate has its place there', () => {
  const director = started(single(5, { mode: 'plate' }))
  comes(director, 6)
  const drawn = started(single(6, { mode: 'plate' }))
  const structure = (matches: readonly Match[]) => matches.map(({ id, slots }) => [id, slots.map((s) => s.source)])

  expect(structure(director.state.matches)).toEqual(structure(drawn.state.matches))
})

test('with reseeding takes the next round back that had been paired', () => {
  const director = started(single(7, { reseed: true }))
  for (const ref of ['W1.2', 'W1.3', 'W1.4']) director.wins(ref, 'a')
  expect(director.match('W2.1').state).toBe('ready')
  comes(director, 8)

  expect(director.match('W2.1')).toMatchObject({ state: 'locked', slots: [{ player: null }, { player: null }] })
  director.wins('W1.1', 'b')
  expect(seeds(director, 'W2.1')).toEqual([2, 8])
})

const all: readonly Setup[] = [single(3), double(3), single(3, { thirdPlace: true }), single(3, { reseed: true })]
const more: readonly Setup[] = [single(3, { mode: 'plate' }), double(3, { grandFinal: 'none' })]
const cuts: readonly Setup[] = [double(9, { cut: { at: 4 } }), double(9, { cut: { at: 8, draw: 'redraw' } })]

test.each([...all, ...more, ...cuts])('before any match is the draw of one player more: %j', (setup) => {
  for (let players = setup.players; players <= 33; players++) {
    const director = started({ ...setup, players })
    const before = director.state
    comes(director, players + 1)
    if (status(director, players + 1) === 'waitlisted') continue
    const drawn = started({ ...setup, players: players + 1 }).state
    const bare = (matches: readonly Match[]) =>
      matches.map(({ number: _, readyAt, ...match }) => ({ ...match, isReady: readyAt !== null }))

    expect([...stepFaults(before, director.state), ...stateFaults(director.state)]).toEqual([])
    expect(bare(director.state.matches)).toEqual(bare(drawn.matches))
    expect(playOut(director, () => 'a').tournament.status).toBe('completed')
  }
})
