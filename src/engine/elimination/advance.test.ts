/** How players move through a bracket when somebody is missing, and what a correction calls home. */
import { describe, expect, test } from 'bun:test'
import { type Director, playerId, started, tableId } from '../laws/director.ts'
import type { Command } from '../messages.ts'
import type { Match } from '../types.ts'

const single = (players: number, thirdPlace = false) =>
  started({ type: 'single_elimination', players, options: { thirdPlace }, tables: 2 })
const double = (players: number) => started({ type: 'double_elimination', players, tables: 2 })

/** Numbers of the players in the slots of a match; 0 for an empty one, -1 for a dead one. */
function inSlots(match: Match): number[] {
  return match.slots.map((slot) => (slot.dead ? -1 : Number(slot.player?.split('-')[1] ?? 0)))
}

function places(director: Director): (number | null)[] {
  return director.state.players.map((player) => player.place)
}

function on(director: Director, type: 'match.undo' | 'match.double_forfeit', ref: string): void {
  director.does({ type, match: director.id(ref) } satisfies Command)
}

const withdraw = (director: Director, number: number) =>
  director.does({ type: 'player.withdraw', player: playerId(number) })

describe('advancing', () => {
  test('winner and loser go where the bracket says', () => {
    const director = double(4)
    director.wins('W1.1', 'a')

    expect(inSlots(director.match('W2.1'))).toEqual([1, 0])
    expect(inSlots(director.match('L1.1'))).toEqual([4, 0])
    expect(director.match('W2.1').state).toBe('locked')
  })

  test('the losers-side player who wins the first final meets the same opponent again', () => {
    const director = double(2)
    director.wins('W1.1', 'a')
    director.wins('GF1', 'b')

    expect(director.match('GF2').state).toBe('ready')
    expect(inSlots(director.match('GF2'))).toEqual([1, 2])
    director.wins('GF2', 'b')
    expect(places(director)).toEqual([2, 1])
  })

  test('the winners-side player who wins the first final ends it', () => {
    const director = double(2)
    director.wins('W1.1', 'b')
    director.wins('GF1', 'a')

    expect(director.match('GF2').state).toBe('void')
    expect(director.state.tournament.status).toBe('completed')
    expect(places(director)).toEqual([2, 1])
  })

  test('the loser of a reset final is second', () => {
    const director = double(3)
    director.wins('W1.2', 'a')
    director.wins('W2.1', 'a')
    director.wins('L2.1', 'b')
    director.wins('GF1', 'b')
    director.wins('GF2', 'a')

    expect(places(director)).toEqual([1, 2, 3])
    expect(director.state.players.map((player) => player.status)).toEqual(['finished', 'eliminated', 'eliminated'])
  })
})

describe('nobody comes', () => {
  test('after a double forfeit the next opponent passes without a match', () => {
    const director = single(4)
    on(director, 'match.double_forfeit', 'W1.1')
    director.wins('W1.2', 'b')

    expect(director.match('W2.1').state).toBe('void')
    expect(inSlots(director.match('W2.1'))).toEqual([-1, 3])
    expect(places(director)).toEqual([2, 2, 1, 2])
    expect(director.state.tournament.status).toBe('completed')
  })

  test('a double forfeit on the winners side removes both, placed as losers of that round', () => {
    const director = double(8)
    for (const ref of ['W1.1', 'W1.2', 'W1.3', 'W1.4']) director.wins(ref, 'a')
    on(director, 'match.double_forfeit', 'W2.1')

    // Out with those who lose in losers round 2: four players are left above them.
    expect(places(director).filter((place) => place !== null)).toEqual([4, 4])
    expect(director.match('W3.1').state).toBe('void')
    expect(inSlots(director.match('L2.2'))).toEqual([0, -1])
  })

  test('a winners final that both forfeit crowns the losers-side champion', () => {
    const director = double(8)
    for (const ref of ['W1.1', 'W1.2', 'W1.3', 'W1.4', 'W2.1', 'W2.2']) director.wins(ref, 'a')
    on(director, 'match.double_forfeit', 'W3.1')
    for (const ref of ['L1.1', 'L1.2', 'L2.1', 'L2.2', 'L3.1']) director.wins(ref, 'b')

    // Both leave after the loser of L3.1, who is fourth, and before the champion.
    const [champion, loser] = [director.match('L3.1').slots[1].player, director.match('L3.1').slots[0].player]
    const placeOf = (id: string | null) => director.state.players.find((player) => player.id === id)?.place
    expect([placeOf(champion), placeOf(loser)]).toEqual([1, 4])
    expect(places(director).slice(0, 2)).toEqual([2, 2])
    expect(director.match('L4.1').state).toBe('void')
  })

  test('a final that both forfeit has no winner above the two', () => {
    const director = single(3)
    director.wins('W1.2', 'a')
    on(director, 'match.double_forfeit', 'W2.1')

    expect(places(director)).toEqual([1, 1, 3])
    expect(director.state.players.map((player) => player.status)).toEqual(['eliminated', 'eliminated', 'eliminated'])
  })
})

