/** Bodies of the cache's admin routes: what is asked for, and the report as the OpenAPI document names it. */
import { z } from 'zod'
import { domainNames } from '../cache/events.ts'
import type { OrgId } from '../engine/types.ts'
import { tournamentId, userId, wholeNumber } from './fields.ts'
import { count } from './play-shapes.ts'
import { instant, uuid } from './row-shapes.ts'

const idsMax = 100
const org = z.uuid().transform((text) => text.toLowerCase() as OrgId)
const categories = ['tournament', 'user', 'analytics', 'api', 'static', 'short'] as const
const some = <Id extends z.ZodType>(id: Id) => z.array(id).min(1).max(idsMax)

export const reportQuery = z.strictObject({ limit: wholeNumber(1, 100).optional() })

export const invalidation = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('org'), org }),
  z.strictObject({ scope: z.literal('category'), org, category: z.enum(categories) }),
  z.strictObject({ scope: z.literal('tournaments'), org, ids: some(tournamentId) }),
  z.strictObject({ scope: z.literal('users'), ids: some(userId) }),
])

export const warming = z.strictObject({ org, tournaments: some(tournamentId).optional() })

const ms = z.number().min(0)
const tier = {
  connected: z.boolean(),
  responseTime: ms.nullable(),
  memoryUsage: count.nullable(),
  keyCount: count.nullable(),
}
const breaker = z.enum(['open', 'closed'])
const health = z.strictObject({
  l1: z.strictObject({ ...tier, budget: count }),
  l2: z.strictObject(tier).nullable(),
  errors: count,
  breakers: z.strictObject({ keys: breaker, messages: breaker, opened: count }).nullable(),
  bus: z
    .strictObject({
      isHealthy: z.boolean(),
      heardMsAgo: z.int(),
      peers: count,
      lost: count,
      gaps: z.record(z.string(), count),
    })
    .nullable(),
  flights: z.strictObject({ running: count, waiting: count, failed: count }),
  floors: z.strictObject({ cells: count, checks: count }),
  preloads: z.strictObject({ made: count, used: count, isOff: z.boolean() }),
})
const reads = {
  hits: z.strictObject({ memory: count, shared: count, stale: count }),
  misses: z.strictObject({ cold: count, floor: count, expired: count }),
  hitRate: z.number().min(0).max(1).nullable(),
  entries: count,
  bytes: count,
  evictions: count,
  joins: count,
  joinsFenced: count,
  loads: count,
  loadsFailed: count,
  loadMs: ms,
}
// The org of what belongs to no tenant is `_`.
const owner = z.string()
const hotKey = z.strictObject({ key: z.string(), org: owner, hits: count, bytes: count, ageMs: count })

export const report = z
  .strictObject({
    at: instant,
    health,
    totals: z.strictObject(reads),
    orgs: z.array(z.strictObject({ org: owner, ...reads })),
    hottest: z.array(hotKey),
    events: z.array(z.strictObject({ event: z.enum(domainNames), count })),
  })
  .meta({ id: 'CacheReport', description: 'One node at one moment; counts since it began.' })

export const invalidated = z.strictObject({ raised: count }).meta({ id: 'Invalidated' })
export const warmed = z.strictObject({ tournaments: z.array(uuid), views: count, held: count }).meta({ id: 'Warmed' })
