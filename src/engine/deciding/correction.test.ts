/** Which corrections are refused, in which words, and what one means where nobody is sent on. */
import { describe, expect, test } from 'bun:test'
import type { CorrectedResult, Problem } from '../messages.ts'
import { type Director, finalOf, newTournament, playOut, playerId, started } from '../laws/director.ts'
import type { MatchId } from '../types.ts'
import { standingsView } from '../view.ts'

const four = { type: 'single_elimination', players: 4 } as const

function corrects(
  director: Director,
  ref: string,
  result: CorrectedResult,
  cascade?: readonly MatchId[],
): Problem | null {
  const command = { type: 'match.correct', match: director.id(ref), result } as const
  return director.tries(cascade === undefined ? command : { ...command, cascade })
}
const b31 = { scoreA: 1, scoreB: 3 }

describe('a correction is refused', () => {
  test('where there is no result yet, or never will be', () => {
    const director = started(four)
    expect(corrects(director, 'W1.1', b31)?.detail).toBe('Match W1.1 (Player 1 v Player 4) has not begun.')
    expect(corrects(director, 'W2.1', b31)?.code).toBe('match_not_ready')
    director.racks('W1.1', 'a')
    expect(corrects(director, 'W1.1', b31)?.detail).toBe('Match W1.1 (Player 1 v Player 4) is being played.')
    director.does({ type: 'match.double_forfeit', match: director.id('W1.1') })
    expect(corrects(director, 'W2.1', b31)).toMatchObject({
      code: 'match_not_ready',
      detail: 'Match W2.1 is not played: a player is missing for good.',
    })
  })

  test('while the event stands still or is over', () => {
    const director = started(four)
    director.wins('W1.1', 'a')
    director.does({ type: 'tournament.pause' })
    expect(corrects(director, 'W1.1', b31)?.detail).toBe('Friday Open is paused; resume it first.')
    director.does({ type: 'tournament.resume' })
    playOut(director, () => 'a')
    expect(corrects(director, 'W2.1', b31)?.detail).toBe('Friday Open is completed; reopen it first.')
  })

  test('with a score that the race cannot have', () => {
    const director = started(four)
    director.wins('W1.1', 'a')

    expect(corrects(director, 'W1.1', { scoreA: 3, scoreB: 3 })?.code).toBe('illegal_score')
    expect(corrects(director, 'W1.1', { scoreA: 3, scoreB: 1, decider: 'a' })?.code).toBe('decider_not_allowed')
  })

  test('until exactly what it voids is named', () => {
    const director = started(four)
    for (const ref of ['W1.1', 'W1.2']) director.wins(ref, 'a', 1)
    director.racks('W2.1', 'a')
    const [other, final] = [director.id('W1.2'), director.id('W2.1')]

    const asked = corrects(director, 'W1.1', b31)
    expect(asked?.detail).toBe(
      'Match W1.1 (Player 1 v Player 4) ended 3-1, and play went on: the correction voids 1 match (W2.1). ' +
        'Confirm exactly this to go on.',
    )
    expect(corrects(director, 'W1.1', b31, [])?.code).toBe('cascade_required')
    expect(corrects(director, 'W1.1', b31, [other])?.detail).toBe(
      'The correction of match W1.1 voids W2.1; the list to be confirmed is another.',
    )
    expect(corrects(director, 'W1.1', b31, [final, other])?.code).toBe('cascade_mismatch')
    expect(corrects(director, 'W1.1', { scoreA: 3, scoreB: 0 }, [final])?.detail).toBe(
      'The correction of match W1.1 voids no other match; leave the cascade out.',
    )
    expect(corrects(director, 'W1.1', b31, [final])).toBeNull()
  })

  test('in few words where much is voided', () => {
    const director = started({ type: 'double_elimination', players: 8 })
    for (const ref of [
      'W1.1',
      'W1.2',
      'W1.3',
      'W1.4',
      'W2.1',
      'W2.2',
      'L1.1',
      'L1.2',
      'L2.1',
      'L2.2',
      'W3.1',
      'L3.1',
    ]) {
      director.wins(ref, 'a')
    }

    expect(corrects(director, 'W1.1', b31)?.detail).toContain(
      'voids 6 matches (W2.1, W3.1, L1.1, L2.1, L2.2, L3.1). Confirm',
    )
    director.wins('L4.1', 'a')
    expect(corrects(director, 'W1.1', b31)?.detail).toContain(
      'voids 7 matches (W2.1, W3.1, L1.1, L2.1, L2.2 and 2 more). Confirm',
    )
  })

  test('while money is out that was paid for the places it changes', () => {
    const director = started(four)
    const rules = { entryFeeCents: 1000, houseBasisPoints: 0, addedCents: 0, feesCents: 0, basisPoints: [10_000] }
    director.does({ type: 'payouts.plan', rules })
    playOut(director, () => 'a')
    director.does({ type: 'payouts.compute' })
    const player = playerId(1)
    director.does({ type: 'payout.pay', player })

    expect(director.tries({ type: 'tournament.reopen', reason: 'slip' })?.code).toBe('payout_paid')
    director.does({ type: 'payout.void', player, reason: 'slip' })
    director.does({ type: 'tournament.reopen', reason: 'slip' })
    expect(corrects(director, 'W2.1', b31)).toBeNull()
    director.does({ type: 'payouts.compute' })
    expect(director.state.payouts?.rows.map((row) => [row.player, row.status])).toEqual([[playerId(2), 'pending']])
  })
})