describe('third place', () => {
  test('is a walkover when one semi-final loser has left', () => {
    const director = single(4, true)
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'a')
    withdraw(director, 4)

    expect(director.match('3P').result).toEqual({ kind: 'walkover', winner: 'b' })
    expect(places(director)).toEqual([null, null, 3, 4])
  })

  test('is void when both have left, and they share place 3', () => {
    const director = single(4, true)
    director.wins('W1.1', 'a')
    withdraw(director, 4)
    withdraw(director, 2)

    expect(director.match('3P').state).toBe('void')
    expect(director.match('W1.2').result).toEqual({ kind: 'walkover', winner: 'b' })
    expect(places(director)).toEqual([null, 3, null, 3])
  })
})

describe('leaving', () => {
  test('the opponent of one who leaves wins, by walkover before the start and by retirement after', () => {
    const director = single(4)
    withdraw(director, 1)
    director.racks('W1.2', 'ab')
    withdraw(director, 2)

    expect(director.match('W1.1').result).toEqual({ kind: 'walkover', winner: 'b' })
    expect(director.match('W1.1').scores).toEqual([0, 3])
    expect(director.match('W1.2').result).toEqual({ kind: 'retired', winner: 'b' })
    expect(director.match('W1.2').scores).toEqual([1, 1])
    expect(inSlots(director.match('W2.1'))).toEqual([4, 3])
  })

  test('in a double elimination he takes both losses, the second as soon as his opponent is known', () => {
    const director = double(4)
    withdraw(director, 1)
    expect(inSlots(director.match('L1.1'))).toEqual([1, 0])
    director.wins('W1.2', 'a')

    expect(director.match('L1.1').result).toEqual({ kind: 'walkover', winner: 'b' })
    expect(places(director)[0]).toBe(4)
  })

  test('he does not pass through a slot that stays empty', () => {
    const director = single(8)
    director.wins('W1.1', 'a')
    withdraw(director, 1)
    on(director, 'match.double_forfeit', 'W1.2')

    expect(director.match('W2.1').state).toBe('void')
    expect(director.match('W3.1').slots[0].dead).toBe(true)
    expect(director.state.players[0]?.status).toBe('withdrawn')
    // Out in round 2, after which only the winner of W2.2 is left.
    expect(places(director)[0]).toBe(2)
  })
})

describe('taking back', () => {
  test('players are called home from matches that have not begun, and tables are freed', () => {
    const director = single(4)
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'a')
    director.does({ type: 'match.assign', match: director.id('W2.1'), table: tableId(1) })
    on(director, 'match.undo', 'W1.2')

    expect(director.match('W2.1').state).toBe('locked')
    expect(director.match('W2.1').table).toBeNull()
    expect(inSlots(director.match('W2.1'))).toEqual([1, 0])
    expect(director.match('W1.2').state).toBe('ready')
    expect(places(director)).toEqual([null, null, null, 3])
  })

  test('a double forfeit taken back brings its void matches back', () => {
    const director = double(8)
    const before = director.state.matches
    on(director, 'match.double_forfeit', 'W1.1')
    expect(director.match('L1.1').state).toBe('void')
    on(director, 'match.undo', 'W1.1')

    expect(director.state.matches).toEqual(before)
  })

  test('a match that is void for another reason stays void', () => {
    const director = single(8)
    on(director, 'match.double_forfeit', 'W1.1')
    director.wins('W1.2', 'a')
    expect(inSlots(director.match('W3.1'))).toEqual([4, 0])
    on(director, 'match.undo', 'W1.2')

    expect(director.match('W2.1').state).toBe('void')
    expect(inSlots(director.match('W2.1'))).toEqual([-1, 0])
    expect(inSlots(director.match('W3.1'))).toEqual([0, 0])
  })

  test('a match lost by one who left is taken back with the result before it', () => {
    const director = double(4)
    withdraw(director, 1)
    director.wins('W1.2', 'a')
    on(director, 'match.undo', 'W1.2')

    expect(director.match('L1.1').state).toBe('locked')
    expect(inSlots(director.match('L1.1'))).toEqual([1, 0])
    expect(places(director)).toEqual([null, null, null, null])
  })

  test('a second final is locked again when the first is taken back', () => {
    const director = double(2)
    director.wins('W1.1', 'a')
    director.wins('GF1', 'b')
    on(director, 'match.undo', 'GF1')

    expect(director.match('GF2').state).toBe('locked')
    expect(inSlots(director.match('GF2'))).toEqual([0, 0])
  })
})
