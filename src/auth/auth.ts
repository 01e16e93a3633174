/**
 * Accounts and sign-in: who a request comes from, and how it got the token that says so.
 * Invariant: a wrong password and an unknown account get the same answer.
 * Knows nothing of HTTP; the routes hand in the client's address, because guessing is limited by it.
 */
import { availableParallelism } from 'node:os'
import type { limits as allLimits, Secret } from '../config.ts'
import type { Instant, OrgId, UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { deleteExpired, findSession, touchSession } from '../store/sessions.ts'
import { findAccount, replaceHash } from '../store/users.ts'
import { createApiKeys, isApiKey, type MintedKey } from './api-keys.ts'
import { networkOf } from './network.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import type { Membership, Principal } from './principal.ts'
import { createPrincipals, type Principals } from './principals.ts'
import { addressKey, createRateLimiter, type RateLimiter, type RateProfile } from './rate-limit.ts'
import { createRegistry, type Registration } from './register.ts'
import { createSharedLimiter, type SharedOptions } from './shared-limit.ts'
import { createSemaphore } from './semaphore.ts'
import { createSessions, type Sessions, type TokenPair } from './sessions.ts'
import { kindOf, tokenHash } from './tokens.ts'
import { createTrust } from './trust.ts'

/** The account as its owner sees it. */
export interface Profile {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly isPlatformAdmin: boolean
  readonly orgs: readonly Membership[]
}

/** What register, login and refresh give. The tokens are shown here and never again. */
export interface SignIn {
  readonly token: string
  readonly refreshToken: string
  /** End of the access token. */
  readonly expiresAt: Instant
  readonly user: Profile
}

export interface Auth {
  /** Throws `invalid_body`, `email_taken` or `rate_limited`. With `orgName` the caller owns a new org. */
  register(input: Registration, address: string): Promise<SignIn>
  /** Throws `unauthenticated` for anything wrong, `rate_limited`, or `unavailable` when too many sign in at once. */
  login(input: { readonly email: string; readonly password: string }, address: string): Promise<SignIn>
  /** Throws `unauthenticated`; a token replayed after the grace ends its sign-in everywhere. */
  refresh(refreshToken: string): Promise<SignIn>
  /** Ends the sign-in of a token of either kind; an unknown one is nothing to end. */
  logout(token: string): Promise<void>
  /** The caller behind an access token or an API key, at most `limits.principalCacheMs` old; null: it opens nothing. */
  principalOf(token: string): Promise<Principal | null>
  /** As `principalOf` without waiting; null means "ask `principalOf`". */
  peekPrincipal(token: string): Principal | null
  /** Must be called after a key ended, or roles or orgs of a user changed: the next request here is judged anew. */
  changed(user: UserId): void
  /** Must be called after an org changed its name: every member of it carries that. */
  changedOrg(org: OrgId): void
  /** A new key for a program, to be stored by its hash. */
  mintApiKey(): MintedKey
  /** Calls back when the rights of a user or key changed or a sign-in ended on this node; returns how to stop. */
  watch(listener: (user: UserId) => void): () => void
  readonly limiter: RateLimiter
}

export interface AuthOptions {
  readonly db: Database
  /** Milliseconds, as `Date.now`. */
  readonly now: () => number
  readonly secret: Secret
  readonly limits: typeof allLimits
  /** Called after a sign-in has ended on this node, with the user's version from then on: other nodes remember it. */
  readonly ended?: (user: UserId, version: number) => void
  /** E-mail addresses in lower case that are platform admins whatever the database says. */
  readonly admins: readonly string[]
  readonly rateProfile: RateProfile
  /** Redis, where limits are counted together with other nodes; without it this node is alone. */
  readonly shared?: Pick<SharedOptions, 'port' | 'prefix' | 'nodes'> | null
}

const principalsMax = 20_000
const touchEveryMs = 5 * 60_000
const sweepEveryMs = 3_600_000

/** The parts that sign-in and registration share. */
interface Parts {
  readonly options: AuthOptions
  readonly passwords: Passwords
  readonly limiter: RateLimiter
  readonly sessions: Sessions
}

/** Accounts and sign-in of one node. */
export function createAuth(options: AuthOptions): Auth {
  const { db, now, secret, limits } = options
  const listeners = new Set<(user: UserId) => void>()
  const apiKeys = createApiKeys({ db, now, secret })
  const principals: Principals = createPrincipals({
    load: (token) => (isApiKey(token) ? apiKeys.principalOf(token) : loadPrincipal(options, token)),
    now,
    ttlMs: limits.principalCacheMs,
    entriesMax: principalsMax,
  })
  const changed = (user: UserId): void => {
    principals.forget(user)
    for (const listener of listeners) listener(user)
  }
  const parts: Parts = {
    options,
    passwords: createPasswords(createSemaphore(availableParallelism(), limits.hashQueue, limits.hashWaitMs)),
    limiter: limiterOf(options),
    sessions: createSessions({
      db,
      now,
      secret,
      limits,
      ended(user, version) {
        changed(user)
        options.ended?.(user, version)
      },
    }),
  }
  const registry = createRegistry({ db, passwords: parts.passwords })

  return {
    async register(input, address) {
      await parts.limiter.require('login_address', addressKey(address))
      const account = await registry.register(input, networkOf(address))
      return signIn(await parts.sessions.start(account.id), profileOf(options, account))
    },
    login: createLogin(parts),
    refresh: (refreshToken) => refresh(parts, refreshToken),
    logout: async (token) => void (await parts.sessions.end(token)),
    principalOf: (token) =>
      kindOf(token) === 'access' || isApiKey(token) ? principals.of(token) : Promise.resolve(null),
    peekPrincipal: principals.peek,
    changed,
    changedOrg: principals.forgetOrg,
    mintApiKey: apiKeys.mint,
    watch(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    limiter: parts.limiter,
  }
}

function limiterOf({ rateProfile: profile, now, shared }: AuthOptions): RateLimiter {
  return shared ? createSharedLimiter({ profile, now, ...shared }) : createRateLimiter({ profile, now })
}

function createLogin({ options, passwords, limiter, sessions }: Parts): Auth['login'] {
  const { db, now } = options
  const trust = createTrust()
  let sweptMs = now()

  // Tokens past their end are of no use to anybody; a sign-in now and then pays for throwing them away.
  async function sweep(): Promise<void> {
    if (now() - sweptMs < sweepEveryMs) return
    sweptMs = now()
    await deleteExpired(db, sweptMs)
  }

  return async ({ email, password }, address) => {
    const place = addressKey(address)
    await limiter.require('login_address', place)
    await limiter.require('login_account', trust.keyFor(email, place))
    const account = await findAccount(db, email)
    const usable = account?.isActive === true ? account : null
    const verdict = await passwords.verify(password, usable?.passwordHash ?? null)
    if (usable === null || !verdict.isRight) throw new AppError('unauthenticated', 'wrong e-mail address or password')

    trust.note(email, place)
    if (verdict.isStale) await replaceHash(db, usable.id, usable.passwordHash, await passwords.hash(password))
    const pair = await sessions.start(usable.id)
    await sweep()
    return signIn(pair, profileOf(options, usable))
  }
}

async function refresh({ options, sessions }: Parts, refreshToken: string): Promise<SignIn> {
  const done = await sessions.refresh(refreshToken)
  if (done === null) throw new AppError('unauthenticated', 'this sign-in has ended; sign in again')
  return signIn(done.pair, profileOf(options, { ...done.session, id: done.session.userId }))
}

async function loadPrincipal(options: AuthOptions, token: string): Promise<Principal | null> {
  const { db, now, limits } = options
  const session = await findSession(db, tokenHash(token))
  if (session === null || session.kind !== 'access' || session.isRevoked || !session.isActive) return null
  const at = now()
  if (session.expiresMs <= at || session.lastUsedMs + limits.accessTokenIdleHours * 3_600_000 <= at) return null
  if (at - session.lastUsedMs >= touchEveryMs) await touchSession(db, session.id, at)
  const { id: userId, ...profile } = profileOf(options, { ...session, id: session.userId })
  return { userId, ...profile, sessionId: session.id, expiresAt: new Date(session.expiresMs) }
}

function profileOf({ admins }: AuthOptions, account: Profile): Profile {
  const { id, email, name, orgs } = account
  return { id, email, name, isPlatformAdmin: account.isPlatformAdmin || admins.includes(email.toLowerCase()), orgs }
}

function signIn(pair: TokenPair, user: Profile): SignIn {
  const { token, refreshToken, expiresMs } = pair
  return { token, refreshToken, expiresAt: new Date(expiresMs).toISOString(), user }
}

/**
 * The org a request is for: the one that `X-Org` names among the caller's own, or the only one.
 * Throws `not_found` for any other slug, whether or not such an org exists, and `bad_request` where one must be named.
 */
export function orgOf(principal: Principal, xOrg: string | null): Membership {
  if (xOrg !== null) {
    const named = principal.orgs.find((membership) => membership.slug === xOrg.trim())
    if (named) return named
    throw new AppError('not_found', 'there is nothing at this address')
  }
  const only = principal.orgs[0]
  if (only === undefined) throw new AppError('bad_request', 'you belong to no org: make one with POST /api/orgs')
  if (principal.orgs.length === 1) return only
  const slugs = principal.orgs.map((membership) => membership.slug).join(', ')
  throw new AppError('bad_request', `you belong to several orgs: name one in the X-Org header (${slugs})`)
}
