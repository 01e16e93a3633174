/**
 * `Idempotency-Key`, `If-Match` and `If-None-Match` as values. Only syntax is judged here; whether a version still
 * holds is decided under the row lock (writes) or against the answer in hand (reads).
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

/**
 * True if the client's copy is the answer in hand: weak comparison (RFC 9110 13.1.2), suffixes of codings ignored.
 * A header that cannot be read matches nothing, so the client gets the whole answer.
 */
export function isNotModified(header: string | null, etag: string): boolean {
  if (header === null) return false
  if (header === etag || header.trim() === '*') return true
  const base = stripped(etag)
  return header.split(',').some((tag) => stripped(tag.trim()) === base)
}

function stripped(tag: string): string {
  return tag.replace(/^W\//, '').replace(/\.(?:z|b|g|d[\w-]{8})"$/, '"')
}
