/** What cannot be taken back where players do not wait for each other's results. */
import { expect, test } from 'bun:test'
import { type Director, started } from '../laws/director.ts'

const race = { scoring: { kind: 'race', raceTo: 2 } } as const

test('a match comes back to its players only while they are at no other one', () => {
  const director = started({ type: 'round_robin', players: 4, options: race })
  const [played, next] = director.state.matches.filter(({ slots }) => slots.some((s) => s.player === 'player-1'))
  director.racks(played?.ref ?? '', 'aa')
  director.racks(next?.ref ?? '', 'a')
  const undo = { type: 'match.undo', match: director.id(played?.ref ?? '') } as const

  const refusal = director.tries(undo)
  expect(refusal?.code).toBe('player_busy')
  expect(refusal?.detail).toBe(`Player 1 is in match ${next?.ref}.`)

  director.racks(next?.ref ?? '', 'a')
  expect(director.tries(undo)).toBeNull()
  expect(director.match(played?.ref ?? '').state).toBe('active')
})

test('a match that only becomes ready again waits for nobody', () => {
  const director = started({ type: 'round_robin', players: 4, options: race })
  const [played, next] = director.state.matches.filter(({ slots }) => slots.some((s) => s.player === 'player-1'))
  director.wins(played?.ref ?? '', 'a')
  director.racks(next?.ref ?? '', 'a')

  expect(director.tries({ type: 'match.undo', match: director.id(played?.ref ?? '') })).toBeNull()
  expect(director.match(played?.ref ?? '').state).toBe('ready')
})

test('a bye is not taken back, corrected or played', () => {
  const chipPoints = { rounds: 2, finalsCount: 0 }
  const director: Director = started({ type: 'chip_points', players: 5, options: { chipPoints } })
  director.does({ type: 'round.draw', stage: 1 })
  const bye = director.state.matches.find((match) => match.result?.kind === 'bye')
  const match = bye?.id ?? director.id('C1')
  const says = `Match ${bye?.ref} is a bye; there is nothing to play.`

  const refusals = [
    director.tries({ type: 'match.undo', match }),
    director.tries({ type: 'match.correct', match, result: { scoreA: 3, scoreB: 0 } }),
    director.tries({ type: 'match.rack', match, winner: 'a' }),
  ]
  expect(refusals).toEqual(Array.from({ length: 3 }, () => ({ code: 'illegal_transition', detail: says, at: match })))
})
