/** Everything random of a seed, by what it is for: the same question has the same answer on every machine. */
import { createHash } from 'node:crypto'
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

const hashOf = (name: string) => createHash('sha256').update(name).digest()

export function luckOf(name: string): Luck {
  const next = generator(hashOf(name).readUInt32BE(0))
  const upTo = (below: number) => Math.floor(uniform(next) * below)
  return {
    upTo,
    is: (probability) => uniform(next) < probability,
    // The inverse of the harmonic sum, near enough for a skew.
    rank: (below) => Math.min(below - 1, Math.floor((below + 1) ** uniform(next)) - 1),
    seed32: next,
  }
}

/** A UUIDv7 of an instant whose random bits belong to `name`. */
export function seedId<Id extends string>(at: number, name: string): Id {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(at, 0, 6)
  hashOf(name).copy(bytes, 6, 0, 10)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
  // One cast: a brand is a claim about where an id comes from, and here it is made.
  return parts.join('-') as Id
}
