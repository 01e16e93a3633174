import { describe, expect, test } from 'bun:test'
import type { Rows } from '../../engine/rows.ts'
import { playedRows } from '../testing/fixture.ts'
import { freeTables, nextStep, waiting } from './next-step.ts'

const played = (racks: number, players = 8) => playedRows({ type: 'single_elimination', players, racks })
const as = (rows: Rows, status: Rows['t']['status'], more: Partial<Rows['t']> = {}): Rows => ({
  ...rows,
  t: { ...rows.t, status, ...more },
})
const undrawn = (rows: Rows): Rows => ({
  ...rows,
  s: Object.fromEntries(Object.entries(rows.s).map(([id, stage]) => [id, { ...stage, status: 'planned' as const }])),
  m: {},
})
const press = (rows: Rows) => nextStep(rows).press?.writes.map(({ action }) => action)

describe('before play', () => {
  test('a draft is opened', () => {
    expect(press(as(undrawn(played(0)), 'draft'))).toEqual(['open'])
  })

  test('players, then the draw, or check-in where there is one', () => {
    const rows = as(undrawn(played(0)), 'registration')

    expect(press(rows)).toEqual(['draw'])
    expect(press(as(rows, 'registration', { checkIn: true }))).toEqual(['check-in'])
    expect(nextStep({ ...rows, p: {} }).at).toBe('players')
  })

  test('check-in is closed and the draw made in one press', () => {
    const rows = as(undrawn(played(0)), 'check_in', { checkIn: true })

    expect(press(rows)).toEqual(['close-check-in', 'draw'])
    expect(nextStep(rows).words).toBe('0 of 8 have checked in. Who has not is marked as not appeared (8).')
  })

  test('a drawn event is started', () => {
    expect(press(as(played(0), 'registration'))).toEqual(['start'])
  })
})

describe('in play', () => {
  test('ready matches go to free tables', () => {
    const rows = played(0)

    expect([waiting(rows).length, freeTables(rows).length]).toEqual([4, 12])
    expect(nextStep(rows)).toMatchObject({ at: 'tables', words: '4 matches are ready and 12 tables are free.' })
  })

  test('without tables the next thing is a table', () => {
    expect(nextStep({ ...played(0), tb: {} }).words).toBe('Open a table to play on.')
  })

  test('a paused event is resumed', () => {
    expect(press(as(played(3), 'paused'))).toEqual(['resume'])
  })

  test('when all is played the event is completed, and the winner named', () => {
    const rows = played(Infinity)

    expect(press(as(rows, 'active'))).toEqual(['complete'])
    expect(nextStep(as(rows, 'active')).words).toMatch(/^Every match is played\. 1st Player \d+, 2nd Player \d+\.$/)
    expect(nextStep(rows).press).toBeUndefined()
  })
})
