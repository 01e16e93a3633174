/** Expected racks, and times that follow from them. */
import { describe, expect, test } from 'bun:test'
import { defaultMinutesPerRack, expectedRacks, forecast, remainingRacks } from './eta.ts'
import { minuteMs, millisOf } from './instants.ts'
import { chance, type Director, hallAt, instant, started, tableId } from './laws/director.ts'
import { noneBusy } from './queue.ts'
import { etaView, tablesView } from './view.ts'
import type { Match, State, TableId, UserId } from './types.ts'

const setup = { type: 'single_elimination', players: 8, tables: 2 } as const
const assign = (director: Director, ref: string, table: number) =>
  director.does({ type: 'match.assign', match: director.id(ref), table: tableId(table) })

describe('expected racks', () => {
  test('of short races are the sums by hand', () => {
    expect(expectedRacks(1, 1, 0.3)).toBeCloseTo(1, 12)
    // 2-0 or 0-2 with 1/2, else three racks.
    expect(expectedRacks(2, 2, 0.5)).toBeCloseTo(2.5, 12)
    // a: one rack. Otherwise b needs two.
    expect(expectedRacks(1, 2, 0.5)).toBeCloseTo(1.5, 12)
    // p^2 + q^2 end after two, 2pq after three.
    expect(expectedRacks(2, 2, 0.8)).toBeCloseTo(2 * 0.68 + 3 * 0.32, 12)
    expect(expectedRacks(0, 5, 0.5)).toBe(0)
    expect(expectedRacks(100, 100, 0.5)).toBeGreaterThan(180)
  })

  test('count from the present score, by the odds of the ratings', () => {
    const director = started({ ...setup, players: 2, options: { scoring: { kind: 'race', raceTo: 2 } } })
    const even = remainingRacks(director.state, director.match('W1.1'))
    director.does({ type: 'match.rack', match: director.id('W1.1'), winner: 'a' })
    const rated: State = {
      ...director.state,
      players: director.state.players.map((player, at) => ({ ...player, rating: 700 - 200 * at })),
    }

    expect(even).toBeCloseTo(2.5, 12)
    expect(remainingRacks(director.state, director.match('W1.1'))).toBeCloseTo(1.5, 12)
    const unrated = rated.players.map((player, at) => ({ ...player, rating: at === 1 ? null : player.rating }))
    expect(remainingRacks({ ...rated, players: unrated }, director.match('W1.1'))).toBeCloseTo(1.5, 12)
    // The favourite, 4 to 1, needs one rack: 1 + q.
    expect(remainingRacks(rated, director.match('W1.1'))).toBeCloseTo(1.2, 12)
  })

  test('know an uneven race from its mirror, and guess eight where there is no race', () => {
    const director = started({ ...setup, players: 2 })
    director.does({ type: 'match.set_race', match: director.id('W1.1'), races: [1, 3] })
    const open = started({ ...setup, players: 2, options: { scoring: { kind: 'open' } } })

    // 1 with 1/2, 2 with 1/4, 3 with 1/4.
    expect(remainingRacks(director.state, director.match('W1.1'))).toBeCloseTo(1.75, 12)
    director.does({ type: 'match.set_race', match: director.id('W1.1'), races: [3, 1] })
    expect(remainingRacks(director.state, director.match('W1.1'))).toBeCloseTo(1.75, 12)
    expect(remainingRacks(open.state, open.match('W1.1'))).toBe(8)
  })

  test('grow with each rack that is needed', () => {
    for (const p of [0.1, 0.5, 0.9]) {
      for (let a = 1; a < 12; a++) {
        for (let b = 1; b < 12; b++) {
          expect(expectedRacks(a + 1, b, p)).toBeGreaterThan(expectedRacks(a, b, p))
          expect(expectedRacks(a, b + 1, p)).toBeGreaterThan(expectedRacks(a, b, p))
        }
      }
    }
  })
})

