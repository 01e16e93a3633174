/**
 * The life of one sign-in: start, refresh, end. A sign-in is a family of tokens; each refresh is a generation.
 * Invariant: any number of refreshes of one token inside the grace get one and the same successor.
 * Invariant: a refresh token used again after the grace ends its whole sign-in, for thief and owner alike.
 * The grace runs from the moment the successor was made, so it cannot be stretched by asking again and again.
 */
import type { limits as allLimits, Secret } from '../config.ts'
import type { UserId } from '../engine/types.ts'
import type { Database, Tx } from '../store/database.ts'
import { raiseUsers } from '../store/numbers.ts'
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
  /** Called after a sign-in has ended, by sign-out or by a replayed token; `version` is the user's from then on. */
  readonly ended: (user: UserId, version: number) => void
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

/** `version`: of the user, where a replayed token has ended the sign-in. */
type Turn = { readonly pair: TokenPair } | { readonly pair: null; readonly version?: number }

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
      if (own === undefined || own.isRevoked) return { pair: null }
      const atMs = now()
      const made = tokens.filter((token) => token.generation === generation + 1)
      if (made.length > 0) {
        const answer = again(options, session, made, atMs)
        return answer.isReplay ? { pair: null, version: await endFamily(tx, session, atMs) } : answer
      }
      const pair = successor(options, session, atMs + accessMs)
      await insertTokens(tx, rowsOf(limits, { userId, family, generation: generation + 1, atMs }, pair))
      return { pair }
    })
    if (turn.pair !== null) return { pair: turn.pair, session }
    if (turn.version !== undefined) ended(session.userId, turn.version)
    return null
  }

  async function end(token: string): Promise<boolean> {
    if (kindOf(token) === null) return false
    const session = await findSession(db, tokenHash(token))
    if (session === null || session.isRevoked) return false
    const version = await db.transaction(async (tx) => {
      await lockFamily(tx, session.family)
      return endFamily(tx, session, now())
    })
    ended(session.userId, version)
    return true
  }

  return { start, refresh, end }
}

/** Ends a sign-in whose family is held, and makes old what others remember of it. Returns the user's version. */
async function endFamily(tx: Tx, { family, userId }: Session, atMs: number): Promise<number> {
  await revokeFamily(tx, family, atMs)
  return (await raiseUsers(tx, [userId])).get(userId) ?? 0
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
function again(
  options: Options,
  session: Session,
  made: readonly FamilyToken[],
  atMs: number,
): { readonly pair: TokenPair | null; readonly isReplay: boolean } {
  const access = made.find((token) => token.kind === 'access')
  const refresh = made.find((token) => token.kind === 'refresh')
  const isLate = refresh === undefined || atMs - refresh.createdMs > options.limits.refreshGraceMs
  if (isLate) return { pair: null, isReplay: true }
  const pair = successor(options, session, access?.expiresMs ?? atMs)
  const isSame = tokenHash(pair.refreshToken) === refresh.hash
  return { pair: isSame ? pair : null, isReplay: false }
}
