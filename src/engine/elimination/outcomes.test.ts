import { describe, expect, test } from 'bun:test'
import { pairingFaults } from '../laws/reseeding.ts'
import { type Director, betterSeed, chance, playOut, playerId, started } from '../laws/director.ts'
import { rows } from '../ops.ts'
import { matchView } from '../view.ts'

const reseeding = (players: number, thirdPlace = false) => {
  return started({ type: 'single_elimination', players, options: { reseed: true, thirdPlace } })
}

/** "1-4 2-3": seeds in the slots of a round, 0 for nobody yet. */
function seeds(director: Director, round: number): string {
  const of = (id: string | null) => director.state.players.find((player) => player.id === id)?.seed ?? 0
  const matches = director.state.matches.filter((match) => match.bracket === 'W' && match.round === round)
  return matches.map(({ slots: [a, b] }) => `${of(a.player)}-${of(b.player)}`).join(' ')
}

describe('reseeding', () => {
  test('pairs the best remaining seed with the worst, once the whole round is played', () => {
    const director = reseeding(8)
    director.wins('W1.1', 'b')
    director.wins('W1.2', 'b')
    director.wins('W1.3', 'a')
    expect(seeds(director, 2)).toBe('0-0 0-0')

    director.wins('W1.4', 'b')
    expect(seeds(director, 2)).toBe('2-8 5-6')
    expect(director.match('W2.1').state).toBe('ready')
  })

  test('says in words what an empty slot waits for', () => {
    const director = reseeding(8)
    const { state } = director
    const view = matchView(state, director.id('W2.1'))
    const row = rows(state).m[director.id('W3.1')]

    expect(view?.slots[0].source).toEqual({ kind: 'reseed', label: 'Reseeded after round 1' })
    expect(row?.labelB).toBe('Reseeded after round 2')
    expect(row?.winnerTo).toBeUndefined()
  })

  test('counts those with a bye in the first round', () => {
    const director = reseeding(6)
    expect(seeds(director, 1)).toBe('4-5 3-6')
    director.wins('W1.2', 'b')
    director.wins('W1.4', 'b')

    expect(seeds(director, 2)).toBe('1-6 2-5')
  })

  test('is taken back with any result of the round before', () => {
    const director = reseeding(4)
    director.wins('W1.1', 'b')
    const halfWay = rows(director.state)
    director.wins('W1.2', 'a')
    director.does({ type: 'match.undo', match: director.id('W1.2') })
    expect(rows(director.state)).toEqual(halfWay)

    director.wins('W1.2', 'b')
    expect(seeds(director, 2)).toBe('3-4')
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(seeds(director, 2)).toBe('0-0')
    director.wins('W1.1', 'a')
    expect(seeds(director, 2)).toBe('1-3')
  })

  test('stands once the next round has begun', () => {
    const director = reseeding(8)
    for (const ref of ['W1.1', 'W1.2', 'W1.3', 'W1.4']) director.wins(ref, 'a')
    director.racks('W2.2', 'a')

    expect(director.tries({ type: 'match.undo', match: director.id('W1.1') })).toMatchObject({
      code: 'later_play',
      detail: 'Match W2.2 (Player 2 v Player 3) has begun with a player from match W1.1; undo it first.',
    })
  })

  test('lets the best seeds through where a round lost both players', () => {
    const director = reseeding(8)
    director.does({ type: 'match.double_forfeit', match: director.id('W1.2') })
    for (const ref of ['W1.1', 'W1.3', 'W1.4']) director.wins(ref, 'a')

    expect(director.match('W2.1').state).toBe('void')
    expect(seeds(director, 2)).toBe('1-0 2-3')
    expect(director.state.players[0]).toMatchObject({ place: null, status: 'active' })
    director.wins('W2.2', 'b')
    expect(seeds(director, 3)).toBe('1-3')
  })

  test('keeps the place of one who leaves while he waits: he loses the next match he reaches', () => {
    const director = reseeding(4)
    director.wins('W1.1', 'a')
    director.does({ type: 'player.withdraw', player: playerId(1) })
    director.wins('W1.2', 'a')

    expect(director.match('W2.1').result).toEqual({ kind: 'walkover', winner: 'b' })
    expect(director.state.players.map((player) => player.place)).toEqual([2, 1, 3, 3])
  })

  test('ends a match at once whose players have both left while they waited', () => {
    const director = reseeding(8)
    for (const ref of ['W1.1', 'W1.2', 'W1.3']) director.wins(ref, 'a')
    for (const number of [1, 4]) director.does({ type: 'player.withdraw', player: playerId(number) })
    director.wins('W1.4', 'a')

    expect(seeds(director, 2)).toBe('1-4 2-3')
    const now = director.events.at(-1)?.at ?? ''
    const forfeit = { kind: 'double_forfeit', winner: null } as const
    expect(director.match('W2.1')).toMatchObject({ state: 'completed', result: forfeit, completedAt: now })
  })

  test('plays for third place between the losers of the semi-finals', () => {
    const director = reseeding(8, true)
    const state = playOut(director, betterSeed(director.state))

    expect(state.players.map((player) => player.place)).toEqual([1, 2, 3, 4, 5, 5, 5, 5])
  })

  test('is not touched by the match for third place, which can be taken back by itself', () => {
    const director = reseeding(4, true)
    for (const ref of ['W1.1', 'W1.2', 'W2.1']) director.wins(ref, 'a')
    const before = rows(director.state)
    director.wins('3P', 'a')
    director.does({ type: 'tournament.reopen', reason: 'a wrong score' })
    director.does({ type: 'match.undo', match: director.id('3P') })

    expect(rows(director.state).m).toEqual(before.m)
  })

  test('of random results always pairs best with worst', () => {
    for (const players of [2, 3, 5, 8, 13, 32, 64]) {
      const luck = chance(players)
      const state = playOut(reseeding(players), () => luck.of(['a', 'b'] as const))

      expect(pairingFaults(state)).toEqual([])
    }
  })
})
