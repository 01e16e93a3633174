/**
 * Body and answer of a batch. What an item may ask for is judged here, so that a bad one refuses the whole batch
 * before anything is read.
 */
import { z } from 'zod'
import { limits } from '../config.ts'
import { problemSchema } from './shapes.ts'

/** Headers an item may bring. Who asks, and where from, is said once, by the batch. */
export const itemHeaders = ['if-none-match', 'railbird-min-version'] as const

const valueCharsMax = 4096
const headers = z
  .record(z.string().max(40), z.string().max(valueCharsMax))
  .refine((given) => Object.keys(given).every(isItemHeader), `an item may bring ${itemHeaders.join(', ')}`)
  .refine((given) => Object.values(given).every((value) => /^[\x20-\x7e]*$/.test(value)), 'must be visible ASCII')

function isItemHeader(name: string): boolean {
  return itemHeaders.some((known) => known === name.toLowerCase())
}

const base = 'http://batch.invalid'

/**
 * The path and parameters that an item names, or null: only a path of this API can be asked for, and no batch inside
 * a batch. A host, a scheme, a back slash or a step upwards makes the parsed text differ from the given one.
 */
export function itemPath(url: string): string | null {
  if (!/^\/api\/[\x21-\x7e]*$/.test(url) || url.includes('#') || !URL.canParse(url, base)) return null
  const { origin, pathname, search } = new URL(url, base)
  if (origin !== base || url.split('?')[0] !== pathname) return null
  return /^\/api\/(?:batch|live)(?:\/|$)/i.test(decoded(pathname)) ? null : pathname + search
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const item = z.strictObject({
  id: z.string().min(1).max(64),
  method: z.literal('GET'),
  url: z
    .string()
    .max(limits.urlBytes)
    .refine((url) => itemPath(url) !== null, 'must be the path of a read of this API'),
  headers: headers.optional(),
})
export type BatchItem = z.output<typeof item>

export const batch = z
  .array(item)
  .min(1)
  .max(limits.batchItems)
  .refine((items) => new Set(items.map(({ id }) => id)).size === items.length, 'each item needs an id of its own')

const answer = z.strictObject({
  id: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
  error: problemSchema.optional(),
})
export const batchAnswer = z.array(answer).meta({ id: 'BatchAnswer' })
