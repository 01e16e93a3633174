/**
 * Entity tags: strong, and one for each coding, because two codings are two representations (RFC 9110 8.8.3.3).
 * `"<base>"` is the body as it is; zstd adds `.z`, brotli `.b`, gzip `.g`, a dictionary `.d` and its name.
 * A copy in a coding that the client takes is confirmed under its own tag, whichever coding would be sent otherwise;
 * so a cache that holds several finds the one that is meant (RFC 9111 4.3.4).
 */
import type { Coding } from '../cache/bodies.ts'
import { AppError } from '../errors.ts'

/** How a body is sent: as it is, in a coding, or as the difference to a dictionary. */
export type Form = Coding | 'identity' | 'dcz'

const suffixes = { identity: '', zstd: '.z', br: '.b', gzip: '.g' } as const
const formOfSuffix: Readonly<Record<string, Form>> = { '': 'identity', '.z': 'zstd', '.b': 'br', '.g': 'gzip' }
const charsMax = 4096

/**
 * Base of the tag of a resource of one tournament. Build and epoch are part of it, so that neither a deploy nor a
 * restore can confirm a copy of another body.
 */
export function versionBase(version: number, origins: { readonly build: string; readonly epoch: string }, key: string) {
  const origin = Bun.hash.xxHash32(`${origins.build} ${origins.epoch} ${key}`)
  return `v${version}-${origin.toString(16).padStart(8, '0')}`
}

/** Base of the tag of any other body: 132 bits of SHA-256. A fast hash would do, but users choose names in bodies. */
export function contentBase(bytes: Uint8Array<ArrayBuffer>): string {
  return new Bun.CryptoHasher('sha256').update(bytes).digest('base64url').slice(0, 22)
}

/** The tag of a body in a form that needs no dictionary. */
export function tagOf(base: string, form: Coding | 'identity'): string {
  return `"${base}${suffixes[form]}"`
}

interface Tag {
  readonly isWeak: boolean
  readonly text: string
}

const nextTag = /[ \t,]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,|$)/y

/** The tags of a list; none when it cannot be read, so that nothing is taken for a match. */
function tagsOf(header: string): Tag[] {
  if (header.length > charsMax) throw new AppError('bad_request', `a list of tags may have ${charsMax} characters`)
  const tags: Tag[] = []
  const list = header.replace(/[ \t,]+$/, '')
  nextTag.lastIndex = 0
  while (nextTag.lastIndex < list.length) {
    const found = nextTag.exec(list)
    if (found === null) return []
    tags.push({ isWeak: found[1] !== undefined, text: found[2] ?? '' })
  }
  return tags
}

/**
 * The tag under which the client's copy is still good, or null if it has none that is. `chosen` is the tag of the
 * answer it would get; `isTaken` tells the forms that it could have asked for. Weak comparison (RFC 9110 13.1.2); a
 * weak tag was made by somebody who changed the coding, so it is good whatever it ends in.
 */
export function confirmedTag(
  header: string,
  base: string,
  chosen: string,
  isTaken: (form: Form) => boolean,
): string | null {
  if (header === chosen || header.trim() === '*') return chosen
  for (const { isWeak, text } of tagsOf(header)) {
    if (!text.startsWith(base)) continue
    const suffix = text.slice(base.length)
    const form = formOfSuffix[suffix] ?? (/^\.d[\w-]{8}$/.test(suffix) ? 'dcz' : null)
    if (form === null) continue
    if (isTaken(form)) return `"${text}"`
    if (isWeak) return chosen
  }
  return null
}

/** True if the client names what there is: strong comparison (RFC 9110 13.1.1) with the tag in any of its forms. */
export function isNamed(header: string, base: string): boolean {
  if (header.trim() === '*') return true
  return tagsOf(header).some(
    ({ isWeak, text }) =>
      !isWeak && text.startsWith(base) && /^(?:\.[zbg]|\.d[\w-]{8})?$/.test(text.slice(base.length)),
  )
}
