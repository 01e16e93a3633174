/**
 * Anchors of the audit log: once a minute the heads of the chains that have grown, chained to the anchor before them,
 * signed with Ed25519, and printed to the log, so that a copy of them lies where the database cannot reach it.
 * The key is made from the key of the server; whoever may write every row of the database does not have it.
 */
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type postgres from 'postgres'
import { canonicalJson } from '../canonical.ts'
import type { Secret } from '../config.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import type { Log } from '../log.ts'
import type { Job } from './jobs.ts'

/** Org, tournament (null: the org's own chain), position and hash (hex) of the newest row of a chain. */
export type AnchoredHead = readonly [OrgId, TournamentId | null, number, string]

/** An anchor as it is stored; hashes and signature in hex. */
export interface Anchor {
  readonly position: number
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string
  readonly heads: readonly AnchoredHead[]
  readonly prevHash: string | null
  readonly hash: string
  readonly signature: string
}

/** Rows are found by the times of their transactions, which end later: so much is looked at again. */
const overlap = '2 minutes'
/** How far back the first anchor of a database looks. */
const firstLook = '1 day'
// The fixed head of an Ed25519 key in PKCS #8 (RFC 8410); the 32 bytes of the key follow.
const pkcs8 = '302e020100300506032b657004220420'

/** The key that signs the anchors of a server. */
export function anchorKey(secret: Secret): KeyObject {
  const seed = createHmac('sha256', secret.reveal()).update('railbird.anchor.1').digest('hex')
  return createPrivateKey({ key: Buffer.from(pkcs8 + seed, 'hex'), format: 'der', type: 'pkcs8' })
}

function hashOf({ position, at, heads, prevHash }: Omit<Anchor, 'hash' | 'signature'>): string {
  return new Bun.CryptoHasher('sha256').update(canonicalJson([position, at, heads, prevHash])).digest('hex')
}

/** What is wrong with an anchor that follows `before`, or null. `key` is the private or the public one. */
export function wrongAnchor(anchor: Anchor, before: Anchor | null, key: KeyObject): string | null {
  if (anchor.position !== (before?.position ?? 0) + 1) return 'the anchors before it are gone'
  if (anchor.prevHash !== (before?.hash ?? null)) return 'it does not follow the anchor before it'
  if (hashOf(anchor) !== anchor.hash) return 'it is not as it was written'
  const open = key.type === 'private' ? createPublicKey(key) : key
  const isSigned = verify(null, Buffer.from(anchor.hash, 'hex'), open, Buffer.from(anchor.signature, 'hex'))
  return isSigned ? null : 'it was not signed with the key of this server'
}

interface FoundHead {
  readonly at: string
  readonly org_id: OrgId
  readonly tournament_id: TournamentId | null
  readonly position: string
  readonly hash: string
}

/** Writes the next anchor, or null where no chain has grown. */
async function dropAnchor(sql: postgres.Sql, key: KeyObject): Promise<Anchor | null> {
  const [last] = await sql<{ position: string; hash: string; since: string }[]>`
    select position, encode(hash, 'hex') as hash, (at - ${overlap}::interval)::text as since
    from audit_anchors order by position desc limit 1`
  const since = last?.since ?? null
  const found = await sql<FoundHead[]>`
    select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, h.*
    from lookup.audit_heads(coalesce(${since}::text::timestamptz, now() - ${firstLook}::interval)) h`
  const anchored = await sql<{ head: string }[]>`
    select distinct head ->> 3 as head from audit_anchors, jsonb_array_elements(heads) head
    where at > coalesce(${since}::text::timestamptz, now()) - ${overlap}::interval`
  const known = new Set(anchored.map(({ head }) => head))
  const grown = found.filter(({ hash }) => !known.has(hash))
  const at = grown[0]?.at
  if (at === undefined) return null
  const heads = grown.map((row): AnchoredHead => [row.org_id, row.tournament_id, Number(row.position), row.hash])
  const draft = { position: Number(last?.position ?? 0) + 1, at, heads, prevHash: last?.hash ?? null }
  const hash = hashOf(draft)
  const signature = sign(null, Buffer.from(hash, 'hex'), key).toString('hex')
  await sql`insert into audit_anchors (position, at, heads, prev_hash, hash, signature)
    values (${draft.position}, ${at}::text::timestamptz, ${JSON.stringify(heads)}::text::jsonb,
      decode(${draft.prevHash}::text, 'hex'), decode(${hash}, 'hex'), decode(${signature}, 'hex'))`
  return { ...draft, hash, signature }
}

/** The job that drops anchors, one node at a time. */
export function anchorJob({ secret, log }: { readonly secret: Secret; readonly log: Pick<Log, 'info'> }): Job {
  const key = anchorKey(secret)
  return {
    name: 'audit-anchor',
    pattern: '* * * * *',
    async run(sql) {
      const anchor = await dropAnchor(sql, key)
      if (anchor === null) return null
      const { position, hash, signature } = anchor
      log.info({ position, hash, signature }, 'audit anchor')
      return `anchor ${position} of ${anchor.heads.length} chains`
    },
  }
}
