/** Who plays next and where, by hand and by chance. */
import { describe, expect, test } from 'bun:test'
import { apply } from './apply.ts'
import { decide } from './decide.ts'
import { instantOf, millisOf } from './instants.ts'
import { isOnTable } from './lookup.ts'
import { chance, Director, instant, newPlayer, newTournament, started, tableId } from './laws/director.ts'
import { type Busy, byPriority, nextAssignment, noneBusy, readyQueue } from './queue.ts'
import type { Command } from './messages.ts'
import type { State, TableId, UserId } from './types.ts'

const single = { type: 'single_elimination', players: 8, tables: 3 } as const
const refs = (state: State, second: number, busy = noneBusy) =>
  readyQueue(state, instant(second), busy).map(({ match, blockedBy }) => (blockedBy ? `-${match.ref}` : match.ref))

function next(director: Director, second: number, table: TableId | null = null, busy = noneBusy): string {
  const found = nextAssignment(director.state, instant(second), busy, table)
  return found === null ? 'nothing' : `${found.match.ref} at ${found.table.label}`
}

function decided(state: State, second: number, table: TableId | null, busy = noneBusy) {
  return decide(state, { type: 'queue.assign', table, busy }, { at: instant(second), actor: null, drawSeed: 1 })
}

function opensTable(director: Director, number: number, stream: boolean): void {
  director.does({ type: 'table.open', table: tableId(number), label: `${number}`, stream })
}

