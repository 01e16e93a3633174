/** Keys of an org's programs, as its owners see them. Read from the database each time. */
import { sql } from 'drizzle-orm'
import type { OrgId } from '../engine/types.ts'
import type { ApiKey } from '../store/api-keys.ts'
import { utc } from '../store/instants.ts'
import type { Window } from '../store/keyset.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'

const list = {
  row: sql`jsonb_build_object('id', k.id, 'name', k.name, 'prefix', k.prefix, 'scopes', to_jsonb(k.scopes),
    'tier', k.tier, 'createdBy', k.created_by, 'createdAt', ${utc(sql`k.created_at`)},
    'expiresAt', ${utc(sql`k.expires_at`)}, 'lastUsedAt', ${utc(sql`k.last_used_at`)},
    'revokedAt', ${utc(sql`k.revoked_at`)})`,
  from: sql`api_keys k`,
  order: [
    { sql: sql`k.created_at`, type: 'timestamptz', isDescending: true },
    { sql: sql`k.id`, type: 'uuid', isDescending: true },
  ],
} as const

/** Keys, newest first, revoked ones too. */
export function apiKeyList(
  { db }: Pick<QueryDeps, 'db'>,
  org: OrgId,
  { window, count }: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<ApiKey>> {
  return readWindow(db, org, { ...list, where: sql`k.org_id = ${org}` }, window, count)
}
