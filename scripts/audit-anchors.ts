/**
 * Checks the anchors of the audit log: each follows the one before it and is signed by this server, and every head that
 * was anchored last is still a row of its chain. A copy of an anchor from a log says whether later ones were cut off.
 */
import type { KeyObject } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { OrgId } from '../src/engine/types.ts'
import { type Anchor, type AnchoredHead, wrongAnchor } from '../src/store/audit-anchors.ts'
import type { Database } from '../src/store/database.ts'

/** An anchor as a log has it: its position and its hash in hex. */
export interface KeptAnchor {
  readonly position: number
  readonly hash: string
}

/** How many anchors there are, and what is wrong, one line each. */
export interface AnchorsChecked {
  readonly anchors: number
  readonly bad: readonly string[]
}

const pageOf = 500

/** Checks all anchors; the first bad one ends the walk. */
export async function checkAnchors(db: Database, key: KeyObject, kept: KeptAnchor | null): Promise<AnchorsChecked> {
  const heads = new Map<string, AnchoredHead>()
  let last: Anchor | null = null
  let isKept = kept === null
  for (;;) {
    const page = await readAnchors(db, last?.position ?? 0)
    for (const anchor of page) {
      const wrong = wrongAnchor(anchor, last, key)
      if (wrong !== null) return { anchors: anchor.position, bad: [`anchor ${anchor.position}: ${wrong}`] }
      if (anchor.position === kept?.position && anchor.hash === kept.hash) isKept = true
      for (const head of anchor.heads) heads.set(`${head[0]} ${head[1]}`, head)
      last = anchor
    }
    if (page.length < pageOf) break
  }
  const bad = isKept ? [] : [`anchor ${kept?.position}: it is not the one that was kept`]
  bad.push(...(await missingHeads(db, [...heads.values()])))
  return { anchors: last?.position ?? 0, bad }
}

async function readAnchors(db: Database, after: number): Promise<Anchor[]> {
  const rows = await db.query<Omit<Anchor, 'position'> & { readonly position: number | string }>(sql`
    SELECT position, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, heads,
      encode(prev_hash, 'hex') AS "prevHash", encode(hash, 'hex') AS hash, encode(signature, 'hex') AS signature
    FROM audit_anchors WHERE position > ${after} ORDER BY position LIMIT ${pageOf}`)
  return rows.map((row) => ({ ...row, position: Number(row.position) }))
}

/** Heads that are no row of their chain any more. */
async function missingHeads(db: Database, heads: readonly AnchoredHead[]): Promise<string[]> {
  const orgs = new Map<OrgId, AnchoredHead[]>()
  for (const head of heads) orgs.set(head[0], [...(orgs.get(head[0]) ?? []), head])
  const lines: string[] = []
  for (const [org, own] of orgs) {
    const list = JSON.stringify(own.map(([, tournament, position, hash]) => ({ tournament, position, hash })))
    const rows = await db.orgQuery<{ tournament: string | null; position: number | string }>(
      org,
      sql`SELECT h.tournament, h.position
        FROM jsonb_to_recordset(${list}::text::jsonb) AS h(tournament uuid, position bigint, hash text)
        WHERE NOT EXISTS (SELECT 1 FROM audit_logs a WHERE a.org_id = ${org} AND a.position = h.position
          AND a.tournament_id IS NOT DISTINCT FROM h.tournament AND a.hash = decode(h.hash, 'hex'))
        ORDER BY 1 NULLS FIRST`,
    )
    for (const { tournament, position } of rows) {
      const chain = tournament === null ? `org ${org}` : `tournament ${tournament}`
      lines.push(`${chain}  position ${position}: it is not the row that was anchored`)
    }
  }
  return lines
}
