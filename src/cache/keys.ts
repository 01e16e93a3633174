/**
 * The one builder of cache keys and tags: org first, every part escaped, so that no id can reach into another's key.
 * A key is `{org}:{category}:{resource}:{sub}`; a part never holds a colon, so equal keys have equal parts.
 * Filters are hashed to 128 bits in canonical order; the visibility class is part of `sub`, a person never is.
 */
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'

declare const brand: unique symbol
/** A finished key; only the functions of this file make one. */
export type Key = string & { readonly [brand]: 'Key' }
/** A name for something that has a version: a tournament, a user, a counter of an org. */
export type Tag = string & { readonly [brand]: 'Tag' }

/** Visibility class of a body: what a public viewer sees, or what the org's staff sees. */
export type View = 'public' | 'staff'

/** What entries are told apart by in bulk invalidation. */
export type Category = 'tournament' | 'user' | 'analytics' | 'api' | 'static' | 'short'

/** Counters of an org that several entries depend on. */
export type OrgCounter = 'list' | 'analytics' | 'settings' | 'members'

/** The org of what belongs to no tenant; ids of orgs are UUIDs, so none is called so. */
export const platform = '_' as OrgId

const partBytesMax = 120
const unsafe = /[^!-~]|[%:{}*~]/
const plainPart = /^[\w.-]{1,120}$/
const encoder = new TextEncoder()

/** One part of a key: unsafe bytes as `%XX`; a part that is still too long becomes `~` and 128 bits of its SHA-256. */
export function keyPart(text: string): string {
  if (plainPart.test(text)) return text
  const escaped = unsafe.test(text) ? escapeBytes(text) : text
  return escaped.length <= partBytesMax ? escaped : `~${digest(text)}`
}

/** Key of one view of one tournament. `resource` is a name of ours, never user input. */
export function tournamentKey(org: OrgId, id: TournamentId, resource: string, view: View): Key {
  return key(org, 'tournament', id, `${resource}.${view}`)
}

/** Key of one page of an org's tournaments. */
export function listKey(org: OrgId, params: object, view: View): Key {
  return key(org, 'tournament', 'list', `${hashOf(params)}-${view}`)
}

/** Key of something of one user: a profile (org `_`), permissions in an org, a session by the hash of its id. */
export function userKey(org: OrgId, id: UserId, what: string): Key {
  return key(org, 'user', id, what)
}

/** Key of figures over a period; `subject` is `system` or the id of a tournament or user. */
export function analyticsKey(org: OrgId, subject: string, period: string): Key {
  return key(org, 'analytics', subject, period)
}

/** Key of an answer of a route of ours, by its parsed and defaulted parameters. */
export function apiKey(org: OrgId, route: string, params: object, view: View): Key {
  return key(org, 'api', route, `${hashOf(params)}-${view}`)
}

/** Key of what seldom changes: configuration, an org's settings. */
export function staticKey(org: OrgId, what: 'config' | 'org', name: string): Key {
  return key(org, 'static', what, name)
}

/** Key of something of this node only, for seconds. */
export function shortKey(org: OrgId, what: string, id: string): Key {
  return key(org, 'short', what, id)
}

/** Every view of a tournament is a function of its version. */
export const tournamentTag = (id: TournamentId): Tag => tag('t', id)
/** A user's profile, sessions and permissions. */
export const userTag = (id: UserId): Tag => tag('u', id)
/** A counter of an org: `list`, `analytics`, `settings` or `members`. */
export const orgTag = (org: OrgId, counter: OrgCounter): Tag => tag('o', org, counter)
/** A counter by the name it is kept under, as `partsOf` gives it. */
export const orgCounterTag = (org: OrgId, counter: string): Tag => tag('o', org, counter)
/** Of this node alone: raised by whatever it commits or hears. Nobody else keeps its number. */
export const heardTag: Tag = tag('o', platform, 'heard')
/** Carried by every entry of an org. */
export const allTag = (org: OrgId): Tag => tag('o', org, 'all')
/** Carried by every entry of one category of an org. */
export const categoryTag = (org: OrgId, category: Category): Tag => tag('o', org, `c.${category}`)

/** Carried by every entry of one tournament: raised to be rid of them though nothing has changed. */
export const touchTag = (org: OrgId, id: TournamentId): Tag => tag('o', org, `t.${keyPart(id)}`)

/** True for a tag that is a counter of an org, and no version of a row. */
export const isCounter = (text: Tag): boolean => text.startsWith('o:')

/** What a tag stands for, so that its number can be read where it is kept. */
export type TagParts =
  | { readonly kind: 'tournament'; readonly id: TournamentId }
  | { readonly kind: 'user'; readonly id: UserId }
  | { readonly kind: 'org'; readonly org: OrgId; readonly counter: string }

/** The parts of a tag; null for text that no function of this file makes. */
export function partsOf(text: Tag): TagParts | null {
  const [kind, id = '', counter, ...rest] = text.split(':')
  if (rest.length > 0) return null
  // The three casts undo what the builders above did.
  if (kind === 't' && counter === undefined) return { kind: 'tournament', id: unescaped(id) as TournamentId }
  if (kind === 'u' && counter === undefined) return { kind: 'user', id: unescaped(id) as UserId }
  if (kind === 'o' && counter !== undefined) return { kind: 'org', org: unescaped(id) as OrgId, counter }
  return null
}

/** 128 bits of the SHA-256 of parameters in canonical order; absent and undefined are the same. */
export function hashOf(params: object): string {
  return digest(JSON.stringify(canonical(params)))
}

function key(org: OrgId, category: Category, resource: string, sub: string): Key {
  return `${keyPart(org)}:${category}:${keyPart(resource)}:${keyPart(sub)}` as Key
}

function tag(kind: 't' | 'u' | 'o', id: string, counter?: string): Tag {
  return (counter === undefined ? `${kind}:${keyPart(id)}` : `${kind}:${keyPart(id)}:${counter}`) as Tag
}

function escapeBytes(text: string): string {
  let out = ''
  for (const byte of encoder.encode(text)) {
    const letter = String.fromCharCode(byte)
    out += unsafe.test(letter) ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : letter
  }
  return out
}

function unescaped(part: string): string {
  return part.includes('%') ? decodeURIComponent(part) : part
}

function digest(text: string): string {
  return new Bun.CryptoHasher('sha256').update(text).digest('hex').slice(0, 32)
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  // Members in order, in a form that no array of the caller's takes: lists become `[...]`, records `{of: [...]}`.
  return { of: entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, canonical(member)]) }
}
