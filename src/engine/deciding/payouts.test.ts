import { expect, test } from 'bun:test'
import { fold, fromSnapshot, toSnapshot } from '../fold.ts'
import { betterSeed, type Director, playOut, playerId, registered, started } from '../laws/director.ts'
import { type PayoutRules, freeEvent } from '../payouts.ts'
import { ops } from '../ops.ts'
import { standingsView } from '../view.ts'

const rules: PayoutRules = { ...freeEvent, entryFeeCents: 1000, basisPoints: [5000, 3000, 2000] }

/** Four players, played out by seed: places 1, 2, 3, 3. */
function ended(money: PayoutRules = rules): Director {
  const director = started({ type: 'single_elimination', players: 4 })
  director.does({ type: 'payouts.plan', rules: money })
  playOut(director, betterSeed(director.state))
  return director
}

const rowsOf = (director: Director) =>
  director.state.payouts?.rows.map(({ place, player, cents, status }) => `${place} ${player} ${cents} ${status}`)

test('payouts follow the final places, and ties share', () => {
  const director = ended()

  director.does({ type: 'payouts.compute' })

  expect(director.state.payouts?.totals).toEqual({ entries: 4, collectedCents: 4000, houseCents: 0, poolCents: 4000 })
  expect(rowsOf(director)).toEqual([
    '1 player-1 2000 pending',
    '2 player-2 1200 pending',
    '3 player-3 400 pending',
    '3 player-4 400 pending',
  ])
  expect(standingsView(director.state).placing.map((row) => row.payoutCents)).toEqual([2000, 1200, 400, 400])
})

test('computing again gives the same rows and keeps what is paid', () => {
  const director = ended()
  director.does({ type: 'payouts.compute' })
  director.does({ type: 'payout.pay', player: playerId(2) })
  const before = director.state.payouts

  director.does({ type: 'payouts.compute' })

  expect(director.state.payouts).toEqual(before)
  expect(fold(director.events)).toEqual(director.state)
  expect(fromSnapshot(JSON.parse(JSON.stringify(toSnapshot(director.state))))).toEqual(director.state)
})

test('money reaches no row that viewers get', () => {
  const director = ended()
  const before = director.state

  const after = director.does({ type: 'payouts.compute' })

  expect(ops(before, after)).toEqual([])
})

test('nothing is computed before the end, nor for a pool below zero', () => {
  const early = started({ type: 'single_elimination', players: 4 })
  expect(early.tries({ type: 'payouts.compute' })?.code).toBe('illegal_transition')

  const dear = ended({ ...rules, feesCents: 4001 })
  expect(dear.tries({ type: 'payouts.compute' })).toEqual({
    code: 'pool_negative',
    detail: 'House and fees take more than there is: the pool would be -0.01.',
  })
})

test('a pool of nothing is split among nobody', () => {
  for (const money of [freeEvent, { ...rules, feesCents: 4000 }]) {
    const director = ended(money)
    director.does({ type: 'payouts.compute' })
    expect(director.state.payouts).toMatchObject({ totals: { poolCents: 0 }, rows: [] })
  }
})

test('money that nobody may have is not split', () => {
  const director = started({ type: 'single_elimination', players: 2 })
  director.does({ type: 'payouts.plan', rules: { ...freeEvent, addedCents: 1 } })
  director.does({ type: 'player.disqualify', player: playerId(2) })
  director.does({ type: 'tournament.reopen', reason: 'a fight of two' })
  director.does({ type: 'player.disqualify', player: playerId(1) })

  expect(director.tries({ type: 'payouts.compute' })?.detail).toBe(
    'Nobody in Friday Open has a place that can be paid.',
  )
})

test('a payout that was made holds, though its player has changed places since', () => {
  const options = { criteria: ['points', 'rating'], scoring: { kind: 'open' }, draws: true } as const
  const director = started({ type: 'round_robin', players: 2, options, ratingOf: (number) => 500 - number })
  director.does({ type: 'payouts.plan', rules })
  director.does({ type: 'match.result', match: director.state.matches[0]?.id ?? ('' as never), scoreA: 1, scoreB: 1 })
  director.does({ type: 'payouts.compute' })
  const best = rowsOf(director)?.[0]
  director.does({ type: 'payout.pay', player: playerId(1) })
  director.does({ type: 'player.edit', player: playerId(2), edit: { rating: 600 } })

  expect(best).toBe('1 player-1 1250 pending')
  expect(director.tries({ type: 'payouts.compute' })).toMatchObject({
    code: 'payout_paid',
    detail: 'Player 1 has been paid 12.50; void that payout before computing again.',
  })
})

test('nothing is paid out where the tournament was cancelled', () => {
  const director = started({ type: 'single_elimination', players: 4 })
  director.does({ type: 'tournament.cancel' })

  expect(director.tries({ type: 'payouts.plan', rules })?.detail).toBe('Friday Open is cancelled; nothing is paid out.')
})

