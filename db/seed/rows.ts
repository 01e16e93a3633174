/** Text for COPY: the columns of each table, and rows table by table in the order in which foreign keys want them. */

type Value = string | number | boolean | null | undefined | object

/** Columns of each table in the order of the values below. */
export const copied = {
  organizations: ['id', 'slug', 'name'],
  users: ['id', 'email', 'name', 'password_hash'],
  organization_members: ['org_id', 'user_id', 'role'],
  venues: ['id', 'org_id', 'name', 'city'],
  tables: ['id', 'org_id', 'venue_id', 'label'],
  tournaments: [
    ...['id', 'org_id', 'venue_id', 'name', 'type', 'game_type', 'status', 'visibility', 'rules', 'options', 'epoch'],
    ...['version', 'month', 'match_count', 'matches_done', 'start_date', 'started_at', 'completed_at', 'created_at'],
    'audit_hash',
  ],
  stages: ['id', 'org_id', 'tournament_id', 'number', 'type', 'name', 'status', 'options', 'version'],
  players: [
    ...['id', 'org_id', 'tournament_id', 'user_id', 'name', 'club', 'seed', 'rating', 'status', 'chips', 'place'],
    ...['registered_at', 'version'],
  ],
  tournament_tables: ['tournament_id', 'table_id', 'org_id', 'status', 'version'],
  matches: [
    ...['id', 'org_id', 'tournament_id', 'stage_id', 'stage_number', 'ref', 'number', 'bracket', 'round', 'position'],
    ...['state', 'player_a', 'player_b', 'race_a', 'race_b', 'score_a', 'score_b', 'winner', 'kind', 'table_id'],
    ...['ready_at', 'started_at', 'completed_at', 'sources', 'version'],
  ],
  racks: ['match_id', 'number', 'org_id', 'tournament_id', 'winner', 'version'],
  busy_players: ['org_id', 'user_id', 'tournament_id', 'match_id'],
  tournament_events: ['month', 'tournament_id', 'version', 'org_id', 'type', 'actor', 'data', 'ops', 'at'],
  tournament_snapshots: ['tournament_id', 'version', 'org_id', 'state'],
  match_players: [
    ...['org_id', 'user_id', 'match_id', 'tournament_id', 'opponent_id', 'has_won', 'score', 'opponent_score'],
    'completed_at',
  ],
  payments: [
    ...['id', 'org_id', 'tournament_id', 'player_id', 'purpose', 'amount_cents', 'refunded_cents', 'currency'],
    ...['status', 'provider_ref', 'created_at'],
  ],
  ledger_entries: ['id', 'org_id', 'payment_id', 'posting', 'account', 'amount_cents', 'created_at'],
  notifications: [
    ...['id', 'org_id', 'tournament_id', 'user_id', 'channel', 'template', 'status', 'dedupe_key', 'created_at'],
  ],
  audit_logs: [
    ...['month', 'id', 'org_id', 'user_id', 'tournament_id', 'action', 'subject', 'after', 'position', 'prev_hash'],
    ...['hash', 'event_hash', 'timestamp'],
  ],
  audit_chains: ['org_id', 'position', 'prev_hash', 'hash'],
} as const satisfies Record<string, readonly string[]>

/** Tables that a seed writes. */
export type CopiedTable = keyof typeof copied

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function field(value: Value): string {
  if (value === null || value === undefined) return '\\N'
  if (value instanceof Uint8Array) return `\\\\x${Buffer.from(value).toString('hex')}`
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)
}

/** Rows as COPY wants them: fields by tabs, one line each. */
export class Rows {
  readonly lines = new Map<CopiedTable, string[]>()

  add(table: CopiedTable, ...values: readonly Value[]): void {
    const line = `${values.map(field).join('\t')}\n`
    const lines = this.lines.get(table)
    if (lines === undefined) this.lines.set(table, [line])
    else lines.push(line)
  }

  /** Tables that have rows, parents first. */
  *texts(): Generator<readonly [CopiedTable, string]> {
    for (const table of Object.keys(copied) as CopiedTable[]) {
      const lines = this.lines.get(table)
      if (lines !== undefined) yield [table, lines.join('')]
    }
  }
}
