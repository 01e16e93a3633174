/**
 * `Idempotency-Key` and `If-Match` of a write as values. Only syntax is judged here; whether a version still holds
 * is decided under the row lock. What a read is conditional on stands in validators.ts.
 */
import type { IfMatch } from '../commands/command.ts'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'

/** The key without its quotes, or null without the header. Anything but 1-255 visible ASCII characters is a 400. */
export function parseIdempotencyKey(header: string | null): string | null {
  if (header === null) return null
  const key = /^"(.*)"$/s.exec(header.trim())?.[1] ?? header.trim()
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= limits.idempotencyKeyChars) return key
  throw new AppError('bad_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters')
}

/** The version that a reader knows of, 0 without the header: nothing older may be answered. */
export function parseMinVersion(header: string | null): number {
  if (header === null) return 0
  if (/^\d{1,9}$/.test(header)) return Number(header)
  throw new AppError('bad_request', 'Railbird-Min-Version must be a version, a whole number')
}

// Our own tags, strong or with the suffix of a coding: "v41", "v41-1a2b3c4d", "v41-1a2b3c4d.z".
const ourTag = /^"v(\d{1,9})(?:-[\w-]{1,16})?(?:\.[a-z][\w-]{0,12})?"$/
const anyTag = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/

/**
 * `"v41"`, a list of tags, or `*`; null without the header. RFC 9110 13.1.1 compares strongly, so weak tags and
 * foreign ones match nothing; text that is no entity tag at all is a 400.
 */
export function parseIfMatch(header: string | null): IfMatch | null {
  if (header === null) return null
  if (header.trim() === '*') return { any: true }
  const versions = splitTags(header).flatMap((tag) => ourTag.exec(tag)?.[1] ?? [])
  return { any: false, versions: versions.map(Number) }
}

function splitTags(header: string): string[] {
  const tags = header.split(',').map((tag) => tag.trim())
  if (tags.length <= 20 && tags.every((tag) => anyTag.test(tag))) return tags
  throw new AppError('bad_request', 'If-Match must be a list of entity tags such as "v41", or *')
}