test('rules that cannot be are refused by name', () => {
  const director = registered({ type: 'single_elimination', players: 4 })
  const tries = (change: Partial<PayoutRules>) =>
    director.tries({ type: 'payouts.plan', rules: { ...rules, ...change } })

  expect(tries({ basisPoints: [6000, 3000, 1001] })).toMatchObject({ code: 'payout_over_pool', at: 'basisPoints' })
  expect(tries({ basisPoints: [] })).toMatchObject({ code: 'invalid_option', at: 'basisPoints' })
  expect(tries({ basisPoints: [5000.5] })).toMatchObject({ code: 'invalid_option', at: 'basisPoints' })
  expect(tries({ basisPoints: [5000, -1] })).toMatchObject({ code: 'invalid_option', at: 'basisPoints' })
  expect(tries({ entryFeeCents: -1 })).toMatchObject({ code: 'invalid_option', at: 'entryFeeCents' })
  expect(tries({ addedCents: 100_000_001 })).toMatchObject({ code: 'invalid_option', at: 'addedCents' })
  expect(tries({ houseBasisPoints: 10_001 })).toMatchObject({ code: 'invalid_option', at: 'houseBasisPoints' })
  expect(tries({ basisPoints: [5000, 5000] })).toBeNull()
})

test('rules hold up to their bounds, and not one beyond', () => {
  const director = registered({ type: 'single_elimination', players: 4 })
  const tries = (change: Partial<PayoutRules>) => {
    const problem = director.tries({ type: 'payouts.plan', rules: { ...rules, ...change } })
    return problem === null ? null : `${problem.code} ${problem.at}`
  }

  for (const name of ['entryFeeCents', 'addedCents', 'feesCents'] as const) {
    const bounds = [0, 100_000_000, -1, 100_000_001, 0.5].map((cents) => tries({ [name]: cents }))
    const bad = `invalid_option ${name}`
    expect(bounds).toEqual([null, null, bad, bad, bad])
  }
  const bad = 'invalid_option houseBasisPoints'
  expect([0, 10_000, -1, 10_001, 0.5].map((part) => tries({ houseBasisPoints: part }))).toEqual([
    null,
    null,
    bad,
    bad,
    bad,
  ])
  const shares = (count: number, part: number) => tries({ basisPoints: Array.from({ length: count }, () => part) })
  const badParts = 'invalid_option basisPoints'
  expect([shares(1, 10_000), shares(1, 10_001), shares(1, -1)]).toEqual([null, badParts, badParts])
  expect([shares(2, 0), tries({ basisPoints: [0, 1] })]).toEqual([badParts, null])
  expect([shares(1024, 9), shares(1025, 9)]).toEqual([null, badParts])
  expect([shares(2, 5000), shares(2, 5001)]).toEqual([null, 'payout_over_pool basisPoints'])
  expect(tries({ basisPoints: null })).toBeNull()
})

test('a payout is paid once, and taken back with a reason', () => {
  const director = ended()
  director.does({ type: 'payouts.compute' })
  const pay = { type: 'payout.pay', player: playerId(1) } as const
  director.does(pay)

  expect(director.tries(pay)?.code).toBe('illegal_transition')
  expect(director.tries({ type: 'payout.void', player: playerId(1), reason: ' ' })?.code).toBe('invalid_option')
  expect(director.tries({ type: 'payout.pay', player: playerId(9) })?.code).toBe('unknown_player')
  const payBack = { type: 'payout.void', player: playerId(1), reason: 'wrong envelope' } as const
  director.does(payBack)
  expect(director.tries(payBack)?.detail).toBe('The payout of 20.00 to Player 1 is voided already.')
  expect(director.tries(pay)?.code).toBe('illegal_transition')
  expect(standingsView(director.state).placing[0]?.payoutCents).toBeNull()
  director.does({ type: 'payouts.compute' })
  expect(rowsOf(director)?.[0]).toBe('1 player-1 2000 pending')
})

test('money that is out holds back new rules and a reopening', () => {
  const director = ended()
  director.does({ type: 'payouts.compute' })
  director.does({ type: 'payout.pay', player: playerId(1) })

  expect(director.tries({ type: 'payouts.plan', rules })).toEqual({
    code: 'payout_paid',
    detail: 'Player 1 has been paid 20.00; void that payout before the rules change.',
    at: 'player-1',
  })
  expect(director.tries({ type: 'tournament.reopen', reason: 'wrong score' })?.code).toBe('payout_paid')
  director.does({ type: 'payout.void', player: playerId(1), reason: 'wrong score' })
  director.does({ type: 'tournament.reopen', reason: 'wrong score' })
  expect(director.state.payouts).toEqual({ rules, totals: null, rows: [] })
})
