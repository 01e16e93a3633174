/** Everything random of a seed, by what it is for: the same question has the same answer on every machine. */
import { generator, uniform } from '../../src/engine/random.ts'

/** One stream of chance, from its name. */
export interface Luck {
  /** An integer from 0 to `below` - 1. */
  readonly upTo: (below: number) => number
  readonly is: (probability: number) => boolean
  /** A rank from 0 to `below` - 1, the first ones much more often (Zipf, exponent 1). */
  readonly rank: (below: number) => number
  readonly seed32: () => number
}

export function luckOf(name: string): Luck {
  const next = generator(Number(Bun.hash.wyhash(name) & 0xffffffffn))
  const upTo = (below: number) => Math.floor(uniform(next) * below)
  return {
    upTo,
    is: (probability) => uniform(next) < probability,
    // The inverse of the harmonic sum, near enough for a skew.
    rank: (below) => Math.min(below - 1, Math.floor((below + 1) ** uniform(next)) - 1),
    seed32: next,
  }
}

const hex = (value: bigint | number, digits: number) => value.toString(16).padStart(digits, '0').slice(-digits)

/** A UUIDv7 of an instant whose random bits belong to `name`. */
export function seedId<Id extends string>(at: number, name: string): Id {
  const time = hex(at, 12)
  const [a, b] = [hex(Bun.hash.wyhash(name, 1n), 16), hex(Bun.hash.wyhash(name, 2n), 16)]
  const variant = '89ab'[Number.parseInt(b.charAt(0), 16) % 4]
  const parts = [time.slice(0, 8), time.slice(8), `7${a.slice(0, 3)}`, `${variant}${b.slice(1, 4)}`, a.slice(3, 15)]
  // One cast: a brand is a claim about where an id comes from, and here it is made.
  return parts.join('-') as Id
}
