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
/** How many of one club are in each part of the sheet, where there are any; the parts are a heap, 1 the whole. */
type Club = Uint16Array

/** One line of the sheet and who is on it. */
interface Seat<Person> {
  readonly seeded: Person
  /** Its part of the sheet. */
  readonly leaf: number
  player: Person
  club: Club | null
}

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
  return one.reduce((first, value, at) => first || value - (other[at] ?? 0), 0)
}

const sum = (one: Gain, other: Gain): Gain => one.map((value, at) => value + (other[at] ?? 0))

/** Players of a club who are met in a round by one who comes from `leaf`. */
function met(club: Club | null, leaf: number, round: number): number {
  if (club === null) return 0
  return (club[leaf >> round] ?? 0) - (club[leaf >> (round - 1)] ?? 0)
}

/** One draw that is being improved. */
class Sheet<Person extends Member> {
  /** In seed order. */
  readonly seats: readonly Seat<Person>[]
  readonly rounds: readonly number[]

  constructor(order: readonly Person[]) {
    const size = bracketSize(order.length)
    const lines = slotOrder(size)
    const clubs = new Map(order.map((player): [string, Club] => [clubKey(player), new Uint16Array(2 * size)]))
    clubs.delete('')
    this.rounds = Array.from({ length: Math.log2(size) }, (_, at) => at + 1)
    this.seats = order.map((player, at) => {
      return { seeded: player, leaf: size + lines.indexOf(at + 1), player, club: clubs.get(clubKey(player)) ?? null }
    })
    for (const seat of this.seats) this.#count(seat, 1)
  }

  #count({ club, leaf }: Seat<Person>, by: number): void {
    if (club === null) return
    for (let part = leaf; part > 0; part >>= 1) club[part] = (club[part] ?? 0) + by
  }

  swap(one: Seat<Person>, other: Seat<Person>): void {
    for (const seat of [one, other]) this.#count(seat, -1)
    const { player, club } = one
    Object.assign(one, { player: other.player, club: other.club })
    Object.assign(other, { player, club })
    for (const seat of [one, other]) this.#count(seat, 1)
  }

  /** What two seeds gain by changing places; nothing if they are of one club. */
  gain(one: Seat<Person>, other: Seat<Person>): Gain {
    const [a, b] = [one.club, other.club]
    if (a === b) return []
    // From the other's leaf each of the two has met himself.
    const own = 32 - Math.clz32(one.leaf ^ other.leaf)
    const themselves = (a === null ? 0 : 1) + (b === null ? 0 : 1)
    return this.rounds.map((round) => {
      const [before, after] = [
        met(a, one.leaf, round) + met(b, other.leaf, round),
        met(a, other.leaf, round) + met(b, one.leaf, round),
      ]
      return before - after + (round === own ? themselves : 0)
    })
  }

  /** Seeds of the same tier, the worst first, himself among them. */
  tier(of: Seat<Person>): Seat<Person>[] {
    const first = 2 ** Math.floor(Math.log2(this.seats.indexOf(of)))
    const seats = this.seats.slice(first, 2 * first).toReversed()
    const step = Math.ceil(seats.length / triedMax)
    return seats.filter((_, at) => at % step === 0)
  }
}

/** Changes a seed with the one of his tier that helps most; false if none does. */
function moved<Person extends Member>(sheet: Sheet<Person>, seat: Seat<Person>): boolean {
  let best: { readonly other: Seat<Person>; readonly gain: Gain } | null = null
  for (const other of sheet.tier(seat)) {
    const gain = sheet.gain(seat, other)
    if (compare(gain, best?.gain ?? []) > 0) best = { other, gain }
  }
  if (best !== null) sheet.swap(seat, best.other)
  return best !== null
}

/** Takes apart what single changes can of the meetings of one round, the worst seeds first. */
function parted<Person extends Member>(sheet: Sheet<Person>, round: number): void {
  for (let hasMoved = true; hasMoved;) {
    hasMoved = false
    for (const seat of sheet.seats.toReversed()) {
      if (met(seat.club, seat.leaf, round) > 0) hasMoved = moved(sheet, seat) || hasMoved
    }
  }
}

/** Two changes at once where each alone would not help; false if no two do. */
function movedTwice<Person extends Member>(sheet: Sheet<Person>): boolean {
  const seats = sheet.seats.toReversed()
  for (const one of seats) {
    for (const other of sheet.tier(one)) {
      const first = sheet.gain(one, other)
      sheet.swap(one, other)
      for (const seat of seats) {
        for (const then of sheet.tier(seat)) {
          if (compare(sum(first, sheet.gain(seat, then)), []) <= 0) continue
          sheet.swap(seat, then)
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
    for (const round of sheet.rounds) parted(sheet, round)
  } while (order.length <= pairsMax && movedTwice(sheet))
  for (const seat of sheet.seats) {
    const now = sheet.seats.find(({ player }) => player === seat.seeded)
    if (now !== undefined && compare(sheet.gain(seat, now), []) >= 0) sheet.swap(seat, now)
  }
  return sheet.seats.map(({ player }) => player)
}
