/**
 * Prize money in integer cents: what was collected, what the house keeps, and who gets what of the rest.
 * Every cent of the pool is paid: shares are rounded down and the cents left over go to the best place.
 * Nothing here knows of states or commands; `deciding/payouts.ts` feeds it.
 */

/** How money comes in and is split. Without `basisPoints` the split follows the number of entries. */
export interface PayoutRules {
  readonly entryFeeCents: number
  /** The house's part of what was collected, of 10,000. */
  readonly houseBasisPoints: number
  readonly addedCents: number
  readonly feesCents: number
  /** Parts of the pool by place, first place first; they are weights, taken over the places that exist. */
  readonly basisPoints: readonly number[] | null
}

/** One who has a place; equal places are tied. */
export interface Finisher<Id> {
  readonly player: Id
  readonly place: number
  /** A disqualified player is not paid: his place counts as if it did not exist. */
  readonly isPaid: boolean
}

/** What one player gets, more than nothing. */
export interface Share<Id> {
  readonly place: number
  readonly player: Id
  readonly cents: number
}

/** `pool + house + fees = collected + added`, and the shares add up to the pool. */
export interface Payout<Id> {
  readonly collectedCents: number
  readonly houseCents: number
  /** Below zero when fees and house take more than there is; then nobody gets a share. */
  readonly poolCents: number
  readonly shares: readonly Share<Id>[]
}

/**
 * Parts by number of entries. Source: the rows for 20 to 80 entries are those of a public rule page of a pool hall
 * (facts, no licence needed), the others are ours; all as in `fixtures/payouts.json`.
 */
const splits: readonly { readonly entriesMax: number; readonly basisPoints: readonly number[] }[] = [
  { entriesMax: 3, basisPoints: [10000] },
  { entriesMax: 7, basisPoints: [7000, 3000] },
  { entriesMax: 19, basisPoints: [5000, 3000, 2000] },
  { entriesMax: 24, basisPoints: [5000, 2500, 1500, 1000] },
  { entriesMax: 32, basisPoints: [5000, 2000, 1500, 800, 700] },
  { entriesMax: 49, basisPoints: [4000, 1800, 1400, 700, 600, 500, 500, 500] },
  { entriesMax: 80, basisPoints: [3500, 1500, 1200, 700, 600, 500, 500, 500, 500, 500] },
]
const largestSplit = [3000, 1500, 1100, 800, 600, 500, 500, 400, 400, 200, 200, 200, 150, 150, 150, 150]

/** The split of the house table for a number of entries. */
export function splitFor(entries: number): readonly number[] {
  return splits.find((row) => entries <= row.entriesMax)?.basisPoints ?? largestSplit
}

interface Group<Id> {
  readonly place: number
  /** Those to be paid, in the order given. */
  readonly players: Id[]
}

/** Tied players together, best place first; groups in which nobody is paid are left out. */
function groupsOf<Id>(finishers: readonly Finisher<Id>[]): Group<Id>[] {
  const groups = new Map<number, Group<Id>>()
  for (const { player, place, isPaid } of finishers) {
    if (!isPaid) continue
    const group = groups.get(place) ?? { place, players: [] }
    group.players.push(player)
    groups.set(place, group)
  }
  return [...groups.values()].sort((a, b) => a.place - b.place)
}

/** Cents of each group: the shares of the places its players fill, and for the best one what rounding left over. */
function centsByGroup<Id>(groups: readonly Group<Id>[], pool: number, parts: readonly number[]): number[] {
  const filled = groups.map(({ place, players }) => parts.slice(place - 1, place - 1 + players.length))
  const whole = filled.flat().reduce((sum, part) => sum + part, 0)
  const cents = filled.map((own) => own.reduce((sum, part) => sum + Math.floor((pool * part) / Math.max(whole, 1)), 0))
  const left = pool - cents.reduce((sum, some) => sum + some, 0)
  return cents.map((some, at) => (at === 0 ? some + left : some))
}

/**
 * Computes who gets what. `finishers` stand in seed order among equals: left-over cents of a tie go one each to the
 * first of them. Amounts must be integers of at most 10^11 cents, so that no product leaves the safe integers.
 */
export function payoutOf<Id>(rules: PayoutRules, entries: number, finishers: readonly Finisher<Id>[]): Payout<Id> {
  const collectedCents = entries * rules.entryFeeCents
  const houseCents = Math.floor((collectedCents * rules.houseBasisPoints) / 10_000)
  const poolCents = collectedCents - houseCents - rules.feesCents + rules.addedCents
  const groups = groupsOf(finishers)
  if (poolCents <= 0 || groups.length === 0) return { collectedCents, houseCents, poolCents, shares: [] }
  const cents = centsByGroup(groups, poolCents, rules.basisPoints ?? splitFor(entries))
  const shares = groups.flatMap(({ place, players }, at): Share<Id>[] => {
    const each = Math.floor((cents[at] ?? 0) / players.length)
    const odd = (cents[at] ?? 0) - each * players.length
    return players.map((player, nth) => ({ place, player, cents: nth < odd ? each + 1 : each }))
  })
  return { collectedCents, houseCents, poolCents, shares: shares.filter((share) => share.cents > 0) }
}

/** One payout of a tournament; a voided one was paid and has been given back. */
export interface PayoutRow<Id> extends Share<Id> {
  readonly status: 'pending' | 'paid' | 'voided'
}

/** Prize money of a tournament: its rules, and once computed the sums and who gets what. */
export interface Payouts<Id> {
  readonly rules: PayoutRules
  readonly totals: PayoutTotals | null
  readonly rows: readonly PayoutRow<Id>[]
}

/** Sums of one computation. */
export interface PayoutTotals {
  readonly entries: number
  readonly collectedCents: number
  readonly houseCents: number
  readonly poolCents: number
}

/** Rules of a tournament for which nothing was said: no money at all. */
export const freeEvent: PayoutRules = {
  entryFeeCents: 0,
  houseBasisPoints: 0,
  addedCents: 0,
  feesCents: 0,
  basisPoints: null,
}