describe('the queue', () => {
  test('goes by the longer way, then by ready time, then by number', () => {
    const director = started({ type: 'single_elimination', players: 6 })
    expect(refs(director.state, 30)).toEqual(['W1.2', 'W1.4'])
    director.wins('W1.2', 'a')

    // W2.1 is ready, one match from the final; W1.4 has two to go.
    expect(refs(director.state, 30)).toEqual(['W1.4', 'W2.1'])
    const later = director.state.matches.map((match) =>
      match.ref === 'W1.4' ? { ...match, readyAt: instant(25) } : match,
    )
    expect(refs({ ...director.state, matches: later }, 30)).toEqual(['W1.4', 'W2.1'])
  })

  test('of two matches equally far from the end takes the one that was ready first', () => {
    const { state } = started(single)
    const early = state.matches.map((match) => (match.ref === 'W1.3' ? { ...match, readyAt: instant(1) } : match))

    expect(refs(state, 9)).toEqual(['W1.1', 'W1.2', 'W1.3', 'W1.4'])
    expect(refs({ ...state, matches: early }, 9)).toEqual(['W1.3', 'W1.1', 'W1.2', 'W1.4'])
  })

  test('measures the way in matches up to the end of the stage, void ones left out', () => {
    const director = started({ type: 'double_elimination', players: 3 })
    const paths = (state: State) => readyQueue(state, instant(9), noneBusy).map(({ match, path }) => [match.ref, path])

    // W1.2, W2.1, the losers final for the one who loses it, and two grand finals.
    expect(paths(director.state)).toEqual([['W1.2', 5]])
    director.wins('W1.2', 'a')
    expect(paths(director.state)).toEqual([['W2.1', 4]])

    const forfeited = started({ type: 'double_elimination', players: 4 })
    forfeited.does({ type: 'match.double_forfeit', match: forfeited.id('W1.1') })
    // Winner and loser of W1.2 meet again in the grand final: all between is void.
    expect(paths(forfeited.state)).toEqual([['W1.2', 3]])
  })

  test('holds back whoever is at a table in another match of the event', () => {
    const director = started({ ...single, players: 4 })
    director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
    const { state } = director
    const [first] = director.match('W1.1').slots
    const matches = state.matches.map((match) =>
      match.ref === 'W1.2' ? { ...match, slots: [match.slots[0], first] as const } : match,
    )

    expect(refs(state, 9)).toEqual(['W1.2'])
    expect(refs({ ...state, matches }, 9)).toEqual(['-W1.2'])
    expect(nextAssignment({ ...state, matches }, instant(9), noneBusy, null)).toBeNull()
  })

  test('puts whoever waited longer than 20 minutes first', () => {
    const director = started({ type: 'single_elimination', players: 6 })
    director.wins('W1.2', 'a')
    const late = director.state.matches.map((match) =>
      match.ref === 'W1.4' ? { ...match, readyAt: instant(1500) } : match,
    )
    const state = { ...director.state, matches: late }

    expect(refs(state, 1600)).toEqual(['W2.1', 'W1.4'])
    expect(readyQueue(state, instant(1600), noneBusy).map(({ isUrgent }) => isUrgent)).toEqual([true, false])
    const since = state.matches.find(({ ref }) => ref === 'W2.1')?.readyAt ?? ''
    const exactly = instantOf(millisOf(since) + 20 * 60_000)
    expect(readyQueue(state, exactly, noneBusy).map(({ isUrgent }) => isUrgent)).toEqual([false, false])
    const longer = instantOf(millisOf(exactly) + 1)
    expect(readyQueue(state, longer, noneBusy).map(({ isUrgent }) => isUrgent)).toEqual([true, false])
    expect(readyQueue(state, instant(1201), noneBusy).map(({ isUrgent }) => isUrgent)).toEqual([false, false])
  })

  test('counts the wait from the start when the draw was made long before', () => {
    const director = started(single)
    const tournament = { ...director.state.tournament, startedAt: instant(3600) }
    const [first] = readyQueue({ ...director.state, tournament }, instant(3601), noneBusy)

    expect(first).toMatchObject({ since: instant(3600), isUrgent: false })
  })

  test('holds back whoever plays, here or in another tournament', () => {
    const director = started({ ...single, players: 4 })
    const people = director.state.players.map((player, at) => ({ ...player, userId: `user-${at + 1}` as UserId }))
    const state: State = { ...director.state, players: people }
    const busy: Busy = { tables: new Set(), people: new Set(['user-4' as UserId]) }

    expect(refs(state, 9)).toEqual(['W1.1', 'W1.2'])
    expect(refs(state, 9, busy)).toEqual(['-W1.1', 'W1.2'])
  })

  test('lets players rest between two matches, for as long as the event says, after matches they played', () => {
    const director = started({ ...single, players: 4, tournament: { minRest: 10 } })
    director.wins('W1.1', 'a')
    director.does({ type: 'match.walkover', match: director.id('W1.2'), winner: 'a' })
    const ended = director.events.length - 2

    expect(refs(director.state, ended + 599)).toEqual(['-W2.1'])
    expect(refs(director.state, ended + 600)).toEqual(['W2.1'])
    expect(decided(director.state, ended + 599, null).problem?.code).toBe('nothing_to_assign')
    // A director who sends them by hand knows why.
    expect(director.tries({ type: 'match.assign', match: director.id('W2.1'), table: tableId(1) })).toBeNull()
  })

  test('nobody needs to rest from a match that was not played', () => {
    const director = started({ ...single, players: 4, tournament: { minRest: 10 } })
    director.does({ type: 'match.walkover', match: director.id('W1.1'), winner: 'a' })
    director.does({ type: 'match.walkover', match: director.id('W1.2'), winner: 'a' })

    expect(refs(director.state, 20)).toEqual(['W2.1'])
  })

  test('is a total order', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const luck = chance(seed)
      const director = started({
        type: luck.of(['single_elimination', 'double_elimination']),
        players: 2 + luck.upTo(30),
      })
      for (let step = 0; step < luck.upTo(12); step++) {
        const ready = director.state.matches.filter(({ state }) => state === 'ready')
        if (ready.length > 0) director.wins(luck.of(ready).ref, luck.of(['a', 'b']))
      }
      const queue = readyQueue(director.state, instant(luck.upTo(3000)), noneBusy)
      for (const [i, a] of queue.entries()) {
        for (const [j, b] of queue.entries()) expect(Math.sign(byPriority(a, b))).toBe(Math.sign(i - j))
      }
    }
  })
})

