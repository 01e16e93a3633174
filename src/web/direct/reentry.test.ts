import { expect, test } from 'bun:test'
import { playedRows } from '../testing/fixture.ts'
import { nextStep } from './next-step.ts'
import { awaitsDraw, mayReenter, reentryOf } from './reentry.ts'

const rowsAfter = (racks: number, mode: 're-entry' | 'plate' = 're-entry') =>
  playedRows({ type: 'single_elimination', players: 8, racks, options: { mode, thirdPlace: false } })

/** Racks that end round 1 and no more: the next would draw the rest. */
function lastOfRoundOne() {
  for (let racks = 0; racks < 40; racks++) {
    const rows = rowsAfter(racks)
    const stage = reentryOf(rows)
    if (stage !== undefined && awaitsDraw(rows, stage)) return rows
  }
  throw new Error('round 1 did not end')
}

test('losers of round 1 may come in again until the rest is drawn', () => {
  const rows = lastOfRoundOne()
  const may = Object.values(rows.p).filter((player) => mayReenter(rows, player))
  const losers = Object.values(rows.m).map((match) => (match.winner === 'a' ? match.playerB : match.playerA))

  expect(may.map(({ id }) => id).toSorted()).toEqual(losers.map((id) => id ?? ('' as never)).toSorted())
  expect(nextStep(rows)).toMatchObject({ at: 'players', press: { label: 'Draw the rest' } })
  expect(reentryOf(rowsAfter(60))).toBeUndefined()
})

test('nobody who has come in again already, and nobody while he still plays', () => {
  const rows = lastOfRoundOne()
  const [stage] = Object.values(rows.s)
  const first = Object.values(rows.p).find((player) => mayReenter(rows, player))
  if (stage === undefined || first === undefined) throw new Error('nobody lost')
  const again = { ...rows, s: { [stage.id]: { ...stage, reentered: [first.id] } } }

  expect(mayReenter(again, first)).toBe(false)
  const fresh = rowsAfter(0)
  expect(Object.values(fresh.p).some((player) => mayReenter(fresh, player))).toBe(false)
})

test('a plate has no re-entry', () => {
  expect(reentryOf(rowsAfter(0, 'plate'))).toBeUndefined()
})