describe('a correction in a table', () => {
  test('moves points and nothing else', () => {
    const director = started({ type: 'round_robin', players: 3 })
    const before = playAll(director)
    const match = before.find(({ slots }) => slots.every(({ player }) => player !== playerId(3)))
    const winner = match?.slots[0].player === playerId(1) ? 'b' : 'a'
    expect(points(director)).toEqual({ 'Player 1': 2, 'Player 2': 1, 'Player 3': 0 })
    director.does({ type: 'tournament.reopen', reason: 'slip' })
    if (match !== undefined) {
      director.does({ type: 'match.correct', match: match.id, result: finalOf(match, winner, 2) })
    }

    expect(points(director)).toEqual({ 'Player 1': 1, 'Player 2': 2, 'Player 3': 0 })
    const slots = (matches: typeof before) => matches.map((one) => one.slots)
    expect(slots(director.state.matches)).toEqual(slots(before))
    expect(director.state.tournament.status).toBe('completed')
  })

  test('may make a draw of a win where draws are allowed', () => {
    const options = { scoring: { kind: 'open' }, draws: true } as const
    const director = started({ type: 'round_robin', players: 3, options })
    const [match] = playAll(director)
    director.does({ type: 'tournament.reopen', reason: 'slip' })
    const result = { scoreA: 4, scoreB: 4 }
    if (match !== undefined) director.does({ type: 'match.correct', match: match.id, result })

    expect(director.state.matches[0]?.result).toEqual({ kind: 'played', winner: null })
  })
})

test('a correction that would only seed the next stage otherwise leaves a draw that has begun', () => {
  const from = { stage: 1, ranks: 1, draw: 'seeded' } as const
  const groups = { count: 2, method: 'snake' } as const
  const stages = [
    ...newTournament('round_robin', { groups }).stages,
    ...newTournament('single_elimination', { from }).stages,
  ]
  const director = started({ type: 'round_robin', players: 4, tournament: { type: 'multi_stage', stages } })
  const [one, other] = director.state.matches
  if (one === undefined || other === undefined) throw new Error('a match to each group')
  director.wins(one.ref, 'a', 0)
  director.wins(other.ref, 'a', 1)
  director.does({ type: 'stage.draw', stage: 2 })
  const correct = { type: 'match.correct', match: one.id, result: { scoreA: 3, scoreB: 2 } } as const
  expect(director.tries(correct)?.code).toBe('cascade_required')

  const drawn = director.state.stages[1]?.order
  director.does({ type: 'match.rack', match: director.state.matches.at(-1)?.id ?? one.id, winner: 'a' })

  expect(director.tries(correct)).toBeNull()
  expect(director.state.stages[1]?.order).toEqual(drawn)
})

function playAll(director: Director) {
  return playOut(director, ({ slots: [a, b] }) => ((a.player ?? '') < (b.player ?? '') ? 'a' : 'b')).matches
}

function points(director: Director) {
  const rows = standingsView(director.state).stages[0]?.rows ?? []
  return Object.fromEntries(rows.map((row) => [row.player?.name, row.points]))
}
