/**
 * The queries that `bench:db` measures: calls of the application's own functions, each with the index it is there for.
 * `wanted` is the ratio that is owed for six of them, against a database without the twenty indexes.
 */
import { sql } from 'drizzle-orm'
import type postgres from 'postgres'
import type { OrgId, TournamentId, UserId } from '../../src/engine/types.ts'
import { auditList } from '../../src/queries/audit-logs.ts'
import { notificationList } from '../../src/queries/notifications.ts'
import { memberList, venueList } from '../../src/queries/org-reads.ts'
import { paymentList } from '../../src/queries/payments.ts'
import { publicTournament, publicTournaments } from '../../src/queries/public-tournaments.ts'
import { resultList } from '../../src/queries/results.ts'
import { tournamentList } from '../../src/queries/tournament-list.ts'
import type { Database } from '../../src/store/database.ts'
import { readAvailability } from '../../src/store/hall.ts'
import { accountsOf } from '../../src/store/notifications.ts'
import { removeMember } from '../../src/store/orgs.ts'
import { readDue } from '../../src/store/tournaments.ts'
import { findAccount } from '../../src/store/users.ts'

/** Whose rows are asked for; the same on every machine for the same seed. */
export interface Cases {
  readonly org: OrgId
  readonly tournament: TournamentId
  readonly withFee: TournamentId
  /** In play with chips; any other where the seed has none. */
  readonly chips: TournamentId
  readonly person: UserId
  readonly opponent: UserId
  readonly staff: UserId
  readonly email: string
}

/** One query of the application. */
export interface Probe {
  readonly name: string
  /** Of the twenty; null where none is meant. */
  readonly index: string | null
  readonly wanted?: number
  readonly run: (db: Database, cases: Cases) => Promise<unknown>
}

const walk = { window: { size: 20, position: null }, count: 'none' } as const
const latestFirst = [{ name: 'startDate', isDescending: true }] as const
const nobody = '00000000-0000-7000-8000-000000000000' as UserId
const soonMs = 2 * 3_600_000

/** The six of the list that is owed, then the queries of the other indexes, then lists with none. */
export const probes: readonly Probe[] = [
  {
    name: 'tournament list, filtered',
    index: 'idx_tournaments_org_status',
    wanted: 12,
    run: (db, { org }) => tournamentList({ db }, org, { status: 'completed' }, latestFirst, walk),
  },
  {
    name: 'matches of a tournament',
    index: 'idx_matches_tournament_status',
    wanted: 12.5,
    run: (db, { tournament }) => publicTournament({ db }, tournament),
  },
  {
    name: 'registration check',
    index: 'idx_players_tournament_user',
    wanted: 15,
    run: (db, { org, tournament }) => db.orgTransaction(org, (tx) => accountsOf(tx, org, tournament)),
  },
  {
    name: 'sign-in',
    index: 'idx_users_email',
    wanted: 12.5,
    run: (db, { email }) => findAccount(db, email),
  },
  {
    name: 'audit log',
    index: 'idx_audit_logs_org_timestamp',
    wanted: 10,
    run: (db, { org }) => auditList({ db }, org, {}, walk),
  },
  {
    name: 'payment history',
    index: 'idx_payments_org_timestamp',
    wanted: 10,
    run: (db, { org }) => paymentList({ db }, org, {}, walk),
  },
  {
    name: 'tournament list by date',
    index: 'idx_tournaments_start_date',
    run: (db, { org }) => tournamentList({ db }, org, {}, latestFirst, walk),
  },
  {
    name: 'tournaments by name',
    index: 'idx_tournaments_search',
    run: (db, { org }) => tournamentList({ db }, org, { q: 'Cup 123' }, [], walk),
  },
  {
    name: 'tournaments due or live',
    index: 'idx_tournaments_status',
    run: (db) => readDue(db, soonMs, 100),
  },
  {
    name: 'tables of the org',
    index: 'idx_matches_table_assignment',
    run: (db, { org }) => readAvailability(db, org, { size: 50, offset: 0 }, 'exact'),
  },
  {
    name: 'latest results',
    index: 'idx_matches_completed_at',
    run: (db, { org }) => resultList({ db }, org, {}, walk),
  },
  {
    name: 'results of a person',
    index: 'idx_matches_player_history',
    run: (db, { org, person }) => resultList({ db }, org, { userId: person }, walk),
  },
  {
    name: 'head-to-head',
    index: 'idx_matches_player_history',
    run: (db, { org, person, opponent }) => resultList({ db }, org, { userId: person, opponentId: opponent }, walk),
  },
  {
    name: 'orgs of an account',
    index: 'idx_users_org_role',
    run: (db, { email }) => findAccount(db, email),
  },
  {
    name: 'is there another owner',
    index: 'idx_org_members_org_role',
    run: (db, { org }) => db.orgTransaction(org, (tx) => removeMember(tx, org, nobody)),
  },
  {
    name: "one person's timeline",
    index: 'idx_audit_logs_user_timestamp',
    run: (db, { org, staff }) => auditList({ db }, org, { userId: staff }, walk),
  },
  {
    name: 'queue of messages',
    index: 'idx_notifications_org_status',
    run: (db, { org }) => notificationList({ db }, org, { status: 'pending' }, walk),
  },
  {
    name: 'messages of an event',
    index: 'idx_notifications_tournament',
    run: (db, { org, tournament }) => notificationList({ db }, org, { tournamentId: tournament }, walk),
  },
  {
    name: 'who has paid',
    index: 'idx_payments_tournament_status',
    run: (db, { org, withFee }) => paymentList({ db }, org, { tournamentId: withFee, status: 'succeeded' }, walk),
  },
  {
    name: 'leader of a chip event',
    index: 'idx_players_chips_desc',
    run: (db, { chips }) => publicTournament({ db }, chips),
  },
  {
    name: 'who still plays',
    index: 'idx_players_tournament_status',
    run: (db, { org, tournament }) => db.orgTransaction(org, (tx) => accountsOf(tx, org, tournament, 'active')),
  },
  { name: 'members', index: null, run: (db, { org }) => memberList({ db }, org, walk) },
  { name: 'venues', index: null, run: (db, { org }) => venueList({ db }, org, walk) },
  {
    name: 'public front page',
    index: null,
    run: (db) => publicTournaments({ db }, {}, walk),
  },
]

