/** What reads are made of; built once in the composition root. */
import type { Cache } from '../cache/cache.ts'
import type { Key } from '../cache/keys.ts'
import type { Preloads } from '../cache/preloads.ts'
import type { OrgId } from '../engine/types.ts'
import type { Archive } from '../store/archive.ts'
import type { Database } from '../store/database.ts'
import type { States } from '../store/states.ts'

/** Parts that queries use. */
export interface QueryDeps {
  readonly db: Database
  readonly states: States
  readonly archive: Archive
  readonly cache: Cache
  /** Next pages of lists, loaded before they are asked for. */
  readonly nextPages: Preloads
  /** Where public addresses seen lead to, by `<slug>/<tournament id>`; visibility is judged by the state, not here. */
  readonly publicOrgs: Map<string, PublicPlace>
}

/** The org behind a public address, and the keys of its views: making one costs more than the rest of a look-up. */
export interface PublicPlace {
  readonly org: OrgId
  readonly keys: Map<string, Key>
}
