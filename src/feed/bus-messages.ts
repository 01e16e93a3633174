/**
 * What nodes tell each other over Redis, on one channel. Everything in a message is a hint: it may be lost, come twice
 * or come late, and whatever it says is only ever taken as "at least this version exists".
 */
import { z } from 'zod'
import type { TournamentId } from '../engine/types.ts'

/** The one channel. */
export const floorChannel = 'rb:floor'

/** A tag of the cache with its new number, and the epoch of a tournament's. */
export type TagVersion = readonly [tag: string, version: number, epoch?: string]

/** What a commit tells the other nodes. */
export interface Announcement {
  readonly tags: readonly TagVersion[]
  /** For who watches it: its new head. */
  readonly tournament?: { readonly id: TournamentId; readonly version: number; readonly epoch: string }
}

const textMax = 200
const whole = z.number().int().min(0)
const text = z.string().max(textMax)
// A tuple with an optional last member has no exact type, so the epoch is null where there is none.
const tag = z.tuple([text, whole, text.nullable()])
const message = z.object({
  /** A process from its start to its end. */
  boot: text.min(1),
  /** Commits announced so far, this one included. A heartbeat repeats the last. */
  n: whole,
  kind: z.enum(['commit', 'beat', 'bye']),
  tags: z.array(tag).max(1000).default([]),
  t: z.object({ id: text.transform((id) => id as TournamentId), version: whole, epoch: text }).optional(),
})

/** A message after parsing. */
export type BusMessage = z.output<typeof message>

const encodedBytesMax = 256 * 1024

/** The message, or null for text that is none of ours. */
export function readMessage(encoded: string): BusMessage | null {
  if (encoded.length > encodedBytesMax) return null
  try {
    return message.safeParse(JSON.parse(encoded)).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** The text of an announcement. */
export function commitText(boot: string, n: number, { tags, tournament }: Announcement): string {
  const triples = tags.map(([name, version, epoch]) => [name, version, epoch ?? null])
  return JSON.stringify({ boot, n, kind: 'commit', tags: triples, ...(tournament && { t: tournament }) })
}

/** The text of a sign of life, or of the last word of a node that ends in order. */
export function signText(boot: string, n: number, kind: 'beat' | 'bye'): string {
  return JSON.stringify({ boot, n, kind })
}
