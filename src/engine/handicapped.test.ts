import { describe, expect, test } from 'bun:test'
import { type Director, playOut, playerId, registered } from './laws/director.ts'
import type { StageOptions, StageType } from './types.ts'
import { bracketView } from './view.ts'

describe('a handicap', () => {
  const ratings = [700, 400, 600, null] as const

  function rated(type: StageType = 'single_elimination', options: Partial<StageOptions> = {}): Director {
    const scoring = { kind: 'race', raceTo: 7, handicap: 'fargo' } as const
    const director = registered({ type, players: 4, options: { scoring, ...options } })
    for (const [at, rating] of ratings.entries()) {
      if (rating !== null) director.does({ type: 'player.edit', player: playerId(at + 1), edit: { rating } })
    }
    const order = [1, 2, 3, 4].map(playerId)
    director.does({ type: 'stage.draw', stage: 1, order })
    director.does({ type: 'tournament.start' })
    return director
  }

  test('makes the race of two rated players fair, once both are there', () => {
    const director = rated()
    expect(director.match('W1.1').races).toEqual([7, 7])
    expect(director.match('W1.2').races).toEqual([2, 7])
    expect(director.match('W2.1').races).toEqual([7, 7])
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'b')

    // The published pair: 700 against 600 is a race of 7 against 4 at 55.9 %, of 7 against 3 at 37.7 %.
    expect(director.match('W2.1').races).toEqual([7, 4])
    expect(bracketView(director.state).rounds.at(-1)?.matches[0]?.races).toEqual([7, 4])
  })

  test('is frozen then: a later rating changes nothing, a match taken back does', () => {
    const director = rated()
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'b')
    director.does({ type: 'player.edit', player: playerId(3), edit: { rating: 700 } })
    expect(director.match('W2.1').races).toEqual([7, 4])

    director.does({ type: 'match.undo', match: director.id('W1.2') })
    expect(director.match('W2.1').races).toEqual([7, 7])
    director.wins('W1.2', 'b')
    expect(director.match('W2.1').races).toEqual([7, 7])
  })

  test('goes with the players of a correction', () => {
    const director = rated()
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'b')
    director.does({ type: 'match.correct', match: director.id('W1.2'), result: { scoreA: 2, scoreB: 0 } })
    expect(director.match('W2.1').races).toEqual([7, 2])
    director.does({ type: 'match.correct', match: director.id('W1.1'), result: { scoreA: 0, scoreB: 7 } })

    expect(director.match('W2.1')).toMatchObject({ state: 'ready', races: [7, 7] })
    expect(director.match('W2.1').plainRaces).toBeUndefined()
  })

  test('leaves a race alone that the director set', () => {
    const director = rated()
    director.does({ type: 'match.set_race', match: director.id('W2.1'), races: [6, 5] })
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'b')

    expect(director.match('W2.1').races).toEqual([6, 5])
  })

  test('does not make a race shorter than asked for', () => {
    const scoring = { kind: 'race', raceTo: 7, handicap: 'fargo', minRace: 5 } as const
    expect(rated('double_elimination', { scoring }).match('W1.2').races).toEqual([5, 7])
  })

  test('is asked for: without it ratings leave every race alone', () => {
    expect(rated('single_elimination', { scoring: { kind: 'race', raceTo: 7 } }).match('W1.2').races).toEqual([7, 7])
  })

  test('is that of a round robin as well', () => {
    const { matches } = rated('round_robin').state
    const between = (one: number, other: number) => {
      const match = matches.find(({ slots }) => [one, other].every((n) => slots.some((s) => s.player === playerId(n))))
      return match?.slots[0].player === playerId(one) ? match.races : match?.races?.toReversed()
    }
    expect(between(1, 3)).toEqual([7, 4])
    expect(between(1, 4)).toEqual([7, 7])
  })

  test('comes to its end', () => {
    expect(playOut(rated('double_elimination'), () => 'b').tournament.status).toBe('completed')
  })
})
