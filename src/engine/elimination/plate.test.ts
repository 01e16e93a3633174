import { describe, expect, test } from 'bun:test'
import { hasLeft } from '../lookup.ts'
import { isCompetitionRanking } from '../laws/checks.ts'
import { plateFaults } from '../laws/plate.ts'
import { chance, playOut, playerId, started } from '../laws/director.ts'
import { playAtRandom } from '../laws/random-play.ts'
import { rows } from '../ops.ts'
import type { State } from '../types.ts'
import { standingsView } from '../view.ts'
import { platePlaces } from './plate.ts'

const withPlate = (players: number, drawSeed = 1) =>
  started({ type: 'single_elimination', players, drawSeed, options: { mode: 'plate' } })

const places = (state: State) => {
  const [stage] = state.stages
  return stage === undefined ? new Map() : platePlaces(stage, state.matches)
}

describe('the plate', () => {
  test('takes the losers of round 1 and of first matches in round 2', () => {
    const { state, match } = { state: withPlate(6).state, match: (ref: string) => withPlate(6).match(ref) }

    expect(state.matches.map(({ ref }) => ref)).toEqual([
      'W1.2',
      'W1.4',
      'W2.1',
      'W2.2',
      'W3.1',
      'P1.1',
      'P1.2',
      'P2.1',
    ])
    expect(rows(state).m[match('P1.1').id]).toMatchObject({ labelA: 'Loser of W2.1', labelB: 'Loser of W1.4' })
  })

  test('is closed to one who had won before he lost', () => {
    const director = withPlate(6)
    director.wins('W1.2', 'a')
    director.wins('W2.1', 'a')

    expect(director.match('P1.1').slots[0]).toMatchObject({ player: null, dead: true })
    expect(director.match('P1.1').state).toBe('void')
    director.does({ type: 'match.undo', match: director.id('W2.1') })
    expect(director.match('P1.1').slots[0]).toMatchObject({ player: null, dead: false })
    director.wins('W2.1', 'b')
    expect(director.match('P1.1').slots[0]).toMatchObject({ player: playerId(1), dead: false })
  })

  test('keeps its player active, with his place in the main list decided', () => {
    const director = withPlate(4)
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'a')
    const player = () => director.state.players.find(({ id }) => id === playerId(4))
    expect(player()).toMatchObject({ status: 'active', place: 3 })

    director.wins('P1.1', 'b')
    expect(player()).toMatchObject({ status: 'eliminated', place: 3 })
  })

  test('has places of its own in the standings', () => {
    const director = withPlate(8)
    const state = playOut(director, () => 'a')
    const [stage] = standingsView(state).stages
    const list = stage?.rows.map(({ player, rank, platePlace }) => `${player.seed}: ${rank}, ${platePlace ?? '-'}`)

    expect(list?.toSorted()).toEqual([
      '1: 1, -',
      '2: 2, -',
      '3: 3, -',
      '4: 3, -',
      '5: 5, 2',
      '6: 5, 3',
      '7: 5, 3',
      '8: 5, 1',
    ])
  })

  test('places nobody before the first two rounds have shown who is in it', () => {
    const director = withPlate(8)
    for (const ref of ['W1.1', 'W1.2', 'W1.3', 'W1.4', 'P1.1', 'W2.1']) director.wins(ref, 'a')
    expect(places(director.state).size).toBe(0)

    director.wins('W2.2', 'a')
    expect([...places(director.state)]).toEqual([[playerId(6), 3]])
    director.wins('P1.2', 'b')
    director.wins('P2.1', 'b')
    expect(places(director.state).get(playerId(8))).toBe(2)
  })

  test('goes on for one who passed a match through, and is won by one who is alone in it', () => {
    const director = withPlate(6)
    for (const ref of ['W1.2', 'W1.4', 'W2.1', 'W2.2']) director.wins(ref, 'a')
    // 4 and 3 had won before they lost, so 5 and 6 meet in the last round without a match before it.
    expect(director.match('P2.1').slots.map(({ player }) => player)).toEqual([6, 5].map(playerId))
    expect(places(director.state).size).toBe(0)
    director.wins('P2.1', 'a')
    expect([...places(director.state)].toSorted()).toEqual([
      [playerId(5), 2],
      [playerId(6), 1],
    ])

    const alone = withPlate(3)
    for (const ref of ['W1.2', 'W2.1']) alone.wins(ref, 'a')
    expect([...places(alone.state)]).toEqual([[playerId(3), 1]])
  })

  test('of two players has no match', () => {
    expect(withPlate(2).state.matches.map(({ ref }) => ref)).toEqual(['W1.1'])
  })

  test('of random results holds exactly those who lost their first match, and ranks them all', () => {
    for (let players = 2; players <= 40; players++) {
      const luck = chance(players)
      const state = playOut(withPlate(players, players), () => luck.of(['a', 'b'] as const))
      const ranked = [...places(state)]

      expect(isCompetitionRanking(ranked.map(([, place]) => place))).toBe(true)
      expect(plateFaults(state)).toEqual([])
    }
  })

  test('ranks its players whoever leaves or forfeits', () => {
    for (let run = 0; run < 60; run++) {
      const director = withPlate(3 + (run % 12), run)
      playAtRandom(director, chance(run), { hasForfeits: true, whims: 20, watch: () => undefined })
      const inPlate = new Set(
        director.state.matches
          .filter(({ bracket }) => bracket === 'P')
          .flatMap(({ slots }) => slots.flatMap(({ player }) => player ?? [])),
      )
      const ranked = places(director.state)

      expect(isCompetitionRanking([...ranked.values()])).toBe(true)
      for (const player of inPlate) expect(ranked.has(player) || hasLeft(director.state, player)).toBe(true)
    }
  })
})
