/** How a match is scored, as it comes in and as it goes out. */
import { z } from 'zod'

const racks = z.number().int().min(1).max(100)

/** A race; win by two and handicap exclude each other, as the engine says. */
export const raceScoring = z.strictObject({
  kind: z.literal('race'),
  raceTo: racks,
  winBy2: z.boolean().optional(),
  cap: racks.optional(),
  handicap: z.literal('fargo').optional(),
  minRace: racks.optional(),
})
export const openScoring = z.strictObject({ kind: z.literal('open') })

/** What a stage may ask for; a best of 7 is a race to 4. */
export const scoringInput = z.discriminatedUnion('kind', [
  raceScoring,
  openScoring,
  z.strictObject({
    kind: z.literal('best_of'),
    racks: z
      .number()
      .int()
      .min(1)
      .max(199)
      .refine((count) => count % 2 === 1, 'must be odd, or the match could end level'),
  }),
])

/** Racks each side needs, and those it has on the wire before the first. */
export const racesOfMatch = z.strictObject({
  races: z.tuple([racks, racks]),
  start: z.tuple([z.number().int().min(0).max(99), z.number().int().min(0).max(99)]).optional(),
})
