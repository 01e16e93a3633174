/**
 * `bun run audit verify`: follows every chain of the audit log, org by org, and names the first row of each that is not
 * as it was written. Works on the database of the configuration, also beside a running server.
 * Last line `N rows in M chains, K bad`; exit code 1 if one is, 2 if the database cannot be read.
 */
import { sql } from 'drizzle-orm'
import { limits } from '../src/config.ts'
import type { OrgId } from '../src/engine/types.ts'
import { openDatabase, type Database } from '../src/store/database.ts'
import { checkChains } from './audit-chains.ts'
import { openTarget } from './replay-check.ts'

// A chain is read in one transaction, so a single look may take longer than a request.
const patience = { ...limits, poolSize: 2, statementMs: 60_000, requestMs: 600_000, idleInTransactionMs: 60_000 }

/** Checks every org; `say` hears a line for each bad chain. */
export async function verify(db: Database, say: (line: string) => void) {
  const orgs = await db.query<{ id: OrgId; slug: string }>(sql`SELECT id, slug FROM organizations ORDER BY slug`)
  let [rows, chains, bad] = [0, 0, 0]
  for (const { id, slug } of orgs) {
    const checked = await checkChains(db, id)
    rows += checked.rows
    chains += checked.chains
    bad += checked.bad.length
    for (const one of checked.bad) {
      const chain = one.tournamentId === null ? 'org' : `tournament ${one.tournamentId}`
      say(`${slug}  ${chain}  position ${one.position}: ${one.say}`)
    }
  }
  return { rows, chains, bad }
}

async function main(command: string | undefined): Promise<number> {
  if (command !== 'verify') throw new Error('Usage: bun run audit verify')
  const { target, close } = await openTarget()
  const db = openDatabase(target, patience)
  try {
    const { rows, chains, bad } = await verify(db, (line) => void process.stdout.write(`${line}\n`))
    process.stdout.write(`${rows} rows in ${chains} chains, ${bad} bad\n`)
    return bad === 0 ? 0 : 1
  } finally {
    await db.close()
    await close()
  }
}

if (import.meta.main) {
  process.exitCode = await main(process.argv[2]).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  })
}
