/**
 * Events under other ids: every id inside an event, in the words of another tournament.
 * The tables are complete by type: a new kind of event does not compile until it is said which ids it holds.
 * Texts are never looked at; a player who is called like an id keeps his name.
 */
import { matchId } from '../ids.ts'
import type { Event, EventData, EventType } from '../messages.ts'
import type { MatchId, PlayerId, State, TableId, TournamentId, UserId, VenueId } from '../types.ts'

/** What ids become; an account or a venue that is unknown in the new place becomes null. */
export interface Names {
  readonly tournament: TournamentId
  readonly player: (id: PlayerId) => PlayerId
  readonly table: (id: TableId) => TableId
  readonly match: (id: MatchId) => MatchId
  readonly user: (id: UserId) => UserId | null
  readonly venue: (id: VenueId) => VenueId | null
}

type Renaming = { readonly [T in EventType]: (data: EventData[T], names: Names) => EventData[T] }

const same = <Data>(data: Data): Data => data
const ofMatch = <Data extends { readonly match: MatchId }>(data: Data, names: Names): Data => ({
  ...data,
  match: names.match(data.match),
})
const ofPlayer = <Data extends { readonly player: PlayerId }>(data: Data, names: Names): Data => ({
  ...data,
  player: names.player(data.player),
})
const ofTable = <Data extends { readonly table: TableId }>(data: Data, names: Names): Data => ({
  ...data,
  table: names.table(data.table),
})
const orNull = <Id, Other>(id: Id | null, to: (id: Id) => Other | null) => (id === null ? null : to(id))

const tournament = {
  'tournament.created': ({ rules, tournament: plan }, names) => ({
    rules,
    tournament: { ...plan, id: names.tournament, venueId: orNull(plan.venueId, names.venue) },
  }),
  'tournament.edited': ({ edit }, names) => {
    const { venueId } = edit
    return { edit: venueId === undefined ? edit : { ...edit, venueId: orNull(venueId, names.venue) } }
  },
  'tournament.opened': same,
  'tournament.checkin_opened': same,
  'tournament.checkin_closed': ({ absent, promoted }, names) => {
    return { absent: absent.map(names.player), promoted: promoted.map(names.player) }
  },
  'tournament.started': same,
  'tournament.paused': same,
  'tournament.resumed': same,
  'tournament.completed': same,
  'tournament.reopened': same,
  'tournament.cancelled': same,
  'tournament.deleted': same,
} satisfies Partial<Renaming>

const players = {
  'player.registered': ({ players: joining, waitlisted }, names) => ({
    players: joining.map((one) => ({ ...one, id: names.player(one.id), userId: orNull(one.userId, names.user) })),
    waitlisted: waitlisted.map(names.player),
  }),
  'player.edited': ({ player, edit }, names) => {
    const { userId } = edit
    const other = userId === undefined ? edit : { ...edit, userId: orNull(userId, names.user) }
    return { player: names.player(player), edit: other }
  },
  'player.checked_in': ofPlayer,
  'player.withdrawn': ofPlayer,
  'player.disqualified': ofPlayer,
  'player.marked_absent': ({ player, match }, names) => {
    return { player: names.player(player), match: orNull(match, names.match) }
  },
  'player.adjusted': ofPlayer,
  'player.bought_back': ofPlayer,
  'player.reentered': ofPlayer,
  'payouts.planned': same,
  'payouts.computed': ({ totals, rows }, names) => ({ totals, rows: rows.map((row) => ofPlayer(row, names)) }),
  'payout.paid': ofPlayer,
  'payout.voided': ofPlayer,
} satisfies Partial<Renaming>

const stages = {
  'stage.drawn': (data, names) => ({ ...data, order: data.order.map(names.player) }),
  'stage.undrawn': ({ stage, promoted }, names) => {
    return promoted === undefined ? { stage } : { stage, promoted: promoted.map(names.player) }
  },
  'field.undrawn': same,
  'field.drawn': ({ stage, order }, names) => ({ stage, order: order.map(names.player) }),
  'round.drawn': (data, names) => ({
    ...data,
    pairs: data.pairs.map(([a, b]) => [names.player(a), names.player(b)] as const),
    bye: orNull(data.bye, names.player),
  }),
  'finals.applied': (data, names) => {
    return { ...data, order: data.order.map(names.player), lots: data.lots.map(names.player) }
  },
  'lot.drawn': ({ stage, lots }, names) => ({ stage, lots: lots.map((lot) => lot.map(names.player)) }),
} satisfies Partial<Renaming>

const renaming: Renaming = {
  ...tournament,
  ...players,
  ...stages,
  'match.called': ofMatch,
  'match.assigned': ({ match, table }, names) => ({ match: names.match(match), table: names.table(table) }),
  'match.freed': ofMatch,
  'match.tagged': ofMatch,
  'match.started': ofMatch,
  'match.paused': ofMatch,
  'match.resumed': ofMatch,
  'rack.recorded': ofMatch,
  'rack.undone': ofMatch,
  'match.resulted': ofMatch,
  'match.corrected': (data, names) => ({ ...ofMatch(data, names), cascade: data.cascade.map(names.match) }),
  'match.reopened': ofMatch,
  'match.race_set': ofMatch,
  'table.opened': ofTable,
  'table.blocked': ofTable,
  'table.freed': ofTable,
  'table.removed': ofTable,
}

/** The event with every id renamed; nothing else changes. */
export function renamed(event: Event, names: Names): Event {
  const { type, at, actor } = event
  // The table pairs each type with its own data; the compiler cannot follow a lookup by a union.
  const rename = renaming[type] as (data: Event['data'], names: Names) => Event['data']
  return { type, at, actor: orNull(actor, names.user), data: rename(event.data, names) } as Event
}

/** Ids that pair off one to one: sorted, so that whatever is decided by the order of ids comes out the same. */
export function pairedIds<Id extends string>(old: Iterable<Id>, fresh: () => string): ReadonlyMap<Id, Id> {
  const from = [...new Set(old)].sort()
  const to = from.map(() => fresh() as Id).sort()
  return new Map(from.map((id, at) => [id, to[at] ?? id]))
}

/** Ids of matches, learnt from the states of the new tournament as they come: equal refs, other namespace. */
export class MatchNames {
  readonly #from: TournamentId
  readonly #names = new Map<MatchId, MatchId>()
  readonly #known = new Set<MatchId>()
  #index: State['matchIndex'] | null = null

  constructor(from: TournamentId) {
    this.#from = from
  }

  /** Takes in the matches of a state; cheap while no match is added. */
  learn(state: State): void {
    if (state.matchIndex === this.#index) return
    this.#index = state.matchIndex
    for (const { id, stage, ref } of state.matches) {
      if (this.#known.has(id)) continue
      this.#known.add(id)
      this.#names.set(matchId(this.#from, stage, ref), id)
    }
  }

  /** The new id, or the given one where no match had it; the engine will not know it. */
  readonly of = (id: MatchId): MatchId => this.#names.get(id) ?? id
}
