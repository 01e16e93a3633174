/** Ids of events become others wherever they stand, and nothing else does. */
import { describe, expect, test } from 'bun:test'
import { newPlayer, newTournament, playerId, started, tableId } from '../laws/director.ts'
import { matchId } from '../ids.ts'
import type { Event, EventData, EventType } from '../messages.ts'
import { freeEvent } from '../payouts.ts'
import type { MatchId, State, TournamentId, UserId, VenueId } from '../types.ts'
import { MatchNames, type Names, pairedIds, renamed } from './rename.ts'

const m = (number: number) => `match-${number}` as MatchId
const user = 'user-1' as UserId
const venueId = 'venue-1' as VenueId
const [one, two, three] = [playerId(1), playerId(2), playerId(3)]
const plan = { ...newTournament('single_elimination'), id: 'tournament-1' as TournamentId, venueId, minRest: 5 }
const scores = [3, 1] as const
const { options } = plan.stages[0] ?? { options: null as never }

/** One event of each kind, with every member that holds an id. */
const samples: EventData = {
  'tournament.created': { rules: 1, tournament: plan },
  'tournament.edited': { edit: { name: 'Sunday Open', venueId } },
  'tournament.opened': {},
  'tournament.checkin_opened': {},
  'tournament.checkin_closed': { absent: [one], promoted: [two, three] },
  'tournament.started': {},
  'tournament.paused': {},
  'tournament.resumed': {},
  'tournament.completed': {},
  'tournament.reopened': { reason: 'a wrong score' },
  'tournament.cancelled': {},
  'tournament.deleted': {},
  'player.registered': { players: [{ ...newPlayer(1), userId: user }, newPlayer(2)], waitlisted: [two] },
  'player.edited': { player: one, edit: { club: 'Corner', userId: user } },
  'player.checked_in': { player: one },
  'player.withdrawn': { player: one },
  'player.disqualified': { player: one, moveUp: true },
  'player.marked_absent': { player: one, match: m(1) },
  'player.adjusted': { player: one, delta: 2, isStart: false, reason: 'slip' },
  'player.bought_back': { player: one, chips: 1, priceCents: 500 },
  'stage.drawn': { stage: 1, order: [one, two], drawSeed: 9, chips: [2, 2] },
  'stage.undrawn': { stage: 1, promoted: [three] },
  'player.reentered': { player: one, stage: 1 },
  'field.drawn': { stage: 1, order: [one, two] },
  'field.undrawn': { stage: 1 },
  'round.drawn': { stage: 1, round: 2, pairs: [[one, two]], bye: three },
  'finals.applied': { stage: 1, format: 'single_elimination', name: 'F', options, order: [one], lots: [two] },
  'lot.drawn': { stage: 1, lots: [[one, two], [three]] },
  'match.called': { match: m(1) },
  'match.assigned': { match: m(1), table: tableId(1) },
  'match.freed': { match: m(1) },
  'match.tagged': { match: m(1), stream: true },
  'match.started': { match: m(1) },
  'match.paused': { match: m(1) },
  'match.resumed': { match: m(1) },
  'rack.recorded': { match: m(1), winner: 'a', number: 1 },
  'rack.undone': { match: m(1), number: 1 },
  'match.resulted': { match: m(1), kind: 'played', scores, winner: 'a' },
  'match.corrected': { match: m(1), kind: 'played', scores, winner: 'a', cascade: [m(2), m(3)], undrawn: 2 },
  'match.reopened': { match: m(1) },
  'match.race_set': { match: m(1), races: [3, 2], start: [0, 1] },
  'table.opened': { table: tableId(1), label: '1', stream: true },
  'table.blocked': { table: tableId(1), reason: 'cloth', after: true },
  'table.freed': { table: tableId(1) },
  'table.removed': { table: tableId(1) },
  'payouts.planned': { rules: freeEvent },
  'payouts.computed': {
    totals: { entries: 2, collectedCents: 900, houseCents: 0, poolCents: 900 },
    rows: [{ place: 1, player: one, cents: 900 }],
  },
  'payout.paid': { player: one },
  'payout.voided': { player: one, reason: 'a cheque' },
}

