/**
 * Field types of requests, shared by all routes: texts are cleaned, times become UTC, ids get their brand.
 * Names and notes are data: stored as sent but for NFC and control characters; escaping is the page's work.
 */
import { z } from 'zod'
import { limits } from '../config.ts'
import type { MatchId, PlayerId, TableId, TournamentId, UserId, VenueId } from '../engine/types.ts'

const clean = (text: string) =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{Cc}/gu, '')
    .trim()
const cleanLines = (text: string) =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[^\P{Cc}\n]/gu, '')
    .trim()

/** One line of text without control characters, trimmed, 1 to `max` characters. */
export const line = (max: number) => z.string().overwrite(clean).min(1).max(max)

/** Text that may have several lines, up to `max` characters. */
export const lines = (max: number) => z.string().overwrite(cleanLines).max(max)

// An id in other letters is the same id; the cast gives it its brand at the edge.
const id = <Id extends string>() => z.uuid().transform((text) => text.toLowerCase() as Id)

export const tournamentId = id<TournamentId>()
export const matchId = id<MatchId>()
export const playerId = id<PlayerId>()
export const tableId = id<TableId>()
export const venueId = id<VenueId>()
export const userId = id<UserId>()

/** Lower-case slug of an org. */
export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/)

/** ISO 8601 with any offset, as UTC with milliseconds. Years are bounded by what every part can store. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine(isSaneYear, 'must lie in the years 1900 to 2999')
  .transform((text) => new Date(text).toISOString())

/** A date or an instant, for filters; a date means its first moment in UTC. */
export const dateOrInstant = z.union([
  instant,
  z.iso
    .date()
    .refine(isSaneYear)
    .transform((text) => `${text}T00:00:00.000Z`),
])

function isSaneYear(text: string): boolean {
  const year = Number(text.slice(0, 4))
  return year >= 1900 && year <= 2999
}

/** A whole number in the text of a query parameter. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))

/** Page size: above the maximum it is lowered to it, below 1 it is refused. */
export const pageSize = wholeNumber(1, 999_999_999).transform((size) => Math.min(size, limits.pageSizeMax))

export const side = z.enum(['a', 'b'])

/** The same object without its undefined members, for types that tell absent from undefined. */
export function defined<Value extends object>(value: Value): { [K in keyof Value]: Exclude<Value[K], undefined> } {
  // One cast: filtering entries loses the key type.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never
}
