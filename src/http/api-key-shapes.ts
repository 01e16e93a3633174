/** Bodies of API keys: what comes in, and what goes out as the OpenAPI document names it. */
import { z } from 'zod'
import { scopes, tiers } from '../auth/principal.ts'
import { instant, line } from './fields.ts'
import { listOf } from './lists.ts'

const time = z.iso.datetime()
const scope = z.enum(scopes)

export const newApiKey = z.strictObject({
  name: line(100),
  scopes: z.array(scope).min(1).max(scopes.length),
  tier: z.enum(tiers).optional(),
  expiresAt: instant.nullable().optional(),
})
export const apiKeyParams = z.strictObject({ id: z.uuid().transform((text) => text.toLowerCase()) })

const apiKeyShape = {
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(scope),
  tier: z.enum(tiers),
  createdBy: z.uuid().nullable(),
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
}
export const apiKey = z.strictObject(apiKeyShape).meta({ id: 'ApiKey' })
export const apiKeyPage = listOf(z.strictObject(apiKeyShape)).meta({ id: 'ApiKeyPage' })
export const issuedApiKey = z.strictObject({ ...apiKeyShape, key: z.string().nullable() }).meta({
  id: 'IssuedApiKey',
  description: 'The key is shown this once; a repeat under the same Idempotency-Key has null in its place.',
})
