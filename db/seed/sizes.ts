/** How much a seed holds and how it is skewed: a few large rooms, many small evenings, most of them long over. */

/** One size by its name on the command line. */
export interface SeedSize {
  readonly orgs: number
  readonly users: number
  readonly tournaments: number
  /** Days over which the events lie, before the day of the seed. */
  readonly days: number
  /** Tournaments that are being played, have players, or are only planned; the rest is over. */
  readonly live: number
  readonly upcoming: number
  /** One event in so many is told rack by rack, the others by final scores. */
  readonly rackedEvery: number
  /** Events of the time before those days, when there were fewer of them. */
  readonly earlier: { readonly events: number; readonly days: number }
  /** Entries of the audit log that belong to no tournament; every event of play has one beside them. */
  readonly officeEntries: number
}

/** Sizes by name: `ci` has about 200,000 rows, `load` more than 2 million matches and 5 million audit rows. */
export const seedSizes = {
  ci: {
    ...{ orgs: 20, users: 3000, tournaments: 420, days: 730, live: 24, upcoming: 40 },
    ...{ rackedEvery: 24, earlier: { events: 0, days: 0 }, officeEntries: 3000 },
  },
  load: {
    ...{ orgs: 240, users: 60_000, tournaments: 27_500, days: 1095, live: 160, upcoming: 600 },
    ...{ rackedEvery: 40, earlier: { events: 7000, days: 365 }, officeEntries: 2_250_000 },
  },
} as const satisfies Record<string, SeedSize>

/** The last day of every seed: nothing of it depends on when it is made. */
export const seedDay = '2026-11-01T00:00:00.000Z'

/** `weights[i]` is how often a field of that many players comes up. */
export const fieldSizes: readonly { readonly players: number; readonly weight: number }[] = [
  { players: 8, weight: 12 },
  { players: 12, weight: 10 },
  { players: 16, weight: 16 },
  { players: 24, weight: 12 },
  { players: 32, weight: 18 },
  { players: 48, weight: 12 },
  { players: 64, weight: 12 },
  { players: 96, weight: 4 },
  { players: 128, weight: 4 },
]
