/** Instants in JSON rows: the form that the API writes. */
import { sql, type SQL } from 'drizzle-orm'

/** SQL for an instant as ISO 8601 UTC with milliseconds; NULL stays NULL. */
export const utc = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
