/** What a match says of its slots once it is over, and of the last rack before. */
import { expect, test } from 'bun:test'
import { report, tableOf } from '../laws/table-play.ts'
import { type Director, playerId, started } from '../laws/director.ts'
import type { MatchId } from '../types.ts'
import { matchView } from '../view.ts'

const outcomes = (director: Director, ref: string) => {
  const slots = matchView(director.state, director.id(ref))?.slots
  return slots?.map(({ player, score, outcome }) => [player?.id, score, outcome])
}

test('each slot has a win, a loss or a draw, and none before the end', () => {
  const director = tableOf(4)
  expect(outcomes(director, 'A-R1.1')).toEqual([
    [playerId(1), 0, null],
    [playerId(4), 0, null],
  ])

  report(director, '1-4 2:1 2-3 4:4')
  director.does({ type: 'match.double_forfeit', match: director.id('A-R2.1') })
  director.does({ type: 'match.walkover', match: director.id('A-R2.2'), winner: 'b' })

  expect(outcomes(director, 'A-R1.1')?.map(([, , outcome]) => outcome)).toEqual(['win', 'loss'])
  expect(outcomes(director, 'A-R1.2')).toEqual([
    [playerId(2), 4, 'draw'],
    [playerId(3), 4, 'draw'],
  ])
  expect(outcomes(director, 'A-R2.1')?.map(([, , outcome]) => outcome)).toEqual(['loss', 'loss'])
  expect(outcomes(director, 'A-R2.2')?.map(([, , outcome]) => outcome)).toEqual(['loss', 'win'])
})

test.each(['aabba', 'bbaab'])('a match is hill-hill while both need one rack, not after it: %s', (racks) => {
  const director = started({ type: 'single_elimination', players: 2 })
  const isHillHill = () => matchView(director.state, director.id('W1.1'))?.hillHill

  const seen = [...racks].map((winner) => {
    const before = isHillHill()
    director.racks('W1.1', winner)
    return before
  })
  expect([...seen, isHillHill()]).toEqual([false, false, false, false, true, false])
})

test('a match with open scoring is never hill-hill, whatever its score', () => {
  const director = started({ type: 'single_elimination', players: 2, options: { scoring: { kind: 'open' } } })

  expect(matchView(director.state, director.id('W1.1'))?.hillHill).toBe(false)
})

test('a slot names its seed, or the match it waits for', () => {
  const { state } = started({ type: 'single_elimination', players: 3 })
  const [first, final] = state.matches.map((match) => matchView(state, match.id)?.slots.map(({ source }) => source))

  expect(first).toStrictEqual([
    { kind: 'seed', seed: 2, label: 'Seed 2' },
    { kind: 'seed', seed: 3, label: 'Seed 3' },
  ])
  expect(final).toStrictEqual([
    { kind: 'seed', seed: 1, label: 'Seed 1' },
    { kind: 'winner', match: state.matches[0]?.id ?? ('' as MatchId), label: 'Winner of W1.2' },
  ])
})