describe('the forecast', () => {
  // A race to one: one rack of 6 minutes, then 3 minutes until the next match.
  const quick = { ...setup, options: { scoring: { kind: 'race', raceTo: 1 } } } as const

  test('fills the open tables in queue order, with three minutes between two matches', () => {
    const director = started(quick)
    assign(director, 'W1.1', 1)
    const view = tablesView(director.state, hallAt(600))

    expect(view.tables.map(({ match, next }) => [match?.etaAt ?? null, next?.label])).toEqual([
      [instant(600 + 360), 'W1.3'],
      [null, 'W1.2'],
    ])
    expect(view.queue.map(({ match, etaP50, etaP90 }) => [match.label, etaP50, etaP90])).toEqual([
      ['W1.2', instant(600), instant(600)],
      ['W1.3', instant(600 + 540), instant(600 + 729)],
      ['W1.4', instant(600 + 540), instant(600 + 729)],
    ])
  })

  test('waits for players who rest, and leaves out those whom another tournament holds', () => {
    const director = started({ ...quick, players: 4, tournament: { minRest: 30 } })
    director.wins('W1.1', 'a')
    const ended = director.events.length - 1
    assign(director, 'W1.2', 1)
    director.wins('W1.2', 'a')
    const people = director.state.players.map((player) => ({ ...player, userId: player.id as string as UserId }))
    const busy = { tables: new Set<TableId>(), people: new Set(['player-1' as UserId]) }
    const state = { ...director.state, players: people }

    const [row] = tablesView(state, hallAt(60)).queue
    const [away] = tablesView(state, { ...hallAt(60), busy }).queue

    expect(row).toMatchObject({ blockedBy: 'rest', etaP50: instant(ended + 2 + 1800) })
    expect(away).toMatchObject({ blockedBy: 'player_busy', etaP50: null, etaP90: null })
  })

  test.each([
    [{}, 360],
    [{ minRest: 10 }, 960],
  ])('lets nobody play two matches at once, nor the second without a rest: %j', (tournament, waitS) => {
    const director = started({ ...quick, players: 4, tournament })
    assign(director, 'W1.1', 1)
    const { state } = director
    const [first] = director.match('W1.1').slots
    const matches = state.matches.map((match) =>
      match.ref === 'W1.2' ? { ...match, slots: [match.slots[0], first] as const } : match,
    )

    // The table is free at once; the player ends after one rack of 6 minutes, and rests if he must.
    const [row] = tablesView({ ...state, matches }, hallAt(60)).queue
    expect(row).toMatchObject({ blockedBy: 'player_busy', etaP50: instant(60 + waitS) })
  })

  test('knows no times while nothing is played, and none without a table', () => {
    const paused = started(setup)
    paused.does({ type: 'tournament.pause' })
    const homeless = started({ ...setup, tables: 0 })

    for (const { state } of [paused, homeless]) {
      expect(tablesView(state, hallAt(60)).queue.map(({ etaP50 }) => etaP50)).toEqual([null, null, null, null])
    }
  })

  test('sends tagged matches to the stream table', () => {
    const director = started(quick)
    director.does({ type: 'table.open', table: tableId(3), label: '3', stream: true })
    director.does({ type: 'match.tag', match: director.id('W1.4'), stream: true })

    expect(tablesView(director.state, hallAt(60)).tables.map(({ next }) => next?.label)).toEqual([
      'W1.1',
      'W1.2',
      'W1.4',
    ])
  })

  test('sends the others to plain tables first', () => {
    const director = started({ ...quick, tables: 0 })
    director.does({ type: 'table.open', table: tableId(1), label: '1', stream: true })
    director.does({ type: 'table.open', table: tableId(2), label: '2', stream: false })
    const match = director.id('W1.1')
    const next = () => tablesView(director.state, hallAt(60)).tables.map((table) => table.next?.label)

    expect(next()).toEqual(['W1.2', 'W1.1'])
    director.does({ type: 'match.tag', match, stream: true })
    expect(next()).toEqual(['W1.1', 'W1.2'])
    director.does({ type: 'match.tag', match, stream: false })
    expect(next()).toEqual(['W1.2', 'W1.1'])
  })

  test('forgets a match that is over: its table is free', () => {
    const director = started({ ...quick, players: 4 })
    assign(director, 'W1.1', 1)
    director.wins('W1.1', 'a')

    expect(tablesView(director.state, hallAt(60)).tables[0]).toMatchObject({ state: 'available', match: null })
    expect(etaView(director.state, hallAt(60)).map(({ match }) => match.label)).toEqual(['W1.2'])
  })

  test('is told row by row: what is played, then the queue', () => {
    const director = started(quick)
    assign(director, 'W1.3', 2)
    const rows = etaView(director.state, hallAt(60))

    expect(rows.map(({ match, table, startP50, endP50 }) => [match.label, table?.label, startP50, endP50])).toEqual([
      ['W1.3', '2', null, instant(60 + 360)],
      ['W1.1', '1', instant(60), instant(60 + 360)],
      ['W1.2', '1', instant(60 + 540), instant(60 + 900)],
      ['W1.4', '2', instant(60 + 540), instant(60 + 900)],
    ])
    expect(rows.map(({ startP90, endP90 }) => [startP90, endP90])).toEqual([
      [null, instant(60 + 486)],
      [instant(60), instant(60 + 486)],
      [instant(60 + 729), instant(60 + 1215)],
      [instant(60 + 729), instant(60 + 1215)],
    ])
  })
})

