/**
 * Hashing and checking of passwords: argon2id, a few at a time.
 * Invariant: an unknown account costs the same work and gives the same answer as a wrong password.
 * The parameters are those of OWASP (19 MiB, 2 passes): about 30 ms of one core; the default of 64 MiB takes four
 * times that.
 */
import { normalizePassword } from './password-policy.ts'
import type { Semaphore } from './semaphore.ts'

const argon = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const
const parameters = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/

// Hash of a random text that nobody kept, with the parameters above.
const dummyHash = [
  '$argon2id$v=19$m=19456,t=2,p=1',
  'zgMbaCdFVFEdvOAPtcMqaMziaW7L/bcn4/4pCHCQBWc',
  'dHDUtDcN8FlLmPsKjoxBiUz+fQSD7F7+1ZsYVFi3D+w',
].join('$')

/** The outcome of a check; `isStale`: right, but hashed with other parameters than today's. */
export interface Verdict {
  readonly isRight: boolean
  readonly isStale: boolean
}

/** Hashing behind the semaphore; both throw `unavailable` when too many wait. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** `hash` null: no such account. Same time, never right. */
  verify(password: string, hash: string | null): Promise<Verdict>
}

export function createPasswords(semaphore: Semaphore): Passwords {
  return {
    hash: (password) => semaphore(() => Bun.password.hash(normalizePassword(password), argon)),
    async verify(password, hash) {
      const isMatch = await semaphore(() => Bun.password.verify(normalizePassword(password), hash ?? dummyHash))
      const isRight = isMatch && hash !== null
      return { isRight, isStale: isRight && !parameters.test(hash) }
    },
  }
}