/** Picks the cases from the largest room of a seed. */
export async function pickCases(owner: postgres.Sql, db: Database): Promise<Cases> {
  const [org] = await owner<{ id: OrgId }[]>`select id from organizations where slug = 'demo-org'`
  if (org === undefined) throw new Error('there is no seed here: bun run db:seed -- --size load')
  const one = async <Row>(text: ReturnType<typeof sql>): Promise<Row> => {
    const [row] = await db.orgQuery<Row>(org.id, text)
    if (row === undefined) throw new Error('the seed of this database is not whole; run db:seed again')
    return row
  }
  const event = await one<{ id: TournamentId }>(sql`SELECT id FROM tournaments
    WHERE org_id = ${org.id} AND status = 'completed' AND visibility = 'public' AND match_count BETWEEN 60 AND 130
    ORDER BY id OFFSET 5 LIMIT 1`)
  const paid = await one<{ id: TournamentId }>(sql`SELECT tournament_id AS id FROM payments
    WHERE org_id = ${org.id} ORDER BY created_at OFFSET 500 LIMIT 1`)
  const [chips] = await owner<{ id: TournamentId }[]>`select id from tournaments
    where type = 'chip_lives' and status = 'active' and visibility = 'public' order by id limit 1`
  const pair = await one<{ a: UserId; b: UserId }>(sql`SELECT user_id AS a, opponent_id AS b FROM match_players
    WHERE org_id = ${org.id} AND opponent_id IS NOT NULL ORDER BY completed_at OFFSET 1000 LIMIT 1`)
  const staff = await one<{ id: UserId }>(sql`SELECT user_id AS id FROM organization_members
    WHERE org_id = ${org.id} AND role = 'scorekeeper' ORDER BY user_id OFFSET 2 LIMIT 1`)
  const [account] = await owner<{ email: string }[]>`select email::text from users where id = ${pair.a}`
  const { a: person, b: opponent } = pair
  const ids = { org: org.id, tournament: event.id, withFee: paid.id, person, opponent, staff: staff.id }
  const inChips = { chips: chips?.id ?? event.id }
  return { ...ids, ...inChips, email: account?.email ?? '' }
}