const fresh = <Id extends string>(id: Id) => `new-${id}` as Id
const names: Names = {
  tournament: fresh(plan.id),
  player: fresh,
  table: fresh,
  match: fresh,
  user: fresh,
  venue: fresh,
}
const at = '2026-03-01T00:00:00.000Z'
const event = <T extends EventType>(type: T, data: EventData[T], actor: UserId | null = null) =>
  ({ type, at, actor, data }) as Event
const ids = /"((?:tournament|player|match|table|user|venue)-\d+)"/g
const all = Object.keys(samples) as EventType[]

test.each(all)('%s has other ids and is the same in all else', (type) => {
  const told = event(type, samples[type], user)

  expect(renamed(told, names)).toStrictEqual(JSON.parse(JSON.stringify(told).replaceAll(ids, '"new-$1"')) as Event)
})

describe('what holds no id', () => {
  test('stays without one', () => {
    const bare: Event[] = [
      event('tournament.created', { rules: 1, tournament: { ...plan, id: names.tournament, venueId: null } }),
      event('tournament.edited', { edit: { name: 'Sunday Open' } }),
      event('tournament.edited', { edit: { venueId: null } }),
      event('player.edited', { player: fresh(one), edit: { rating: 500 } }),
      event('player.edited', { player: fresh(one), edit: { userId: null } }),
      event('player.marked_absent', { player: fresh(one), match: null }),
      event('stage.undrawn', { stage: 1 }),
      event('round.drawn', { stage: 1, round: 1, pairs: [], bye: null }),
    ]
    const kept: Names = { ...names, player: (id) => id }

    for (const told of bare) expect(renamed(told, kept)).toStrictEqual(told)
  })

  test('is not looked for in texts: one who is called like an id keeps his name', () => {
    const told = event('player.edited', { player: one, edit: { name: one, club: m(1) } })

    expect(renamed(told, names).data).toStrictEqual({ player: fresh(one), edit: { name: one, club: m(1) } })
  })
})

test('accounts and venues that are unknown in the new place are nobody and nowhere', () => {
  const unknown: Names = { ...names, user: () => null, venue: () => null }
  const told = renamed(event('player.edited', { player: one, edit: { userId: user } }, user), unknown)

  expect(told).toMatchObject({ actor: null, data: { edit: { userId: null } } })
  expect(renamed(event('tournament.edited', { edit: { venueId } }), unknown).data).toEqual({ edit: { venueId: null } })
})

test('ids pair off in their order, each once', () => {
  const made = ['z', 'x', 'y']
  const pairs = pairedIds<string>(['b', 'a', 'b', 'c'], () => made.shift() ?? 'too many')

  expect([...pairs]).toEqual([
    ['a', 'x'],
    ['b', 'y'],
    ['c', 'z'],
  ])
})

test('matches are known by their refs, from the states in which they come, and an unknown one keeps its id', () => {
  const { state } = started({ type: 'single_elimination', players: 4 })
  const [known, ...later] = state.matches
  const from = 'tournament-0' as TournamentId
  const old = state.matches.map(({ ref }) => matchId(from, 1, ref))
  const matches = new MatchNames(from)
  const withMatches = (list: State['matches']): State => {
    return { ...state, matches: list, matchIndex: new Map(list.map(({ id }, index) => [id, index])) }
  }

  matches.learn(withMatches(known === undefined ? [] : [known]))
  expect(old.map(matches.of)).toEqual([known?.id ?? m(0), ...old.slice(1)])
  matches.learn(withMatches([...state.matches]))
  expect(old.map(matches.of)).toEqual([known?.id ?? m(0), ...later.map(({ id }) => id)])
})
