/**
 * The seed order in which those who qualified are drawn. A knockout is drawn from its seeds, so a wanted bracket is
 * written as the seeds that make it.
 */
import { groupLetter } from '../round-robin/groups.ts'
import { bracketSize, slotOrder } from '../seeding.ts'
import type { PlayerId, RankSource, StageSource } from '../types.ts'
import { type Qualifier, byRecord } from './source.ts'

/** Pairs A1-B2, C1-D2, ... in the upper half, B1-A2, D1-C2, ... in the lower; of an even number of groups. */
export function crossSources(groups: readonly string[]): RankSource[] {
  const upper: RankSource[] = []
  const lower: RankSource[] = []
  for (let at = 0; at < groups.length; at += 2) {
    const [one = '', other = ''] = groups.slice(at)
    upper.push({ group: one, rank: 1 }, { group: other, rank: 2 })
    lower.push({ group: other, rank: 1 }, { group: one, rank: 2 })
  }
  return [...upper, ...lower]
}

type Seeded = readonly [seed: number, player: PlayerId]

/**
 * Seeds for these seats of a bracket from top to bottom, halves turned round where an empty seat has to meet one of
 * the best seeds; null where no turning does that. Seeds above `count` are nobody's.
 */
function seatSeeds(seats: readonly (PlayerId | null)[], seeds: readonly number[], count: number): Seeded[] | null {
  const [seat, seed] = [seats[0], seeds[0]]
  if (seats.length === 1 && seed !== undefined) {
    if (seat === null || seat === undefined) return seed > count ? [] : null
    return seed > count ? null : [[seed, seat]]
  }
  const half = seats.length / 2
  const halves = [seats.slice(0, half), seats.slice(half)]
  for (const [upper = [], lower = []] of [halves, halves.toReversed()]) {
    const above = seatSeeds(upper, seeds.slice(0, half), count)
    const below = above === null ? null : seatSeeds(lower, seeds.slice(half), count)
    if (above !== null && below !== null) return [...above, ...below]
  }
  return null
}

/** Seed order that puts these sources into a bracket from top to bottom; one that names nobody is a bye. */
function inSlots(all: readonly Qualifier[], sources: readonly RankSource[]): PlayerId[] | null {
  const seats = sources.map(({ group, rank }) => {
    return all.find((one) => one.group === group && one.rank === rank)?.player ?? null
  })
  const count = seats.filter((seat) => seat !== null).length
  const seeded = seatSeeds(seats, slotOrder(bracketSize(sources.length)), count)
  return seeded === null ? null : seeded.toSorted(([a], [b]) => a - b).map(([, player]) => player)
}

function isUpper(seed: number, size: number): boolean {
  return slotOrder(size).indexOf(seed) < size / 2
}

/** By rank, then record; each next seed goes to the best one with the fewest group mates in his half. */
function seeded(all: readonly Qualifier[], isKnockout: boolean): PlayerId[] {
  const waiting = all.toSorted((a, b) => a.rank - b.rank || byRecord(a, b))
  if (!isKnockout) return waiting.map((one) => one.player)
  const size = bracketSize(all.length)
  const halves: { readonly one: Qualifier; readonly upper: boolean }[] = []
  for (;;) {
    const upper = isUpper(halves.length + 1, size)
    const mates = (one: Qualifier) => halves.filter((h) => h.upper === upper && h.one.group === one.group).length
    const rank = waiting[0]?.rank
    const fewest = waiting.filter((one) => one.rank === rank).toSorted((a, b) => mates(a) - mates(b))
    const one = fewest[0]
    if (one === undefined) return halves.map((half) => half.one.player)
    waiting.splice(waiting.indexOf(one), 1)
    halves.push({ one, upper })
  }
}

/** Players in seed order; null if the bracket has no such seeds, because too many of one half are missing. */
export function seedOrderOf(all: readonly Qualifier[], from: StageSource, isKnockout: boolean): PlayerId[] | null {
  if (from.draw === 'seeded') return seeded(all, isKnockout)
  if (from.draw === 'fixed') return inSlots(all, from.sources ?? [])
  const last = Math.max(...all.map(({ group }) => group.charCodeAt(0) - 65))
  // Cross draws have 2, 4, 8 or 16 groups, also where all of one have left.
  return inSlots(all, crossSources(Array.from({ length: bracketSize(last + 1) }, (_, at) => groupLetter(at))))
}
