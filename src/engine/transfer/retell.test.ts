/**
 * Logs told again under other ids: what was played comes out equal, what was not played is refused.
 * `LAW_RUNS` sets how many runs there are; a failure names the format, the size and the seed.
 */
import { describe, expect, test } from 'bun:test'
import {
  type Chance,
  type Director,
  type Setup,
  chance,
  hallAt,
  playerId,
  registered,
  started,
} from '../laws/director.ts'
import { formats } from '../laws/formats.ts'
import { editAtRandom } from '../laws/random-edits.ts'
import { playAtRandom } from '../laws/random-play.ts'
import { report, tableOf } from '../laws/table-play.ts'
import type { Event, EventType } from '../messages.ts'
import type { PlayerId, State, TableId, TournamentId } from '../types.ts'
import { bracketView, matchesView, playersView, standingsView, tablesView, tournamentView } from '../view.ts'
import { MatchNames, type Names, pairedIds, renamed } from './rename.ts'
import { retold } from './retell.ts'

const runs = Math.max(3, Math.round(Number(process.env['LAW_RUNS'] ?? 200) / 40))
const other = '0198c0de-0000-7000-8000-00000000beef' as TournamentId

interface Told {
  readonly events: Event[]
  readonly state: State | null
  readonly fault: string | null
}

/** Tells `events` again under the ids of another tournament. */
function tell(events: readonly Event[], to: TournamentId = other): Told {
  const created = events[0]
  if (created?.type !== 'tournament.created') return { events: [], state: null, fault: 'no beginning' }
  let made = 0
  const fresh = () => `fresh-${String(++made).padStart(5, '0')}`
  const joined = events.flatMap((event) => (event.type === 'player.registered' ? event.data.players : []))
  const players = pairedIds<PlayerId>(
    joined.map(({ id }) => id),
    fresh,
  )
  const opened = events.flatMap((event) => (event.type === 'table.opened' ? [event.data.table] : []))
  const tables = pairedIds<TableId>(opened, fresh)
  const matches = new MatchNames(created.data.tournament.id)
  const names: Names = {
    tournament: to,
    player: (id) => players.get(id) ?? id,
    table: (id) => tables.get(id) ?? id,
    match: matches.of,
    user: () => null,
    venue: () => null,
  }
  const out: Event[] = []
  let state: State | null = null
  for (const [at, event] of events.entries()) {
    const next = renamed(event, names)
    const step = retold(state, next)
    if (step.problem) return { events: out, state, fault: `${at + 1} ${event.type}: ${step.problem.detail}` }
    state = step.state
    matches.learn(state)
    out.push(next)
  }
  return { events: out, state, fault: null }
}

/** JSON with the members of every object in the order that `order` puts their names in. */
function arranged(value: unknown, order: (names: string[]) => string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => arranged(item, order))
  if (typeof value !== 'object' || value === null) return value
  const members = value as Record<string, unknown>
  return Object.fromEntries(order(Object.keys(members)).map((name) => [name, arranged(members[name], order)]))
}

/** The same events as they come out of the database: other order of members, nothing shared. */
function stored(events: readonly Event[]): Event[] {
  return JSON.parse(JSON.stringify(arranged(events, (names) => names.toReversed()))) as Event[]
}

/** Every id as a number by its first appearance, so that two texts are equal if they are so up to ids. */
function numbered(value: unknown): string {
  const seen = new Map<string, number>()
  const ids = /"(?:[0-9a-f]{8}-[0-9a-f-]{27}|(?:player|table|fresh)-\d+)"/g
  return JSON.stringify(arranged(value, (names) => names.toSorted())).replaceAll(ids, (id) => {
    const number = seen.get(id) ?? seen.size
    seen.set(id, number)
    return `#${number}`
  })
}

function views(state: State | null): string {
  if (state === null) return 'nothing'
  const board = (at: State) => tablesView(at, hallAt(9))
  const all = [bracketView, matchesView, standingsView, playersView, board, tournamentView]
  return numbered(all.map((view) => view(state)))
}

