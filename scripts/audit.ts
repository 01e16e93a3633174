/**
 * `bun run audit verify`: follows every chain of the audit log, org by org, and names the first row of each that is not
 * as it was written; then the anchors. With `--anchor <position>:<hash>` from the log of the server it also tells
 * whether anchors were cut off since. Works on the database of the configuration, also beside a running server.
 * Last line `N rows in M chains, A anchors, K bad`; exit code 1 if something is, 2 if the database cannot be read.
 */
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { serverSecret } from '../src/auth/secret.ts'
import { limits, loadConfig } from '../src/config.ts'
import type { OrgId } from '../src/engine/types.ts'
import { Archive } from '../src/store/archive.ts'
import { anchorKey } from '../src/store/audit-anchors.ts'
import { openDatabase, type Database } from '../src/store/database.ts'
import { checkAnchors, type KeptAnchor } from './audit-anchors.ts'
import { checkChains } from './audit-chains.ts'
import { openTarget } from './replay-check.ts'

// A chain is read in one transaction, so a single look may take longer than a request.
const patience = { ...limits, poolSize: 2, statementMs: 60_000, requestMs: 600_000, idleInTransactionMs: 60_000 }

/** What a check goes by: the key of anchors, the files of the archive, and an anchor that was written down. */
interface Checked {
  readonly key: KeyObject
  readonly archive: Archive
  readonly kept?: KeptAnchor | null
}

/** Checks every org and all anchors; `say` hears a line for each thing that is wrong. */
export async function verify(db: Database, say: (line: string) => void, { key, archive, kept = null }: Checked) {
  const orgs = await db.query<{ id: OrgId; slug: string }>(sql`SELECT id, slug FROM organizations ORDER BY slug`)
  let [rows, chains, bad] = [0, 0, 0]
  for (const { id, slug } of orgs) {
    const checked = await checkChains(db, id, archive)
    rows += checked.rows
    chains += checked.chains
    bad += checked.bad.length
    for (const one of checked.bad) {
      const chain = one.tournamentId === null ? 'org' : `tournament ${one.tournamentId}`
      say(`${slug}  ${chain}  position ${one.position}: ${one.say}`)
    }
  }
  const anchored = await checkAnchors(db, key, kept)
  for (const line of anchored.bad) say(line)
  return { rows, chains, anchors: anchored.anchors, bad: bad + anchored.bad.length }
}

const usage = 'Usage: bun run audit verify [--anchor <position>:<hash>]'

function keptAnchor(text: string | undefined): KeptAnchor | null {
  if (text === undefined) return null
  const found = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text)
  if (found === null) throw new Error(usage)
  return { position: Number(found[1]), hash: found[2] ?? '' }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { anchor: { type: 'string' } } })
  if (positionals.join() !== 'verify') throw new Error(usage)
  const kept = keptAnchor(values.anchor)
  const config = loadConfig()
  const key = anchorKey(await serverSecret(config))
  const archive = new Archive(join(config.dataDir, 'archive'))
  const { target, close } = await openTarget()
  const db = openDatabase(target, patience)
  try {
    const found = await verify(db, (line) => void process.stdout.write(`${line}\n`), { key, archive, kept })
    const { rows, chains, anchors, bad } = found
    process.stdout.write(`${rows} rows in ${chains} chains, ${anchors} anchors, ${bad} bad\n`)
    return bad === 0 ? 0 : 1
  } finally {
    await db.close()
    await close()
  }
}

if (import.meta.main) {
  process.exitCode = await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  })
}
