import { describe, expect, test } from 'bun:test'
import { chipFaults } from '../laws/chips.ts'
import { type Director, newPlayer, playerId, started, tableId } from '../laws/director.ts'
import { livesOptions } from './options.ts'
import { nextPair } from './queue.ts'
import { livesStandings } from './standings.ts'
import { talliesOf } from './tally.ts'
import type { ChipLivesOptions, PlayerId, Side, State } from '../types.ts'
import { standingsView } from '../view.ts'

function evening(players: number, chipLives: ChipLivesOptions = {}, tables = 0): Director {
  const scoring = { kind: 'race', raceTo: 1 } as const
  return started({ type: 'chip_lives', players, tables, options: { scoring, chipLives } })
}

const number = (id: PlayerId | null | undefined) => Number(id?.split('-')[1] ?? 0)
const queue = (state: State) => state.stages[0]?.chips?.queue.map(number)
const chips = (state: State) => state.players.map((player) => player.chips)
const open = (state: State) =>
  state.matches.flatMap((match) => {
    if (match.state === 'completed' || match.state === 'void') return []
    return [`${match.ref} ${match.slots.map((slot) => number(slot.player)).join('-')}`]
  })
const figures = { played: 0, won: 0, lost: 0, byes: 0, racksFor: 0, racksAgainst: 0, streak: 0 }
const blank = { ...figures, lastOpponent: null, lastMatch: null }
const wins = (director: Director, ref: string, winner: Side = 'a') => director.wins(ref, winner)

describe('the queue', () => {
  test('the winner stays, the loser goes to the tail', () => {
    const director = evening(4)
    expect(open(director.state)).toEqual(['C1 1-2'])
    expect(queue(director.state)).toEqual([3, 4])

    wins(director, 'C1', 'b')

    expect(open(director.state)).toEqual(['C2 2-3'])
    expect(queue(director.state)).toEqual([4, 1])
    expect(chips(director.state)).toEqual([2, 3, 3, 3])
  })

  test('with both requeued the winner stands ahead of the loser', () => {
    const director = evening(4, { winnerStays: false })
    wins(director, 'C1')

    expect(open(director.state)).toEqual(['C2 3-4'])
    expect(queue(director.state)).toEqual([1, 2])
  })

  test('after the limit of wins in a row the winner makes room', () => {
    const director = evening(5, { maxConsecutiveWins: 2 })
    wins(director, 'C1')
    expect(open(director.state)).toEqual(['C2 1-3'])
    wins(director, 'C2')

    expect(open(director.state)).toEqual(['C3 4-5'])
    expect(queue(director.state)).toEqual([2, 1, 3])
  })

  test('one who has just met the head is skipped while another waits', () => {
    const [a, b, c] = [playerId(1), playerId(2), playerId(3)]
    const director = evening(4)
    wins(director, 'C1')
    const stage = director.state.stages[0]
    if (stage === undefined) throw new Error('no stage')
    const tallies = talliesOf(director.state, stage)
    const rules = (antiRematch: boolean) => livesOptions({ chipLives: { antiRematch } })

    expect(nextPair([a, b, c], rules(true), tallies)).toEqual([a, c])
    expect(nextPair([a, b, c], rules(false), tallies)).toEqual([a, b])
    expect(nextPair([a, b], rules(true), tallies)).toEqual([a, b])
    expect(nextPair([a], rules(true), tallies)).toBeNull()
    // One who has met somebody else since is no rematch.
    const met = new Map([...tallies, [b, { ...blank, lastOpponent: c }] as const])
    expect(nextPair([a, b, c], rules(true), met)).toEqual([a, b])
  })

  test('with few players fewer tables are in play, so that somebody waits', () => {
    expect(open(evening(4, { tables: 2 }).state)).toEqual(['C1 1-2', 'C2 3-4'])
    expect(open(evening(6, { tables: 4 }).state)).toHaveLength(2)
    expect(open(evening(6, { tables: 4, shrinkTables: false }).state)).toHaveLength(3)
    expect(open(evening(2, { tables: 4 }).state)).toEqual(['C1 1-2'])
    expect(open(evening(4, { tables: 3 }).state)).toEqual(['C1 1-2'])
    expect(open(evening(5, { tables: 4 }).state)).toEqual(['C1 1-2', 'C2 3-4'])
  })

  test('the next match is at the table of the last', () => {
    const director = evening(4, {}, 1)
    director.does({ type: 'match.assign', match: director.id('C1'), table: tableId(1) })
    wins(director, 'C1')

    expect(director.match('C2')).toMatchObject({ state: 'assigned', table: tableId(1) })
  })
})

