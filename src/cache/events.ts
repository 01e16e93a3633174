/**
 * The seventeen domain events and what each makes old; every event of the engine is at least one of them.
 * A tag of a tournament or user takes the version of its row; a counter of an org is raised in the same transaction.
 * "What does this command invalidate" has its one answer here.
 */
import type { EventType } from '../engine/messages.ts'
import type { MatchId, OrgId, PlayerId, TournamentId, UserId } from '../engine/types.ts'
import { type OrgCounter, orgTag, type Tag, tournamentTag, userTag } from './keys.ts'

type TournamentName = `tournament:${'created' | 'updated' | 'started' | 'completed' | 'deleted'}`
type MatchName = `match:${'created' | 'updated' | 'completed'}`
type PlayerName = `player:${'registered' | 'eliminated'}`
type UserName = `user:${'updated' | 'deleted' | 'permission:changed' | 'logged_out'}`
type OrgName = `org:${'settings:updated' | 'members:changed'}`

/** Names of domain events. */
export type DomainName = TournamentName | MatchName | PlayerName | UserName | OrgName | 'analytics:recalculated'

interface Common {
  readonly org: OrgId
  /** Of the row that changed; 0 where only counters do. */
  readonly version: number
  /** When, as an ISO instant of the database. */
  readonly at: string
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** One domain event. What belongs to a tournament names it, or does not compile. */
export type DomainEvent = Common &
  (
    | { readonly event: TournamentName; readonly resourceId: TournamentId }
    | {
        readonly event: MatchName
        readonly resourceId: MatchId
        readonly relatedIds: { readonly tournament: TournamentId }
      }
    | {
        readonly event: PlayerName
        readonly resourceId: PlayerId
        readonly relatedIds: { readonly tournament: TournamentId; readonly user?: UserId }
      }
    | {
        readonly event: UserName
        readonly resourceId: UserId
        /** Every org of a user who is deleted. */
        readonly relatedIds?: { readonly orgs: readonly OrgId[] }
      }
    | { readonly event: OrgName }
    | { readonly event: 'analytics:recalculated'; readonly resourceId?: TournamentId }
  )

/** Counters of the event's own org that it raises. */
export const countersOf: Readonly<Record<DomainName, readonly OrgCounter[]>> = Object.freeze({
  'tournament:created': ['list', 'analytics'],
  'tournament:updated': ['list'],
  'tournament:started': ['list'],
  'tournament:completed': ['list'],
  'tournament:deleted': ['list', 'analytics'],
  'match:created': [],
  'match:updated': [],
  'match:completed': [],
  'player:registered': [],
  'player:eliminated': [],
  'user:updated': [],
  'user:deleted': ['analytics'],
  'user:permission:changed': [],
  'user:logged_out': [],
  'org:settings:updated': ['settings', 'analytics'],
  'org:members:changed': ['members'],
  'analytics:recalculated': ['analytics'],
})

/** All names, in the order of the table above. */
export const domainNames = Object.keys(countersOf) as readonly DomainName[]

/** Tags whose floor the event raises: the tournament's or user's own, and counters of orgs. */
export function raisedBy(event: DomainEvent): Tag[] {
  const counters = countersOf[event.event].map((counter) => orgTag(event.org, counter))
  if (event.event === 'analytics:recalculated') {
    return event.resourceId === undefined ? counters : [tournamentTag(event.resourceId)]
  }
  return [...ownTags(event), ...counters]
}

function ownTags(event: DomainEvent): Tag[] {
  if (isUser(event)) {
    const orgs = event.event === 'user:deleted' ? (event.relatedIds?.orgs ?? []) : []
    return [userTag(event.resourceId), ...orgs.map((org) => orgTag(org, 'analytics'))]
  }
  if (isPlayer(event)) {
    const { tournament, user } = event.relatedIds
    return user === undefined ? [tournamentTag(tournament)] : [tournamentTag(tournament), userTag(user)]
  }
  if (isMatch(event)) return [tournamentTag(event.relatedIds.tournament)]
  return isTournament(event) ? [tournamentTag(event.resourceId)] : []
}

type Of<Name extends DomainName> = Extract<DomainEvent, { readonly event: Name }>
const isTournament = (event: DomainEvent): event is Of<TournamentName> => event.event.startsWith('tournament:')
const isMatch = (event: DomainEvent): event is Of<MatchName> => event.event.startsWith('match:')
const isPlayer = (event: DomainEvent): event is Of<PlayerName> => event.event.startsWith('player:')
const isUser = (event: DomainEvent): event is Of<UserName> => event.event.startsWith('user:')

const special: Partial<Readonly<Record<EventType, readonly DomainName[]>>> = {
  'tournament.created': ['tournament:created'],
  'tournament.started': ['tournament:started'],
  'tournament.completed': ['tournament:completed'],
  'tournament.deleted': ['tournament:deleted'],
  'player.withdrawn': ['player:eliminated', 'match:updated'],
  'player.disqualified': ['player:eliminated', 'match:updated'],
  'player.marked_absent': ['player:eliminated', 'match:updated'],
  'stage.drawn': ['tournament:updated', 'match:created'],
  'round.drawn': ['tournament:updated', 'match:created'],
  'finals.applied': ['tournament:updated', 'match:created'],
  'match.resulted': ['match:completed', 'player:eliminated'],
  'match.corrected': ['match:completed', 'player:eliminated'],
}

const ordinary: Readonly<Record<string, DomainName>> = {
  tournament: 'tournament:updated',
  player: 'player:registered',
  match: 'match:updated',
  rack: 'match:updated',
  stage: 'tournament:updated',
  field: 'tournament:updated',
  round: 'tournament:updated',
  finals: 'tournament:updated',
  lot: 'tournament:updated',
  table: 'tournament:updated',
  payouts: 'tournament:updated',
  payout: 'tournament:updated',
}

/** What an event of the engine is to the cache: by its own name, else by its noun. Empty for an unknown noun. */
export function domainNamesOf(type: EventType): readonly DomainName[] {
  const byNoun = ordinary[type.split('.')[0] ?? '']
  return special[type] ?? (byNoun === undefined ? [] : [byNoun])
}

/** Counters of the org that an event of the engine raises; for the write path, which knows nothing of domain events. */
export function countersRaisedBy(type: EventType): readonly OrgCounter[] {
  return [...new Set(domainNamesOf(type).flatMap((name) => countersOf[name]))]
}
