/**
 * Players of one club meet as late as the draw can do it. They change places inside their tier only (seeds 3-4, 5-8,
 * 9-16 and so on), so good seeds stay where good seeds belong: first those meetings are taken apart that would come
 * first, each by the change that helps most, and what need not have changed goes back. Of equal changes the one
 * further down the list is taken, so that the best seeds move last.
 * Alternative: an exact search. It is a quadratic assignment; a test holds this one against it in small fields.
 */
import { bracketSize, slotOrder } from './seeding.ts'
import type { Player } from './types.ts'

type Member = Pick<Player, 'club'>
/** Meetings less in rounds 1, 2, ... */
type Gain = readonly number[]

/** Beyond this many seeds a tier is not tried out in full. */
const triedMax = 48
/** Up to this many players two changes at once are tried as well. */
const pairsMax = 24

/** Clubs are the same if they look the same. */
function clubKey({ club }: Member): string {
  return club?.normalize('NFC').trim().toLowerCase() ?? ''
}

/** Above zero if the first difference between the two is in favour of `one`. */
function compare(one: Gain, other: Gain): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const sum = (one: Gain, other: Gain): Gain => one.map((value, at) => value + (other[at] ?? 0))

/** One draw that is being improved. Seeds count from 0; a node is a part of the sheet, a heap with the final as 1. */
class Sheet<Person extends Member> {
  readonly order: Person[]
  readonly rounds: number
  readonly #size: number
  /** Leaf of each seed, and the club on it; 0 for none. */
  readonly #leaves: number[]
  readonly #clubs: number[]
  /** Players of each club in each node. */
  readonly #counts: Uint16Array

  constructor(order: readonly Person[]) {
    this.order = [...order]
    this.#size = bracketSize(order.length)
    this.rounds = Math.log2(this.#size)
    const seats = slotOrder(this.#size)
    this.#leaves = order.map((_, at) => this.#size + seats.indexOf(at + 1))
    const keys = ['', ...new Set(order.map(clubKey).filter((key) => key !== ''))]
    const numbers = new Map(keys.map((key, number) => [key, number]))
    this.#clubs = order.map((player) => numbers.get(clubKey(player)) ?? 0)
    this.#counts = new Uint16Array(keys.length * 2 * this.#size)
    for (const at of order.keys()) this.#add(at, 1)
  }

  #add(at: number, by: number): void {
    const base = (this.#clubs[at] ?? 0) * 2 * this.#size
    for (let node = this.#leaves[at] ?? 0; node > 0; node >>= 1) {
      this.#counts[base + node] = (this.#counts[base + node] ?? 0) + by
    }
  }

  /** Adds to `met`, `times` over, the players of a club who are met in rounds 1, 2, ... from the leaf of a seed. */
  #meet(met: number[], club: number, at: number, times: number): void {
    if (club === 0) return
    const base = club * 2 * this.#size
    let node = this.#leaves[at] ?? 0
    let before = this.#counts[base + node] ?? 0
    for (let round = 1; round <= this.rounds; round++) {
      node >>= 1
      const now = this.#counts[base + node] ?? 0
      met[round] = (met[round] ?? 0) + times * (now - before)
      before = now
    }
  }

  /** True if somebody of the same club is met in this round. */
  isMet(at: number, round: number): boolean {
    const met = [0]
    this.#meet(met, this.#clubs[at] ?? 0, at, 1)
    return (met[round] ?? 0) > 0
  }

  swap(one: number, other: number): void {
    const [a, b] = [this.order[one], this.order[other]]
    const [clubA = 0, clubB = 0] = [this.#clubs[one], this.#clubs[other]]
    if (a === undefined || b === undefined) return
    for (const at of [one, other]) this.#add(at, -1)
    this.order[one] = b
    this.order[other] = a
    this.#clubs[one] = clubB
    this.#clubs[other] = clubA
    for (const at of [one, other]) this.#add(at, 1)
  }

  /** What two seeds gain by changing places. */
  gain(one: number, other: number): Gain {
    const [a = 0, b = 0] = [this.#clubs[one], this.#clubs[other]]
    const met = Array.from({ length: this.rounds + 1 }, () => 0)
    if (a === b) return met
    this.#meet(met, a, one, 1)
    this.#meet(met, b, other, 1)
    this.#meet(met, a, other, -1)
    this.#meet(met, b, one, -1)
    // From the other's leaf each of the two has met himself.
    const round = 32 - Math.clz32((this.#leaves[one] ?? 0) ^ (this.#leaves[other] ?? 0))
    met[round] = (met[round] ?? 0) + Number(a > 0) + Number(b > 0)
    return met
  }

  /** Seeds of the same tier, the worst first. */
  tier(at: number): number[] {
    const first = 2 ** Math.floor(Math.log2(Math.max(1, at)))
    const count = at < 2 ? 0 : Math.min(this.order.length, 2 * first) - first
    const step = Math.ceil(count / triedMax)
    const seeds: number[] = []
    for (let seed = first + count - 1; seed >= first; seed -= step) if (seed !== at) seeds.push(seed)
    return seeds
  }
}

/** Changes a seed with the one of his tier that helps most; false if none does. */
function moved<Person extends Member>(sheet: Sheet<Person>, at: number): boolean {
  let best: { readonly other: number; readonly gain: Gain } | null = null
  for (const other of sheet.tier(at)) {
    const gain = sheet.gain(at, other)
    if (compare(gain, best?.gain ?? []) > 0) best = { other, gain }
  }
  if (best !== null) sheet.swap(at, best.other)
  return best !== null
}

/** Takes apart what single changes can of the meetings of one round, the worst seeds first. */
function parted<Person extends Member>(sheet: Sheet<Person>, round: number): void {
  for (let hasMoved = true; hasMoved;) {
    hasMoved = false
    for (let at = sheet.order.length - 1; at >= 2; at--) {
      if (sheet.isMet(at, round)) hasMoved = moved(sheet, at) || hasMoved
    }
  }
}

/** Two changes at once where each alone would not help; false if no two do. */
function movedTwice<Person extends Member>(sheet: Sheet<Person>): boolean {
  for (let one = sheet.order.length - 1; one >= 2; one--) {
    for (const other of sheet.tier(one)) {
      const first = sheet.gain(one, other)
      sheet.swap(one, other)
      for (let at = sheet.order.length - 1; at >= 2; at--) {
        for (const then of sheet.tier(at)) {
          if (compare(sum(first, sheet.gain(at, then)), []) <= 0) continue
          sheet.swap(at, then)
          return true
        }
      }
      sheet.swap(one, other)
    }
  }
  return false
}

/** The seed order with the players of one club as far apart as their tiers allow. */
export function apart<Person extends Member>(order: readonly Person[]): Person[] {
  const sheet = new Sheet(order)
  do {
    for (let round = 1; round <= sheet.rounds; round++) parted(sheet, round)
  } while (order.length <= pairsMax && movedTwice(sheet))
  for (const [at, player] of order.entries()) {
    const now = sheet.order.indexOf(player)
    if (now !== at && compare(sheet.gain(at, now), []) >= 0) sheet.swap(at, now)
  }
  return sheet.order
}
