/**
 * The audit log of a seed: a row for each event of play, chained by tournament, and what an office does between the
 * events, chained by org. Hashes are made by the functions that the server writes and checks with, so chains hold.
 */
import type { Op } from '../../src/engine/rows.ts'
import type { UserId } from '../../src/engine/types.ts'
import { type AuditFacts, EventsDigest, factsDigest, linkHash, microsOf } from '../../src/store/audit-chain.ts'
import type { Cast, SeedOrg } from './cast.ts'
import { luckOf, seedId } from './chance.ts'
import type { SeedEvent } from './play.ts'
import { Rows } from './rows.ts'
import { seedDay, type SeedSize } from './sizes.ts'

type Said = Pick<AuditFacts, 'id' | 'orgId' | 'userId' | 'tournamentId' | 'action' | 'subject' | 'after' | 'eventHash'>

const batchOf = 20_000
const bytes = (hex: string | null) => (hex === null ? null : Buffer.from(hex, 'hex'))
const monthOf = (at: string) => `${at.slice(0, 7)}-01`

/** Adds the row at `position` of a chain; returns the hash that the next one goes on from. */
function link(rows: Rows, said: Said, place: { at: string; position: number; previous: string | null }): string {
  const { at, position, previous } = place
  const { id, orgId, userId, tournamentId, action, subject, after, eventHash } = said
  const facts: AuditFacts = { ...said, principal: null, before: null, address: null, requestId: null }
  const hash = linkHash(previous, position, microsOf(at), factsDigest(facts))
  rows.add(
    'audit_logs',
    ...[monthOf(at), id, orgId, userId, tournamentId, action, subject, after, position, bytes(previous), bytes(hash)],
    ...[bytes(eventHash), at],
  )
  return hash
}

/** What an event did to the match it names; nothing of people, whose names would have to be masked. */
function afterOf(ops: readonly Op[], match: string): AuditFacts['after'] {
  const op = ops.find(([kind, id]) => kind === 'm' && id === match)
  if (op?.[0] !== 'm') return null
  const { state, scoreA, scoreB, winner } = op[2]
  const told = Object.entries({ state, scoreA, scoreB, winner }).filter(([, value]) => value !== undefined)
  return told.length === 0 ? null : Object.fromEntries(told)
}

/** A row for each event of the log; returns the head of the chain, which stands on the tournament. */
export function addTrail(rows: Rows, { org, id, log }: SeedEvent): string {
  let head: string | null = null
  for (const [at, { event, ops }] of log.entries()) {
    const match = 'match' in event.data ? event.data.match : null
    const said: Said = {
      id: seedId(Date.parse(event.at), `trail/${id}/${at}`),
      orgId: org.id,
      userId: event.actor,
      tournamentId: id,
      action: event.type,
      subject: match === null ? `tournament:${id}` : `match:${match}`,
      after: match === null ? null : afterOf(ops, match),
      eventHash: new EventsDigest().add(event).hex(),
    }
    head = link(rows, said, { at: event.at, position: at + 1, previous: head })
  }
  return head ?? ''
}

const doings = ['member.changed', 'member.added', 'venue.edited', 'table.added', 'org.edited', 'api_key.added'] as const

function doing(org: SeedOrg, cast: Cast, number: number, at: number): Said {
  const luck = luckOf(`office/${org.id}/${number}`)
  const action = doings[luck.rank(doings.length)] ?? 'org.edited'
  const member: UserId | undefined = cast.users[org.regulars[luck.rank(org.regulars.length)] ?? 0]?.id
  const table = org.tables[luck.upTo(org.tables.length)]?.id
  const subjects = { member: `user:${member}`, venue: `venue:${org.venue}`, table: `table:${table}` }
  const [kind = ''] = action.split('.')
  return {
    id: seedId(at, `office/${org.id}/${number}`),
    orgId: org.id,
    userId: org.staff[luck.rank(org.staff.length)] ?? org.director,
    tournamentId: null,
    action,
    subject: kind in subjects ? subjects[kind as keyof typeof subjects] : `org:${org.id}`,
    after: kind === 'member' ? { role: luck.is(0.9) ? 'viewer' : 'scorekeeper' } : null,
    eventHash: null,
  }
}

/** Entries of the n-th org: the n-th part of those of the first. */
function entriesOf(size: SeedSize, org: number): number {
  const parts = Array.from({ length: size.orgs }, (_, at) => 1 / (at + 1)).reduce((sum, part) => sum + part, 0)
  return Math.max(1, Math.round(size.officeEntries / parts / (org + 1)))
}

/** What the office of an org does, evenly over the days of the seed, in batches. */
export function* officeRows(cast: Cast, size: SeedSize, number: number): Generator<Rows> {
  const org = cast.orgs[number]
  if (org === undefined) return
  const span = size.days * 86_400_000
  const first = Date.parse(seedDay) - span
  const entries = entriesOf(size, number)
  let rows = new Rows()
  let [head, previous]: (string | null)[] = [null, null]
  for (let entry = 0; entry < entries; entry++) {
    const at = first + Math.floor((entry / entries) * span)
    previous = head ?? null
    head = link(rows, doing(org, cast, entry, at), { at: new Date(at).toISOString(), position: entry + 1, previous })
    if (entry === entries - 1) rows.add('audit_chains', org.id, entries, bytes(previous), bytes(head))
    else if ((entry + 1) % batchOf !== 0) continue
    yield rows
    rows = new Rows()
  }
}
