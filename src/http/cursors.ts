/**
 * Cursors of lists: where a walk stands, sealed so that it fits only the list it came from.
 * The MAC binds org, route, filters, sort and visibility class; a cursor of one list opens no other.
 * Invariant: a touched, foreign or expired cursor is a 400, and says nothing of why.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { canonicalJson } from '../canonical.ts'
import { limits, type Secret } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Position } from '../queries/tournament-list.ts'
import { defined } from './fields.ts'

/** The list a cursor belongs to. */
export interface CursorScope {
  /** Id of the org, or `_` for lists of the whole platform. */
  readonly org: string
  readonly route: string
  readonly filters: Readonly<Record<string, unknown>>
  /** Names in order, a leading minus for descending. */
  readonly sort: readonly string[]
  readonly visibility: 'public' | 'staff'
}

export interface Cursors {
  seal(scope: CursorScope, position: Position): string
  /** The position, or null for the empty text that starts a walk. Throws `bad_cursor`. */
  open(scope: CursorScope, text: string): Position | null
}

const macBytes = 32
const hourMs = 3_600_000
const refused = () => new AppError('bad_cursor', 'this cursor does not belong to this list, or is too old: start anew')

/** `now` is in milliseconds, as `Date.now`. */
export function createCursors({ secret, now }: { readonly secret: Secret; readonly now: () => number }): Cursors {
  // A new name of the key ends every cursor given out: the shape of positions may then change.
  const key = createHmac('sha256', secret.reveal()).update('railbird.cursor.1').digest()
  const macOf = (scope: CursorScope, payload: Uint8Array) =>
    createHmac('sha256', key)
      .update(canonicalJson({ ...scope, filters: defined(scope.filters) }))
      .update('\n')
      .update(payload)
      .digest()

  return {
    seal(scope, { values, isBackward }) {
      const expiresS = Math.ceil((now() + limits.cursorHours * hourMs) / 1000)
      const payload = Buffer.from(JSON.stringify([expiresS, isBackward ? 1 : 0, ...values]))
      return Buffer.concat([macOf(scope, payload), payload]).toString('base64url')
    },
    open(scope, text) {
      if (text === '') return null
      const bytes = Buffer.from(text, 'base64url')
      // Decoding forgives foreign letters and loose bits; a cursor has one spelling.
      if (bytes.length <= macBytes || bytes.toString('base64url') !== text) throw refused()
      const payload = bytes.subarray(macBytes)
      if (!timingSafeEqual(bytes.subarray(0, macBytes), macOf(scope, payload))) throw refused()
      // Ours by the MAC, so its shape is known.
      const [expiresS, direction, ...values] = JSON.parse(payload.toString()) as [number, number, ...(string | null)[]]
      if (expiresS * 1000 < now()) throw refused()
      return { values, isBackward: direction === 1 }
    },
  }
}
