/**
 * Who gets which seed, and which seed sits where in the bracket.
 * The seed order is computed once, by the draw, and stored in its event; replay never comes here.
 */
import { generator, shuffle } from './random.ts'
import type { Player, StageOptions } from './types.ts'

/** Least power of two that holds `players`. */
export function bracketSize(players: number): number {
  let size = 2
  while (size < players) size *= 2
  return size
}

/**
 * Seeds in bracket order, to be read in pairs: 8 gives 1-8, 4-5, 2-7, 3-6. `size` is a power of two.
 * Seeds i < j <= 2^k cannot meet before 2^k players are left.
 */
export function slotOrder(size: number): number[] {
  let order = [1, 2]
  while (order.length < size) {
    const sum = 2 * order.length + 1
    order = order.flatMap((seed) => [seed, sum - seed])
  }
  return order
}

function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Larger first, absent last. */
function byRating(a: Player, b: Player): number {
  if (a.rating === b.rating) return 0
  if (a.rating === null) return 1
  if (b.rating === null) return -1
  return b.rating - a.rating
}

/** Smaller first, absent last. */
function byWantedSeed(a: Player, b: Player): number {
  if (a.wantedSeed === b.wantedSeed) return 0
  if (a.wantedSeed === null) return 1
  if (b.wantedSeed === null) return -1
  return a.wantedSeed - b.wantedSeed
}

function byRegistration(a: Player, b: Player): number {
  return compareStrings(a.registeredAt, b.registeredAt) || compareStrings(a.id, b.id)
}

/** Players in seed order, seed 1 first; `players` come in registration order. */
export function seedOrder(players: readonly Player[], seeding: StageOptions['seeding'], drawSeed: number): Player[] {
  switch (seeding) {
    case 'random':
      return shuffle(generator(drawSeed), players)
    case 'rating':
      return players.toSorted((a, b) => byRating(a, b) || byRegistration(a, b))
    case 'manual':
      // The sort is stable: what neither seed nor rating tells apart stays in the order of registration.
      return players.toSorted((a, b) => byWantedSeed(a, b) || byRating(a, b))
  }
}
