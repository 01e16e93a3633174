/** One auth on a fake clock, for the tests of this folder. */
import { limits, Secret } from '../config.ts'
import type { Database } from '../store/database.ts'
import { type Auth, createAuth } from './auth.ts'

/** A clock that stands until told to go on. */
export interface FakeClock {
  atMs: number
}

export const password = 'correct horse battery'

export function testAuth(db: Database, clock: FakeClock, admins: readonly string[] = []): Auth {
  const secret = new Secret('test key of thirty-two characters')
  return createAuth({ db, now: () => clock.atMs, secret, limits, admins, rateProfile: 'open' })
}
