import { expect, test } from 'bun:test'
import { playedRows } from '../testing/fixture.ts'
import { type Impact, type ImpactItem, impactHeading, impactOf, impactWords } from './correction.ts'

const rows = playedRows({ type: 'single_elimination', players: 2, racks: 0, names: ['Anna', 'Ben'] })
const match = Object.keys(rows.m)[0] ?? ''
const item = (more: Partial<ImpactItem>): ImpactItem => ({ match, ref: 'W1.1', racks: 0, change: 'void', ...more })
const impact = (more: Partial<Impact>): Impact => ({ items: [], cascadeIds: [], ...more })

test('each match says what happens to it', () => {
  expect(impactWords(rows, item({ racks: 3 }))).toBe(
    'Match 1, Anna against Ben: 3 racks are lost, and it is played anew.',
  )
  expect(impactWords(rows, item({}))).toBe('Match 1, Anna against Ben: its result is lost, and it is played anew.')
  expect(impactWords(rows, item({ change: 'swap' }))).toBe('Match 1, Anna against Ben: gets another player.')
})

test('who is not known yet is not named', () => {
  const open = Object.values(rows.m)[0]
  if (!open) throw new Error('no match')
  const { playerA: _, ...half } = open
  const { playerB: _b, ...nobody } = half
  const words = (shown: typeof half) =>
    impactWords({ ...rows, m: { [match]: shown as typeof open } }, item({ change: 'swap' }))

  expect(words(half)).toBe('Match 1 with Ben: gets another player.')
  expect(words(nobody as typeof half)).toBe('Match 1: gets another player.')
})

test('a stage that is drawn anew is called by its name', () => {
  const words = impactWords(rows, item({ match: null, ref: 'Finals', change: 'undraw' }))

  expect(words).toBe('Finals: its draw is taken back, and it is drawn anew.')
})

test('the heading counts what else changes', () => {
  const undraw = item({ match: null, change: 'undraw' })

  expect(impactHeading(impact({}))).toBe('Nothing else changes.')
  expect(impactHeading(impact({ items: [item({})] }))).toBe('This changes 1 other match:')
  expect(impactHeading(impact({ items: [undraw] }))).toBe('This changes 1 draw:')
  expect(impactHeading(impact({ items: [item({}), item({}), undraw] }))).toBe(
    'This changes 2 other matches and 1 draw:',
  )
})

test('a refusal of another kind has no impact', () => {
  const problem = { status: 422, code: 'illegal_score', words: '', errors: [] }

  expect(impactOf({ ...problem, body: {} })).toBeNull()
  expect(impactOf({ ...problem, body: { impact: { items: [] } } })).toBeNull()
  expect(impactOf({ ...problem, body: { impact: impact({}) } })).toEqual(impact({}))
})