describe('the next match goes', () => {
  test('to the table that was asked for, or to the first that is free', () => {
    const director = started(single)

    expect(next(director, 9)).toBe('W1.1 at 1')
    expect(next(director, 9, tableId(3))).toBe('W1.1 at 3')
    expect(next(director, 9, null, { tables: new Set([tableId(1)]), people: new Set() })).toBe('W1.1 at 2')
  })

  test('to a stream table only if it is tagged, as long as a tagged match waits', () => {
    const director = started({ ...single, tables: 1 })
    opensTable(director, 2, true)
    expect(next(director, 20, tableId(2))).toBe('W1.1 at 2')
    director.does({ type: 'match.tag', match: director.id('W1.3'), stream: true })

    expect(next(director, 20, tableId(2))).toBe('W1.3 at 2')
    expect(next(director, 20, tableId(1))).toBe('W1.1 at 1')
    director.does({ type: 'queue.assign', table: tableId(2), busy: noneBusy })
    expect(director.match('W1.3').table).toBe(tableId(2))
    director.wins('W1.3', 'a')
    expect(next(director, 20, tableId(2))).toBe('W1.1 at 2')
  })

  test('to a plain table first where both kinds are free, and to no plain one if it is tagged', () => {
    const director = started({ ...single, tables: 0 })
    opensTable(director, 1, true)
    opensTable(director, 2, false)
    expect(next(director, 20)).toBe('W1.1 at 2')
    for (const stream of [true, false]) director.does({ type: 'match.tag', match: director.id('W1.1'), stream })
    expect(next(director, 20)).toBe('W1.1 at 2')
    for (const ref of ['W1.1', 'W1.2', 'W1.3', 'W1.4']) {
      director.does({ type: 'match.tag', match: director.id(ref), stream: true })
    }

    expect(next(director, 20)).toBe('W1.1 at 1')
    const { problem } = decided(director.state, 20, tableId(2))
    expect(problem?.detail).toBe('No match that can be played now may go to table 2: a stream table is wanted.')
  })

  test('anywhere, tagged or not, where no stream table is open', () => {
    const director = started(single)
    director.does({ type: 'match.tag', match: director.id('W1.1'), stream: true })

    expect(next(director, 9)).toBe('W1.1 at 1')
  })

  test('nowhere, and the refusal says why', () => {
    const director = started({ ...single, players: 2, tables: 2 })
    const elsewhere: Busy = { tables: new Set([tableId(1), tableId(2)]), people: new Set() }
    const say = (table: TableId | null, busy = noneBusy) => {
      const { problem } = decided(director.state, 20, table, busy)
      return [problem?.code, problem?.detail]
    }

    expect(say(null, elsewhere)).toEqual(['nothing_to_assign', 'No table is free.'])
    expect(say(tableId(1), elsewhere)).toEqual(['table_busy', 'Table 1 is in use by another tournament.'])
    const away: Busy = { tables: new Set(), people: new Set(['user' as UserId]) }
    const people = director.state.players.map((player) => ({ ...player, userId: 'user' as UserId }))
    expect(decided({ ...director.state, players: people }, 20, null, away).problem?.detail).toBe(
      'Of every match that waits, a player is at another table or rests.',
    )
    expect(say(tableId(9))).toEqual(['unknown_table', 'This tournament has no such table.'])
    director.does({ type: 'table.block', table: tableId(2), reason: 'cloth', after: false })
    expect(say(tableId(2))).toEqual(['table_blocked', 'Table 2 is blocked (cloth).'])
    director.does({ type: 'queue.assign', table: null, busy: noneBusy })
    expect(say(tableId(1))).toEqual(['table_busy', 'Table 1 is in use by match W1.1.'])
    expect(say(null)).toEqual(['nothing_to_assign', 'No match waits for a table.'])
    director.wins('W1.1', 'a')
    expect(say(null)[0]).toBe('tournament_not_active')
  })

  test('to no table that is blocked', () => {
    const director = started(single)
    director.does({ type: 'table.block', table: tableId(1), reason: 'cloth', after: false })

    expect(next(director, 9)).toBe('W1.1 at 2')
  })

  test('to a table that no other match of the event holds', () => {
    const director = started(single)
    director.does({ type: 'queue.assign', table: null, busy: noneBusy })

    expect(next(director, 9)).toBe('W1.2 at 2')
  })

  test('to the table by an event that says which match and which table', () => {
    const director = started(single)

    const { event } = decided(director.state, 9, null)

    expect(event).toMatchObject({ type: 'match.assigned', data: { match: director.id('W1.1'), table: tableId(1) } })
  })
})

