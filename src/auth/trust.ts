/**
 * Where accounts were signed in from, so that a stranger's guesses do not lock out the owner.
 * Guesses from anywhere share one allowance per account; an address that once knew the password has its own.
 * Bounded, in memory only: after a restart everybody is a stranger again until the next sign-in.
 */

const pairsMax = 10_000

export interface Trust {
  /** Key of the allowance that a sign-in from this place counts against. */
  keyFor(email: string, place: string): string
  /** The password was right. */
  note(email: string, place: string): void
}

export function createTrust(): Trust {
  const known = new Set<string>()
  const accountOf = (email: string) => email.trim().toLowerCase()
  const pairOf = (email: string, place: string) => `${accountOf(email)} ${place}`
  return {
    keyFor: (email, place) => (known.has(pairOf(email, place)) ? pairOf(email, place) : accountOf(email)),
    note(email, place) {
      const pair = pairOf(email, place)
      known.delete(pair)
      known.add(pair)
      const [oldest] = known
      if (oldest !== undefined && known.size > pairsMax) known.delete(oldest)
    },
  }
}
