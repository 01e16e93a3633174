/**
 * The life of one sign-in: start, refresh, end. A sign-in is a family of tokens; each refresh is a generation.
 * Invariant: any number of refreshes of one token inside the grace get one and the same successor.
 * Invariant: a refresh token used again after the grace ends its whole sign-in, for thief and owner alike.
 * The grace runs from the moment the successor was made, so it cannot be stretched by asking again and again.
 */
import type { limits as allLimits, Secret } from '../config.ts'
import type { UserId } from '../engine/types.ts'
import type { Database } from '../store/database.ts'
import {
  type FamilyToken,
  familyTokens,
  findSession,
  insertTokens,
  lockFamily,
  type NewTokens,
  revokeFamily,
  type Session,
} from '../store/sessions.ts'
import { kindOf, mintToken, successorToken, tokenHash } from './tokens.ts'

/** What a client gets for signing in or refreshing. `expiresMs` is the end of the access token. */
export interface TokenPair {
  readonly token: string
  readonly refreshToken: string
  readonly expiresMs: number
}

export type SessionLimits = Pick<
  typeof allLimits,
  'accessTokenHours' | 'accessTokenIdleHours' | 'refreshTokenDays' | 'refreshGraceMs'
>

interface Options {
  readonly db: Database
  readonly now: () => number
  readonly secret: Secret
  readonly limits: SessionLimits
  /** Called after a sign-in has ended, by sign-out or by a replayed token. */
  readonly ended: (user: UserId) => void
}

export interface Sessions {
  start(user: UserId): Promise<TokenPair>
  /** Null: the token is unknown, expired, revoked or replayed. */
  refresh(refreshToken: string): Promise<{ readonly pair: TokenPair; readonly session: Session } | null>
  /** Ends the sign-in that a token of either kind belongs to; false if there is none to end. */
  end(token: string): Promise<boolean>
}

const hourMs = 3_600_000
const refreshMsOf = (limits: SessionLimits) => limits.refreshTokenDays * 24 * hourMs

type Turn = { readonly pair: TokenPair } | { readonly pair: null; readonly isReplay: boolean }

/** Sign-ins of one node. */
export function createSessions(options: Options): Sessions {
  const { db, now, limits, ended } = options
  const accessMs = limits.accessTokenHours * hourMs

  async function start(user: UserId): Promise<TokenPair> {
    const atMs = now()
    const pair = { token: mintToken('access'), refreshToken: mintToken('refresh'), expiresMs: atMs + accessMs }
    const place = { userId: user, family: crypto.randomUUID(), generation: 1, atMs }
    await db.transaction((tx) => insertTokens(tx, rowsOf(limits, place, pair)))
    return pair
  }

  async function refresh(refreshToken: string) {
    if (kindOf(refreshToken) !== 'refresh') return null
    const hash = tokenHash(refreshToken)
    const session = await findSession(db, hash)
    if (session === null || session.isRevoked || !session.isActive || session.expiresMs <= now()) return null

    const turn = await db.transaction(async (tx): Promise<Turn> => {
      const { userId, family, generation } = session
      await lockFamily(tx, family)
      const tokens = await familyTokens(tx, family, generation)
      const own = tokens.find((token) => token.hash === hash)
      if (own === undefined || own.isRevoked) return { pair: null, isReplay: false }
      const atMs = now()
      const made = tokens.filter((token) => token.generation === generation + 1)
      if (made.length > 0) {
        const answer = again(options, session, made, atMs)
        if (answer.pair === null && answer.isReplay) await revokeFamily(tx, family, atMs)
        return answer
      }
      const pair = successor(options, session, atMs + accessMs)
      await insertTokens(tx, rowsOf(limits, { userId, family, generation: generation + 1, atMs }, pair))
      return { pair }
    })
    if (turn.pair !== null) return { pair: turn.pair, session }
    if (turn.isReplay) ended(session.userId)
    return null
  }

  async function end(token: string): Promise<boolean> {
    if (kindOf(token) === null) return false
    const session = await findSession(db, tokenHash(token))
    if (session === null || session.isRevoked) return false
    await db.transaction(async (tx) => {
      await lockFamily(tx, session.family)
      await revokeFamily(tx, session.family, now())
    })
    ended(session.userId)
    return true
  }

  return { start, refresh, end }
}

type Place = Pick<NewTokens, 'userId' | 'family' | 'generation' | 'atMs'>

function rowsOf(limits: SessionLimits, place: Place, pair: TokenPair): NewTokens {
  return {
    ...place,
    access: { id: Bun.randomUUIDv7(), hash: tokenHash(pair.token), expiresMs: pair.expiresMs },
    refresh: {
      id: Bun.randomUUIDv7(),
      hash: tokenHash(pair.refreshToken),
      expiresMs: place.atMs + refreshMsOf(limits),
    },
  }
}

function successor({ secret }: Options, { family, generation }: Session, expiresMs: number): TokenPair {
  const make = (kind: 'access' | 'refresh') => successorToken(kind, secret, family, generation + 1)
  return { token: make('access'), refreshToken: make('refresh'), expiresMs }
}

// Second caller inside the grace: the pair that was made for the first. It was never stored, it is made again;
// under another server key that gives another text, which opens nothing, so the caller signs in anew.
function again(options: Options, session: Session, made: readonly FamilyToken[], atMs: number): Turn {
  const access = made.find((token) => token.kind === 'access')
  const refresh = made.find((token) => token.kind === 'refresh')
  const isLate = refresh === undefined || atMs - refresh.createdMs > options.limits.refreshGraceMs
  if (isLate) return { pair: null, isReplay: true }
  const pair = successor(options, session, access?.expiresMs ?? atMs)
  const isSame = tokenHash(pair.refreshToken) === refresh.hash
  return isSame ? { pair } : { pair: null, isReplay: false }
}