test('a tag is set once, taken off again, and leaves no trace in the rows', () => {
  const director = started(single)
  const before = director.state
  const tag = (stream: boolean) =>
    director.tries({ type: 'match.tag', match: director.id('W2.1'), stream })?.code ?? 'ok'

  expect([tag(false), tag(true), tag(true), tag(false)]).toEqual([
    'illegal_transition',
    'ok',
    'illegal_transition',
    'ok',
  ])
  expect(director.match('W2.1').stream).toBe(false)
  expect(before.matches.some(({ stream }) => stream)).toBe(false)
})

test('a rest is a number of minutes from 0 to 240', () => {
  const create = (minRest: number) => {
    const tournament = { ...newTournament('single_elimination'), minRest }
    return decide(null, { type: 'tournament.create', tournament }, { at: instant(0), actor: null, drawSeed: 1 })
  }

  expect([0, 240].map((minutes) => create(minutes).problem)).toEqual([undefined, undefined])
  expect([-1, 241, 1.5].map((minutes) => create(minutes).problem?.code)).toEqual(Array(3).fill('invalid_option'))
})

/** Everything that the other tournaments hold. */
function heldBy(states: readonly State[]): { tables: TableId[]; people: UserId[] } {
  const matches = states.flatMap((state) => state.matches.filter(isOnTable).map((match) => ({ state, match })))
  const people = matches.flatMap(({ state, match }) =>
    match.slots.flatMap((slot) => state.players.find(({ id }) => id === slot.player)?.userId ?? []),
  )
  return { tables: matches.flatMap(({ match }) => match.table ?? []), people }
}

function isTwice<Id>(ids: readonly Id[]): boolean {
  return new Set(ids).size < ids.length
}

test('no table and no person is given out twice, over all tournaments of an org', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const luck = chance(seed)
    const states: State[] = [0, 1, 2].map(() => shared(6, 4))
    expect(playTogether(states, luck)).toEqual([])
  }
})

/** A tournament under way whose players are people 1..n of the house. */
function shared(people: number, tables: number): State {
  const director = new Director()
  director.does({ type: 'tournament.create', tournament: newTournament('double_elimination') })
  director.does({ type: 'tournament.open' })
  const players = Array.from({ length: people }, (_, at) => newPlayer(at + 1, { userId: `user-${at + 1}` as UserId }))
  director.does({ type: 'player.add', players })
  for (let number = 1; number <= tables; number++) opensTable(director, number, false)
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director.state
}

function playTogether(states: State[], luck: ReturnType<typeof chance>): string[] {
  const faults: string[] = []
  const steps = 4000
  for (let step = 0; step < steps; step++) {
    const at = luck.upTo(states.length)
    const state = states[at]
    if (state === undefined || state.tournament.status !== 'active') continue
    const { tables, people } = heldBy(states.filter((_, other) => other !== at))
    const busy: Busy = { tables: new Set(tables), people: new Set(people) }
    const playing = state.matches.filter(isOnTable)
    const ends = playing.length > 0 && luck.is(0.5)
    const command: Command = ends
      ? { type: 'match.walkover', match: luck.of(playing).id, winner: luck.of(['a', 'b']) }
      : { type: 'queue.assign', table: null, busy }
    const { event } = decide(state, command, { at: instant(step), actor: null, drawSeed: 1 })
    if (event === undefined) continue
    states[at] = apply(state, event)
    const held = heldBy(states)
    if (isTwice(held.tables)) faults.push(`a table twice at step ${step}`)
    if (isTwice(held.people)) faults.push(`a person twice at step ${step}`)
  }
  return [...faults, ...states.filter(({ tournament }) => tournament.status !== 'completed').map(() => 'not over')]
}
