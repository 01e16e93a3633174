/**
 * What the server's login may do, looked at before the first request: too little is a fault on every page, and too much
 * takes down the wall between organisations without a sign.
 */
import { codeOf } from '../src/store/failures.ts'
import { connect, type Endpoint } from '../src/store/target.ts'

/** Tables that every kind of request meets, and what it does there. */
const needed = [
  ['organizations', 'select'],
  ['tournaments', 'update'],
  ['tournament_events', 'insert'],
  ['sessions', 'insert'],
] as const

const connectSeconds = 5

/** Throws one plain sentence when the login lacks a right, or could pass row-level security by. */
export async function requireAppRights(app: Endpoint): Promise<void> {
  const sql = connect(app, { max: 1, fetch_types: false, connect_timeout: connectSeconds })
  try {
    const [who] = await sql.unsafe(
      'select rolname as name, rolsuper or rolbypassrls as is_above from pg_roles where rolname = current_user',
    )
    const login = String(who?.name)
    if (who?.is_above === true) {
      throw new Error(
        `The login ${login} of DATABASE_URL may pass row-level security by, and organisations would not be apart. ` +
          'Give the server a login that is neither a superuser nor has BYPASSRLS, see db/README.md.',
      )
    }
    for (const [table, right] of needed) {
      const [may] = await sql.unsafe('select has_table_privilege($1, $2) as is_so', [table, right])
      if (may?.is_so === true) continue
      const advice = `As the owner: GRANT railbird_app TO ${login}.`
      throw new Error(`The login ${login} of DATABASE_URL may not ${right} in ${table}. ${advice}`)
    }
  } catch (error) {
    if (codeOf(error) !== '42501') throw error
    throw new Error(
      'The login of DATABASE_URL may not put on the role railbird_app. As the owner: GRANT railbird_app TO that login.',
      { cause: error },
    )
  } finally {
    await sql.end({ timeout: 1 })
  }
}
