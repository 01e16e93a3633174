import { describe, expect, test } from 'bun:test'
import { after, done, rack, result } from './laws/scenario.ts'
import { type Director, playerId, started } from './laws/director.ts'
import { rows } from './ops.ts'
import type { RaceScoring } from './types.ts'
import { matchesView, standingsView } from './view.ts'
import { isWonBy, winnerOf } from './race.ts'

const four = (scoring: Partial<RaceScoring>) => {
  return {
    type: 'single_elimination',
    players: 4,
    options: { scoring: { kind: 'race', raceTo: 5, ...scoring } },
  } as const
}
const ends = (director: Director, scoreA: number, scoreB: number) =>
  director.tries(result('W1.1', scoreA, scoreB)(director))?.code ?? null

describe('a race won by two', () => {
  const byTwo = { races: [7, 7], cap: 9 } as const

  test('goes on until one leads by two or has the cap', () => {
    const finals = []
    for (let a = 0; a <= 10; a++) for (let b = 0; b < a; b++) if (winnerOf(byTwo, [a, b])) finals.push(`${a}-${b}`)

    expect(finals.join(' ')).toBe('7-0 7-1 7-2 7-3 7-4 7-5 8-6 9-7 9-8')
    expect(winnerOf(byTwo, [6, 8])).toBe('b')
    expect(winnerOf({ races: [7, 7], cap: 8 }, [8, 7])).toBe('a')
    expect(isWonBy(byTwo, [7, 6], 'a')).toBe(false)
  })

  test('rack by rack ends where its result may', () => {
    const director = started(four({ raceTo: 3, winBy2: true, cap: 5 }))
    director.racks('W1.1', 'ababab')
    expect(director.match('W1.1')).toMatchObject({ state: 'active', scores: [3, 3], cap: 5 })
    director.racks('W1.1', 'ab')
    expect(matchesView(director.state).matches[0]).toMatchObject({ hillHill: true, cap: 5 })
    director.racks('W1.1', 'b')

    expect(director.match('W1.1')).toMatchObject({ state: 'completed', scores: [4, 5], result: { winner: 'b' } })
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(director.match('W1.1')).toMatchObject({ state: 'active', scores: [4, 4] })
  })

  test('is entered as a whole by the same rule, with 100 racks at most if nothing else is said', () => {
    const director = started(four({ winBy2: true }))
    expect(ends(director, 5, 4)).toBe('illegal_score')
    expect(ends(director, 8, 5)).toBe('illegal_score')
    expect(director.match('W1.1').cap).toBe(100)
    expect(ends(director, 8, 6)).toBeNull()
  })

  test('says in words what it is', () => {
    const director = started(four({ winBy2: true, cap: 7 }))
    expect(director.tries(result('W1.1', 5, 4)(director))?.detail).toBe(
      'Match W1.1 (Player 1 v Player 4) is a race to 5, won by two or with 7 racks; it cannot end 5-4.',
    )
    const uneven = { type: 'match.set_race', match: director.id('W1.1'), races: [4, 3] } as const
    expect(director.tries(uneven)?.detail).toBe(
      'Match W1.1 (Player 1 v Player 4) is won by two: both sides race to the same, below 7.',
    )
  })
})

describe('racks on the wire', () => {
  const wired = after(four({}), (director) =>
    director.does({ type: 'match.set_race', match: director.id('W1.1'), races: [5, 5], start: [0, 2] }),
  )

  test('are the score to begin with, and are nobody’s racks', () => {
    const director = wired()
    expect(rows(director.state).m[director.id('W1.1')]).toMatchObject({ startA: 0, startB: 2, scoreB: 2 })
    director.racks('W1.1', 'bab')
    expect(director.match('W1.1').scores).toEqual([1, 4])
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(director.match('W1.1').scores).toEqual([1, 3])
    director.racks('W1.1', 'bb')

    const row = standingsView(director.state).stages[0]?.rows.find(({ player }) => player.id === playerId(4))
    expect(director.match('W1.1').result?.winner).toBe('b')
    expect(row).toMatchObject({ racksFor: 3, racksAgainst: 1 })
  })

  test('are in every score that may be entered', () => {
    const director = wired()
    expect(ends(director, 5, 1)).toBe('illegal_score')
    expect(ends(director, 5, 2)).toBeNull()
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(director.match('W1.1')).toMatchObject({ state: 'ready', scores: [0, 2] })
  })

  test('are fewer than the race, and frozen with it', () => {
    const director = wired()
    const set = { type: 'match.set_race', match: director.id('W1.1'), races: [5, 5] } as const
    for (const start of [
      [5, 0],
      [-1, 0],
      [0.5, 0],
    ] as const) {
      expect(director.tries({ ...set, start })?.code).toBe('invalid_option')
    }
    director.does({ ...set, start: [0, 0] })
    expect(director.match('W1.1').start).toBeUndefined()
    done(rack('W1.1'))(director)
    expect(director.tries({ ...set, start: [1, 0] })?.code).toBe('race_frozen')
  })
})
