import { describe, expect, test } from 'bun:test'
import { pointsDefaults } from '../../engine/chips/options.ts'
import { newTournament, playOut, registered, started } from '../../engine/laws/director.ts'
import { rows as rowsOf } from '../../engine/ops.ts'
import type { Rows } from '../../engine/rows.ts'
import type { StageOptions } from '../../engine/types.ts'
import { playedRows } from '../testing/fixture.ts'
import { chipPointsPlain, freeTables, nextStep, waiting } from './next-step.ts'

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

describe('from stage to stage', () => {
  test('the next stage is drawn, and lots help where the ranks are not final', () => {
    const stage = (name: string, options: Partial<StageOptions>, type: 'round_robin' | 'single_elimination') =>
      newTournament(type, options).stages.map((one) => ({ ...one, name }))
    const stages = [
      ...stage('Groups', {}, 'round_robin'),
      ...stage('Knockout', { from: { stage: 1, ranks: 2, draw: 'seeded' } }, 'single_elimination'),
    ]
    const director = registered({ type: 'round_robin', players: 4, tournament: { type: 'multi_stage', stages } })
    director.does({ type: 'stage.draw', stage: 1 })
    director.does({ type: 'tournament.start' })
    playOut(director, () => 'a')

    expect(nextStep(rowsOf(director.state))).toEqual({
      words: 'Knockout comes next.',
      press: {
        label: 'Draw Knockout',
        writes: [{ action: 'draw', body: { stage: 2 } }],
        remedy: {
          code: 'ranks_not_final',
          label: 'Draw lots',
          writes: [{ action: 'lot', body: { stage: 1 } }],
        },
      },
    })
  })

  test('rounds of chip points are drawn one by one, then the finals', () => {
    const chipPoints = { rounds: 2, finalsCount: 4, allowRematch: true }
    const director = started({ type: 'chip_points', players: 4, options: { chipPoints } })
    const step = () => nextStep(rowsOf(director.state))
    expect(step()).toMatchObject({
      words: 'The first round is to be drawn.',
      press: { label: 'Draw round 1', writes: [{ action: 'pair', body: { stage: 1 } }] },
    })

    director.does({ type: 'round.draw', stage: 1 })
    expect(step().words).toBe('Open a table to play on.')
    playOut(director, () => 'a')
    expect(step()).toMatchObject({ words: 'Round 1 of 2 is played.', press: { label: 'Draw round 2' } })

    director.does({ type: 'round.draw', stage: 1 })
    playOut(director, () => 'a')
    expect(step()).toMatchObject({
      words: 'All 2 rounds are played; the best 4 go on.',
      press: { label: 'Draw the finals', writes: [{ action: 'apply-finals-cutoff', body: { stage: 1 } }] },
    })

    expect(pointsDefaults).toMatchObject(chipPointsPlain)
    director.does({ type: 'finals.apply', stage: 1 })
    expect(step().press).toBeUndefined()
  })
})