/** A whole evening with everything that can happen in it, prize money included. */
function anEvening(setup: Setup, luck: Chance): Director {
  const director = registered(setup)
  director.tries({ type: 'tournament.edit', edit: { name: 'Saturday Open', venueId: null } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  if (director.state.matches.length > 0) editAtRandom(director, luck, 12)
  playAtRandom(director, luck, { hasForfeits: luck.is(0.5), whims: setup.players, watch: () => undefined })
  director.tries({ type: 'tournament.complete' })
  const rules = { entryFeeCents: 2000, houseBasisPoints: 500, addedCents: 0, feesCents: 0, basisPoints: null }
  director.tries({ type: 'payouts.plan', rules })
  director.tries({ type: 'payouts.compute' })
  const paid = director.state.payouts?.rows[0]?.player
  if (paid !== undefined) {
    director.does({ type: 'payout.pay', player: paid })
    director.does({ type: 'payout.void', player: paid, reason: 'the wrong one' })
  }
  return director
}

describe.each(formats)('$name', (format) => {
  test('a log told again under other ids has equal events and equal views, and so back again', () => {
    const faults: string[] = []
    for (let seed = 1; seed <= runs; seed++) {
      const luck = chance(179_424_673 + seed)
      const players = format.playersMin + luck.upTo(12)
      const director = anEvening({ ...format.plan(players, luck), players, drawSeed: seed }, luck)
      const { events, state } = director

      const there = tell(stored(events))
      const back = tell(stored(there.events), state.tournament.id)

      const say = (what: string) => faults.push(`${players} players, seed ${seed}: ${what}`)
      if (there.fault ?? back.fault) say(there.fault ?? back.fault ?? '')
      else if (numbered(there.events) !== numbered(events)) say('other events')
      else if (views(there.state) !== views(state)) say('other views')
      else if (numbered(back.events) !== numbered(events)) say('other events on the way back')
      else if (views(back.state) !== views(state)) say('other views on the way back')
    }
    expect(faults).toEqual([])
  })
})

describe('a log told again', () => {
  const isSame = ({ events }: Director) => {
    const there = tell(stored(events))
    return there.fault ?? numbered(there.events) === numbered(events)
  }

  test('has chips that were changed by hand, before the first match of a player and behind it', () => {
    const options = { chipLives: { startChips: 3 } }
    const director = registered({ type: 'chip_lives', players: 4, tables: 1, options })
    director.does({ type: 'stage.draw', stage: 1 })
    director.does({ type: 'player.adjust', player: playerId(2), chips: 5, reason: 'a rating' })
    director.does({ type: 'player.adjust', player: playerId(3), delta: -1, reason: 'a slip' })
    director.does({ type: 'tournament.start' })
    director.wins('C1', 'a')
    director.does({ type: 'player.adjust', player: playerId(1), delta: 2, reason: 'a bet' })

    expect(isSame(director)).toBe(true)
  })

  test('has lots of all tied sets, and of one that was named', () => {
    for (const named of [undefined, [3, 4]]) {
      const director = tableOf(4, { groups: { count: 2, method: 'fixed' } })
      report(director, '1-2 1:1 3-4 1:1')
      director.does({ type: 'lot', stage: 1, ...(named && { players: named.map(playerId) }) })

      expect(isSame(director)).toBe(true)
    }
  })

  test('has corrections to every kind of result', () => {
    const director = started({ type: 'single_elimination', players: 4 })
    director.wins('W1.1', 'a')
    const results = [
      { kind: 'walkover', winner: 'b' },
      { kind: 'retired', winner: 'a' },
      { kind: 'double_forfeit' },
      { scoreA: 1, scoreB: 3 },
    ] as const
    for (const result of results) director.does({ type: 'match.correct', match: director.id('W1.1'), result })

    expect(isSame(director)).toBe(true)
  })
})

/** A short evening of four whose log is spoilt in one place. */
function spoilt(change: (events: Event[]) => void): string | null {
  const director = started({ type: 'single_elimination', players: 4, tables: 1 })
  director.racks('W1.1', 'aaa')
  director.wins('W1.2', 'b', 1)
  const events = structuredClone(director.events)
  change(events)
  return tell(events).fault
}

const at = (events: Event[], type: EventType): { data: Record<string, unknown> } => {
  const found = events.find((event) => event.type === type)
  if (found === undefined) throw new Error(`no ${type}`)
  return found as unknown as { data: Record<string, unknown> }
}

const broken: readonly (readonly [what: string, change: (events: Event[]) => void, says: RegExp])[] = [
  ['nothing', () => undefined, /^$/],
  ['a rack out of turn', (events) => (at(events, 'rack.recorded').data['number'] = 2), /^7 rack.*did not follow/],
  ['a rack after the end', (events) => void events.push(events[7] as Event), /^11 rack.recorded: .*ended 3-0/],
  ['a score no race can have', (events) => (at(events, 'match.resulted').data['scores'] = [2, 1]), /^10 .*cannot end/],
  ['the loser as winner', (events) => (at(events, 'match.resulted').data['winner'] = 'a'), /^10 .*did not follow/],
  ['a draw that lacks one', (events) => (at(events, 'stage.drawn').data['order'] as string[]).pop(), /lacks Player 4/],
  ['an unknown player', (events) => (at(events, 'stage.drawn').data['order'] = ['x', 'y']), /unknown player/],
  ['an unknown match', (events) => (at(events, 'rack.recorded').data['match'] = 'nowhere'), /no such match/],
  ['a start before the draw', (events) => events.splice(4, 1), /no bracket yet/],
  ['a second beginning', (events) => void events.push(events[0] as Event), /exists already/],
  ['no beginning', (events) => events.shift(), /no beginning/],
  ['rules of another age', (events) => (at(events, 'tournament.created').data['rules'] = 2), /rules of play/],
]

describe('a log that play could not have written', () => {
  test.each(broken)('with %s is refused by its version', (_, change, says) => {
    expect(spoilt(change) ?? '').toMatch(says)
  })
})

test('a round of chips is not taken for the draw after round 1, nor the other way round', () => {
  const reentry = started({ type: 'single_elimination', players: 4, options: { mode: 're-entry' } })
  for (const ref of ['W1.1', 'W1.2']) reentry.wins(ref, 'a')
  reentry.does({ type: 'player.reenter', player: playerId(3) })
  reentry.does({ type: 'round.draw', stage: 1 })
  const chips = started({ type: 'chip_points', players: 4 })
  chips.does({ type: 'round.draw', stage: 1 })
  const last = ({ events }: Director) => events.at(-1) as Event
  const retyped = (told: Event, type: 'field.drawn' | 'round.drawn', data: object) => ({ ...told, type, data }) as Event
  const cases = [
    [reentry, retyped(last(reentry), 'round.drawn', { stage: 1, round: 1, pairs: [], bye: null })],
    [chips, retyped(last(chips), 'field.drawn', { stage: 1, order: [1, 2, 3, 4].map(playerId) })],
  ] as const

  expect([last(reentry).type, last(chips).type]).toEqual(['field.drawn', 'round.drawn'])
  for (const [director, wrong] of cases) {
    const { fault } = tell([...director.events.slice(0, -1), wrong])
    expect(fault).toContain('did not follow')
  }
})