/** The same state with one rack less to be played in a match under way. */
function withRack(state: State, match: Match): State {
  const scores = [match.scores[0] + 1, match.scores[1]] as const
  return { ...state, matches: state.matches.map((one) => (one.id === match.id ? { ...one, scores } : one)) }
}

test('a rack takes 6 minutes where none has been seen', () => {
  expect(defaultMinutesPerRack).toBe(6)
})

test('the more racks remain, the later is every expected time, or the same', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const luck = chance(seed)
    const players = 6 + luck.upTo(20)
    const tournament = { minRest: luck.of([0, 15]) }
    const director = started({ type: 'double_elimination', players, tables: 1 + luck.upTo(5), tournament })
    director.does({ type: 'table.open', table: tableId(9), label: '9', stream: true })
    for (const match of director.state.matches) {
      if (luck.is(0.2)) director.does({ type: 'match.tag', match: match.id, stream: true })
    }
    for (let step = 0; step < 40; step++) {
      if (luck.is(0.5)) director.tries({ type: 'queue.assign', table: null, busy: noneBusy })
      const playing = director.state.matches.filter(({ state }) => state === 'assigned' || state === 'active')
      if (playing.length > 0)
        director.tries({ type: 'match.rack', match: luck.of(playing).id, winner: luck.of(['a', 'b']) })
    }
    const hall = hallAt(director.events.length + 60)
    const later = forecast(director.state, hall)
    for (const match of director.state.matches) {
      if (!later.playing.has(match.id) || match.scores[0] > 1) continue
      const sooner = forecast(withRack(director.state, match), hall)
      for (const [id, { startMs }] of later.waiting) {
        expect(sooner.waiting.get(id)?.startMs).toBeLessThanOrEqual(startMs)
      }
      expect(sooner.playing.get(match.id)).toBeLessThan(later.playing.get(match.id) ?? 0)
    }
    const slower = forecast(director.state, { ...hall, minutesPerRack: 7 })
    for (const [id, { startMs }] of later.waiting) {
      expect(slower.waiting.get(id)?.startMs).toBeGreaterThanOrEqual(startMs)
      expect(startMs).toBeGreaterThanOrEqual(millisOf(hall.at))
      expect(startMs - millisOf(hall.at)).toBeLessThan(1e4 * minuteMs)
    }
  }
})

test('a race that is over takes no more racks, unless it must be won by two', () => {
  const director = started({ type: 'single_elimination', players: 2 })
  const match = director.match('W1.1')
  const left = (scores: readonly [number, number], cap?: number) =>
    remainingRacks(director.state, { ...match, races: [3, 3], scores, ...(cap !== undefined && { cap }) })

  expect([left([3, 1]), left([2, 2]), left([2, 1])]).toEqual([0, 1, 1.5])
  expect([left([3, 3], 5), left([3, 2], 5)]).toEqual([1, 1])
})

test('of free tables a match is expected at one of its own kind', () => {
  const director = started({ type: 'single_elimination', players: 4, tables: 1 })
  director.does({ type: 'table.open', table: tableId(2), label: '2', stream: true })
  director.does({ type: 'match.tag', match: director.id('W1.1'), stream: true })
  const tables = etaView(director.state, hallAt(60)).map(({ match, table }) => [match.label, table?.label])

  expect(tables).toEqual([
    ['W1.1', '2'],
    ['W1.2', '1'],
  ])
})