describe('places', () => {
  test('who is out has the place after those who are in', () => {
    const director = evening(3, { startChips: 1 })
    wins(director, 'C1')
    expect(director.state.players.map((player) => player.place)).toEqual([null, 3, null])
    wins(director, 'C2', 'b')

    expect(director.state.players.map((player) => [player.place, player.status])).toEqual([
      [2, 'eliminated'],
      [3, 'eliminated'],
      [1, 'finished'],
    ])
    expect(director.state.tournament.status).toBe('completed')
    const reasons = standingsView(director.state).placing.map(({ player, reason }) => [player.id, reason])
    expect(reasons).toEqual([
      [playerId(3), { stage: 1, match: director.id('C2') }],
      [playerId(1), { stage: 1, match: director.id('C2') }],
      [playerId(2), { stage: 1, match: director.id('C1') }],
    ])
  })

  test('one who has left stands behind those who are in, whatever chips he holds', () => {
    const director = evening(4)
    wins(director, 'C1')
    director.does({ type: 'player.withdraw', player: playerId(4) })
    const [stage] = director.state.stages
    const rows = stage === undefined ? [] : livesStandings(director.state, stage, new Map())

    expect(rows.map(({ player, chips: left }) => [number(player), left])).toEqual([
      [1, 3],
      [3, 3],
      [2, 2],
      [4, 3],
    ])
  })

  test('two out at once share a place', () => {
    const director = evening(3, { startChips: 1 })
    director.does({ type: 'match.double_forfeit', match: director.id('C1') })

    expect(director.state.players.map((player) => player.place)).toEqual([2, 2, 1])
  })
})

describe('what is taken back', () => {
  test('an undo gives the chip back and the queue as it was', () => {
    const director = evening(5, { tables: 2 }, 2)
    director.does({ type: 'match.assign', match: director.id('C1'), table: tableId(1) })
    const known = director.state
    wins(director, 'C1')
    director.does({ type: 'match.undo', match: director.id('C1') })

    expect(queue(director.state)).toEqual(queue(known))
    expect(chips(director.state)).toEqual(chips(known))
    expect(open(director.state)).toEqual(open(known))
    expect(director.match('C1')).toEqual(known.matches[0] ?? director.match('C2'))
    expect(director.match('C3').state).toBe('void')
  })

  test('an undo is refused once a player of the match has begun another', () => {
    const director = evening(4)
    wins(director, 'C1')
    director.does({ type: 'match.start', match: director.id('C2') })

    const undo = { type: 'match.undo', match: director.id('C1') } as const
    expect(director.tries(undo)?.code).toBe('later_play')
    director.does({ type: 'match.pause', match: director.id('C2') })
    expect(director.tries(undo)?.code).toBe('later_play')
    director.does({ type: 'match.resume', match: director.id('C2') })
    wins(director, 'C2', 'b')
    expect(director.tries(undo)?.code).toBe('later_play')
  })

  test('a corrected result moves the chip and nobody in the queue', () => {
    const director = evening(4)
    wins(director, 'C1')
    wins(director, 'C2')
    const known = director.state
    const result = { scoreA: 0, scoreB: 1 }
    director.does({ type: 'match.correct', match: director.id('C1'), result, cascade: [] })

    expect(chips(known)).toEqual([3, 2, 2, 3])
    expect(chips(director.state)).toEqual([2, 3, 2, 3])
    expect(queue(director.state)).toEqual(queue(known))
    expect(open(director.state)).toEqual(open(known))
  })

  test('one who comes back from nothing joins the tail; one who drops to nothing plays his match and leaves', () => {
    const director = evening(4, { startChips: 1 })
    wins(director, 'C1')
    const result = { scoreA: 0, scoreB: 1 }
    director.does({ type: 'match.correct', match: director.id('C1'), result, cascade: [] })

    expect(open(director.state)).toEqual(['C2 1-3'])
    expect(queue(director.state)).toEqual([4, 2])
    expect(chips(director.state)).toEqual([0, 1, 1, 1])
    wins(director, 'C2')
    expect(chipFaults(director.state)).toEqual([])
    expect(director.state.players.map((player) => player.place)).toEqual([3, null, 3, null])
  })
})

