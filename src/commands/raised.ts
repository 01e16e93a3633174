/** What a write outside of tournaments tells the house: which numbers it has raised. */
import type { OrgId, UserId } from '../engine/types.ts'

/** New numbers of counters of the org, by name, and of the users whose rights changed. */
export interface Raised {
  readonly orgId: OrgId
  readonly counters: ReadonlyMap<string, number>
  readonly users: ReadonlyMap<UserId, number>
}

/** What becomes of writes that make something old; a write goes by the name it has in `cache/mutations.ts`. */
export interface Writes {
  /** Counters of the org that hang on what the write touches. */
  readonly countersOf: (write: string) => readonly string[]
  /** Called after COMMIT and before the answer. */
  readonly committed: (write: string, raised: Raised) => void
}
