/** What reads are made of; built once in the composition root. */
import type { Cache } from '../cache/cache.ts'
import type { OrgId } from '../engine/types.ts'
import type { Database } from '../store/database.ts'
import type { States } from '../store/states.ts'

/** Parts that queries use. */
export interface QueryDeps {
  readonly db: Database
  readonly states: States
  readonly cache: Cache
  /** Org of each public address seen, `<slug>/<tournament id>`; visibility is judged by the state, not by this. */
  readonly publicOrgs: Map<string, OrgId>
}
