/** The chain of an archived event and its log, as the check of the audit log reads them from a part of the archive. */
import type { OrgId, TournamentId, UserId } from '../src/engine/types.ts'
import type { Archive } from '../src/store/archive.ts'
import type { AuditFacts, Vouched } from '../src/store/audit-chain.ts'

/** A row as it is checked; hashes in hex. */
export interface Row extends AuditFacts {
  readonly position: number
  readonly prevHash: string | null
  readonly hash: string
  readonly micros: string
  readonly isPlaced: boolean
}

/** Rows of `audit_logs` and `tournament_events` as JSON by Postgres: bytes as `\x...`, times in UTC. */
interface AuditLine {
  readonly id: string
  readonly org_id: OrgId
  readonly user_id: UserId | null
  readonly principal: string | null
  readonly tournament_id: TournamentId
  readonly action: string
  readonly subject: string
  readonly before: Row['before']
  readonly after: Row['after']
  readonly event_hash: string | null
  readonly address: string | null
  readonly request_id: string | null
  readonly position: number
  readonly prev_hash: string | null
  readonly hash: string
  readonly timestamp: string
  readonly month: string
}
type EventLine = Vouched & { readonly version: number }

/** What a part holds of an event. Throws `archived` where it cannot be read. */
export async function readArchived(archive: Archive, part: string, id: TournamentId) {
  const [rows, events] = [await archive.lines(part, id, 'audit'), await archive.lines(part, id, 'events')]
  return {
    rows: rows.map((line) => rowOf(JSON.parse(line) as AuditLine)),
    events: events.map((line) => JSON.parse(line) as EventLine),
  }
}

const bytes = (text: string) => text.replace('\\x', '')

function rowOf(line: AuditLine): Row {
  const { id, principal, action, subject, before, after, address, timestamp, month } = line
  const [whole = '', fraction = ''] = timestamp.replace(/(Z|\+00:00)$/, '').split('.')
  return {
    ...{ id, principal, action, subject, before, after, address },
    orgId: line.org_id,
    userId: line.user_id,
    tournamentId: line.tournament_id,
    requestId: line.request_id,
    eventHash: line.event_hash === null ? null : bytes(line.event_hash),
    prevHash: line.prev_hash === null ? null : bytes(line.prev_hash),
    hash: bytes(line.hash),
    position: Number(line.position),
    micros: String(BigInt(Date.parse(`${whole}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'))),
    isPlaced: month === `${timestamp.slice(0, 7)}-01`,
  }
}