describe('chips by hand', () => {
  test('are set until the first match and given or taken after it, never below zero', () => {
    const director = evening(3)
    const adjust = (more: { chips?: number; delta?: number }, who = 1) =>
      director.tries({ type: 'player.adjust', player: playerId(who), reason: 'rating', ...more })?.code ?? 'done'

    expect(adjust({ chips: 5 })).toBe('done')
    wins(director, 'C1')
    expect(adjust({ chips: 6 })).toBe('illegal_transition')
    expect(adjust({ delta: -6 })).toBe('chips_below_zero')
    expect(adjust({ delta: -1 })).toBe('done')
    expect(adjust({ chips: 1, delta: 1 }, 3)).toBe('invalid_option')
    expect(adjust({ delta: 0.5 })).toBe('invalid_option')
    expect(adjust({ chips: -1 }, 3)).toBe('chips_below_zero')
    expect(chips(director.state)).toEqual([4, 2, 3])
    const row = director.state.stages[0]?.chips?.given[playerId(1)]
    expect(row).toEqual({ start: 5, more: -1 })
  })

  test('need a reason and a chip event', () => {
    const director = evening(3)
    const knockout = started({ type: 'single_elimination', players: 4 })
    const adjust = { type: 'player.adjust', player: playerId(1), delta: 1 } as const

    expect(director.tries({ ...adjust, reason: ' ' })?.code).toBe('invalid_option')
    expect(knockout.tries({ ...adjust, reason: 'x' })?.code).toBe('illegal_transition')
  })

  test('a player who is out buys himself in again', () => {
    const director = evening(4, { startChips: 1, buyBack: { until: null, chips: 2, priceCents: 1000 } })
    wins(director, 'C1')
    expect(director.tries({ type: 'player.buy_back', player: playerId(3) })?.code).toBe('illegal_transition')
    director.does({ type: 'player.buy_back', player: playerId(2) })

    expect(director.state.players[1]).toMatchObject({ chips: 2, status: 'active', place: null })
    expect(queue(director.state)).toEqual([4, 2])
  })

  test('a buy-back after its time, or where there is none, is refused', () => {
    const late = evening(4, { startChips: 1, buyBack: { until: '2020-01-01T00:00:00.000Z', chips: 2, priceCents: 0 } })
    wins(late, 'C1')
    const none = evening(4, { startChips: 1 })
    wins(none, 'C1')

    expect(late.tries({ type: 'player.buy_back', player: playerId(2) })?.detail).toStartWith('Buy-backs ended')
    expect(none.tries({ type: 'player.buy_back', player: playerId(2) })?.detail).toContain('without buy-backs')
  })
})

describe('late players', () => {
  test('stand at the head of the queue with their chips', () => {
    const director = evening(4, { lateChips: 2 })
    director.does({ type: 'player.add', players: [newPlayer(9)] })

    expect(queue(director.state)).toEqual([9, 3, 4])
    expect(director.state.players[4]).toMatchObject({ chips: 2, status: 'active' })
    expect(chipFaults(director.state)).toEqual([])
  })

  test('are refused where none may come or the time is over', () => {
    const add = { type: 'player.add', players: [newPlayer(9)] } as const
    const over = evening(4, { lateChips: 2, lateUntil: '2020-01-01T00:00:00.000Z' })

    expect(evening(4).tries(add)?.code).toBe('registration_closed')
    expect(over.tries(add)?.code).toBe('registration_closed')
  })
})
