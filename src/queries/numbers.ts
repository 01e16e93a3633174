/**
 * Where the number behind each kind of tag is kept: what the cache asks before it trusts a floor again, and how the
 * counter behind a bulk invalidation is raised. Tags of tournaments and users take the version of their row.
 */
import type { News, TagNumber } from '../cache/floors.ts'
import { orgCounterTag, partsOf, platform, type Tag, userTag } from '../cache/keys.ts'
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'
import type { Database, Tx } from '../store/database.ts'
import { raiseCounters, raiseUsers, readCounters, readUserVersions } from '../store/numbers.ts'
import { readHeads } from '../store/tournaments.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const nilOrg = '00000000-0000-0000-0000-000000000000' as OrgId

/**
 * Numbers of tags from the primary, in their order; null for what does not exist. One statement for all tournaments,
 * one for all users and one for each org.
 */
export async function readNumbers(db: Database, tags: readonly Tag[]): Promise<TagNumber[]> {
  const parts = tags.map(partsOf)
  const tournaments: TournamentId[] = []
  const users: UserId[] = []
  const counters = new Map<OrgId, string[]>()
  for (const part of parts) {
    if (part?.kind === 'tournament' && uuid.test(part.id)) tournaments.push(part.id)
    if (part?.kind === 'user' && uuid.test(part.id)) users.push(part.id)
    if (part?.kind !== 'org' || !isOrg(part.org)) continue
    counters.set(part.org, [...(counters.get(part.org) ?? []), part.counter])
  }
  const [heads, versions, ...orgs] = await Promise.all([
    tournaments.length > 0 ? readHeads(db, tournaments) : null,
    users.length > 0 ? readUserVersions(db, users) : null,
    ...[...counters].map(async ([org, names]) => {
      return [org, await readCounters(db, org === platform ? nilOrg : org, names)] as const
    }),
  ])
  const byOrg = new Map(orgs)
  return parts.map((part) => {
    if (part?.kind === 'tournament') return heads?.get(part.id) ?? null
    if (part?.kind === 'user') return versionOf(versions?.get(part.id))
    if (part?.kind === 'org' && isOrg(part.org)) return { version: byOrg.get(part.org)?.get(part.counter) ?? 0 }
    return null
  })
}

/**
 * Raises counters of orgs, one transaction for each org, and versions of users, and tells the new numbers: for the
 * cache of this node and then for the bus. Tags of tournaments are ignored: only an event of its log raises a version.
 * `last` writes down what was done, in the transaction of each org.
 */
export async function bumpNumbers(
  db: Database,
  tags: readonly Tag[],
  last: (tx: Tx, org: OrgId) => Promise<void> = async () => {},
): Promise<News[]> {
  const parts = tags.map(partsOf)
  const counters = Map.groupBy(
    parts.filter((part) => part?.kind === 'org'),
    ({ org }) => org,
  )
  const users = parts.flatMap((part) => (part?.kind === 'user' && uuid.test(part.id) ? [part.id] : []))
  const versions = users.length > 0 ? await db.transaction((tx) => raiseUsers(tx, users)) : new Map<UserId, number>()
  const news: News[] = [...versions].map(([id, version]) => ({ tag: userTag(id), version }))
  for (const [org, parts] of counters) {
    const rowOrg = org === platform ? nilOrg : org
    const names = parts.map(({ counter }) => counter)
    const raised = await db.orgTransaction(rowOrg, async (tx) => {
      const numbers = await raiseCounters(tx, rowOrg, names)
      await last(tx, rowOrg)
      return numbers
    })
    for (const [counter, version] of raised) news.push({ tag: orgCounterTag(org, counter), version })
  }
  return news
}

const isOrg = (org: OrgId) => org === platform || uuid.test(org)
const versionOf = (version: number | undefined) => (version === undefined ? null : { version })
