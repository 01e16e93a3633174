/** Members of views and rows that only some formats have: chips, queues, draws, slots that wait, money. */
import { describe, expect, test } from 'bun:test'
import { playerId, registered, started, tableId } from '../laws/director.ts'
import { rows } from '../ops.ts'
import { matchesView, playersView, tournamentView } from '../view.ts'
import { chipStandingsView } from './chips.ts'
import { payoutsView } from './payouts.ts'
import { tableView } from './tables.ts'

const chipLives = { startChips: 3, tables: 1 }
const evening = () => started({ type: 'chip_lives', players: 3, options: { chipLives } })

describe('chips', () => {
  test('a row holds chips, those of the start, the streak and who waits', () => {
    const director = evening()
    director.wins('C1', 'b')
    const [stage] = chipStandingsView(director.state).stages

    expect(stage).toMatchObject({ stage: 1, type: 'chip_lives', name: 'Main draw', status: 'active' })
    expect(stage?.queue).toEqual([{ id: playerId(1), name: 'Player 1', seed: 1, rating: null }])
    expect(stage?.rows[0]).toEqual({
      rank: 1,
      tied: true,
      player: { id: playerId(2), name: 'Player 2', seed: 2, rating: null },
      state: 'active',
      chips: 3,
      startChips: 3,
      streak: 1,
      played: 1,
      won: 1,
      lost: 0,
      place: null,
    })
    expect(stage?.rows.map(({ chips, startChips, streak }) => [chips, startChips, streak])).toEqual([
      [3, 3, 1],
      [3, 3, 0],
      [2, 3, 0],
    ])
  })

  test('there are none before the draw, nor in other formats', () => {
    const waiting = registered({ type: 'chip_lives', players: 3, options: { chipLives } })

    expect(chipStandingsView(waiting.state).stages).toEqual([])
    expect(playersView(waiting.state).players[0]?.chips).toBeNull()
    expect(playersView(evening().state).players[0]?.chips).toBe(3)
  })

  test('the row of the stage names the queue, and the slots of a match come from it', () => {
    const { state } = evening()
    const [stage] = Object.values(rows(state).s)
    const [match] = matchesView(state).matches

    expect(stage?.queue).toEqual([playerId(3)])
    expect(match?.slots[0].source).toEqual({ kind: 'queue', label: 'Queue' })
  })
})

test('the slots of a round that is seeded anew say so while they wait', () => {
  const { state } = started({ type: 'single_elimination', players: 4, options: { reseed: true } })
  const final = matchesView(state).matches.find(({ ref }) => ref === 'W2.1')

  expect(final?.slots.map(({ source }) => source)).toEqual([
    { kind: 'reseed', label: 'Reseeded after round 1' },
    { kind: 'reseed', label: 'Reseeded after round 1' },
  ])
})

test('a draw is one for both sides, a double forfeit a loss for both', () => {
  const options = { scoring: { kind: 'open' }, draws: true } as const
  const director = started({ type: 'round_robin', players: 3, options })
  const [one, two] = director.state.matches
  director.does({ type: 'match.result', match: director.id(one?.ref ?? ''), scoreA: 2, scoreB: 2 })
  director.does({ type: 'match.double_forfeit', match: director.id(two?.ref ?? '') })
  const outcomes = matchesView(director.state).matches.map(({ slots }) => slots.map(({ outcome }) => outcome))

  expect(outcomes.slice(0, 2)).toEqual([
    ['draw', 'draw'],
    ['loss', 'loss'],
  ])
})

test('a row says that a match is for the stream, and nothing where it is not', () => {
  const director = started({ type: 'single_elimination', players: 4 })
  director.does({ type: 'match.tag', match: director.id('W1.1'), stream: true })
  const streams = Object.values(rows(director.state).m).map(({ stream }) => stream)

  expect(streams).toEqual([true, undefined, undefined])
})

test('the rest between matches is a number, nought where none is asked for', () => {
  const plain = registered({ type: 'single_elimination', players: 2 })
  const rested = registered({ type: 'single_elimination', players: 2, tournament: { minRest: 15 } })

  expect(tournamentView(plain.state).minRest).toBe(0)
  expect(tournamentView(rested.state).minRest).toBe(15)
})

test('one table is a row of the board, and nothing where it is not open', () => {
  const director = started({ type: 'single_elimination', players: 4, tables: 1 })
  director.does({ type: 'match.assign', match: director.id('W1.2'), table: tableId(1) })

  expect(tableView(director.state, tableId(1))).toMatchObject({
    table: { id: tableId(1), label: '1', stream: false },
    state: 'in_use',
    match: { label: 'W1.2' },
    next: null,
  })
  expect(tableView(director.state, tableId(2))).toBeUndefined()
})

test('prize money is nothing until rules are given, then a row for each place', () => {
  const director = started({ type: 'single_elimination', players: 2 })
  const free = { entryFeeCents: 0, houseBasisPoints: 0, addedCents: 0, feesCents: 0, basisPoints: null }
  expect(payoutsView(director.state)).toMatchObject({ rules: free, totals: null, rows: [] })

  const rules = { ...free, entryFeeCents: 1000, basisPoints: [10_000] }
  director.does({ type: 'payouts.plan', rules })
  director.wins('W1.1', 'b')
  director.does({ type: 'payouts.compute' })
  const view = payoutsView(director.state)

  expect(view.rules).toEqual(rules)
  expect(view.totals).toEqual({ entries: 2, collectedCents: 2000, houseCents: 0, poolCents: 2000 })
  expect(view.rows).toEqual([
    {
      place: 1,
      player: { id: playerId(2), name: 'Player 2', seed: 2, rating: null },
      cents: 2000,
      status: 'pending',
    },
  ])
})
