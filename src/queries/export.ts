/** A tournament as a file: its whole log, and on request the contact data of its players. For directors only. */
import { sql } from 'drizzle-orm'
import type { Event } from '../engine/messages.ts'
import type { OrgId, PlayerId, TournamentId } from '../engine/types.ts'
import type { QueryDeps } from './deps.ts'
import type { Answer } from './reads.ts'

const pageSize = 1000

interface ContactRow {
  readonly player: PlayerId
  readonly email: string | null
  readonly phone: string | null
}

/** Throws `not_found` for an unknown or deleted tournament. O(events) reads and memory. */
export async function readExport(
  deps: QueryDeps,
  org: OrgId,
  id: TournamentId,
  include: { readonly contacts: boolean },
): Promise<Answer> {
  const { state } = await deps.states.current(org, id)
  const events: ({ readonly version: number } & Event)[] = []
  while (events.length < state.version) {
    const range = { after: events.length, head: state.version, limit: pageSize }
    const stored = await deps.archive.eventsAfter(deps.db, org, id, range)
    const due = stored.slice(0, state.version - events.length)
    if (due.length === 0) throw new Error(`the log of ${id} ends at ${events.length}, the row says ${state.version}`)
    events.push(...due.map(({ version, event }) => ({ version, ...event })))
  }
  const file = { format: 'railbird-event', formatVersion: 1, events }
  const body = include.contacts ? { ...file, contacts: await readContacts(deps, org, id) } : file
  return { version: state.version, body }
}

/** Those who left an address or a number, in the order in which they joined. */
export function readContacts(deps: Pick<QueryDeps, 'db'>, org: OrgId, id: TournamentId): Promise<ContactRow[]> {
  return deps.db.orgQuery<ContactRow>(
    org,
    sql`SELECT id AS player, email, phone FROM players
        WHERE org_id = ${org} AND tournament_id = ${id} AND (email IS NOT NULL OR phone IS NOT NULL)
        ORDER BY registered_at, id`,
  )
}
