/**
 * The only randomness of the engine: xoshiro128** seeded by splitmix32 from one 32-bit number.
 * Same seed, same sequence on every machine, because all arithmetic is on unsigned 32-bit integers.
 * Source: Blackman and Vigna, https://prng.di.unimi.it (public domain).
 */

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function splitmix32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
}

/** The bare generator from its four words of state, not all zero; `generator` makes them from a seed. */
export function xoshiro128(a: number, b: number, c: number, d: number): () => number {
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return result
  }
}

/** A stream of unsigned 32-bit integers; `seed` is taken modulo 2^32. */
export function generator(seed: number): () => number {
  const fill = splitmix32(seed)
  return xoshiro128(fill(), fill(), fill(), fill())
}

/** The next number of the stream as a fraction in [0, 1). */
export function uniform(next: () => number): number {
  return next() / 4294967296
}

/** A shuffled copy: Fisher-Yates from the last index down. */
export function shuffle<Item>(next: () => number, items: readonly Item[]): Item[] {
  const out = [...items]
  for (let last = out.length - 1; last > 0; last--) {
    const pick = Math.floor(uniform(next) * (last + 1))
    const held = out[last] as Item
    out[last] = out[pick] as Item
    out[pick] = held
  }
  return out
}
