/** Options of chip stages, as they come in and as they go out, and the body of an adjustment. */
import { z } from 'zod'
import { instant, line } from './fields.ts'

const moment = z.union([instant, z.null()])
const chips = z.number().int().min(1).max(99)
const startChips = z.union([chips, z.enum(['five-band', 'eight-band', 'skill-level'])])

/** Members of the options of a stage that concern chips; absent ones have the defaults of the format. */
export const chipOptions = {
  chipLives: z
    .strictObject({
      startChips: startChips.optional(),
      winnerStays: z.boolean().optional(),
      maxConsecutiveWins: chips.nullable().optional(),
      antiRematch: z.boolean().optional(),
      tables: z.number().int().min(1).max(128).optional(),
      shrinkTables: z.boolean().optional(),
      lateChips: chips.nullable().optional(),
      lateUntil: moment.optional(),
      buyBack: z
        .strictObject({ until: moment, chips, priceCents: z.number().int().min(0).max(100_000_000) })
        .nullable()
        .optional(),
    })
    .optional(),
  chipPoints: z
    .strictObject({
      winnerChips: z.number().int().min(0).max(99).optional(),
      loserChips: z.number().int().min(0).max(99).optional(),
      rounds: z.number().int().min(1).max(64).optional(),
      finalsCount: z.number().int().min(0).max(256).optional(),
      pairing: z.enum(['random', 'rating', 'round_robin']).optional(),
      allowRematch: z.boolean().optional(),
      tieBreak: z.enum(['h2h', 'rating', 'random']).optional(),
    })
    .optional(),
}

/** The stage whose next round is drawn; the first unless said otherwise. */
export const pairing = z.strictObject({ stage: z.number().int().min(1).max(8).optional() })
/** The format of the finals; a single elimination unless said otherwise. */
export const finalsCut = z.strictObject({
  stage: z.number().int().min(1).max(8).optional(),
  format: z.enum(['single_elimination', 'double_elimination']).optional(),
})

/** `chips` in all, until the first match; or `delta` more or fewer, at any time. */
export const adjustment = z.strictObject({
  chips: z.number().int().min(-999).max(999).optional(),
  delta: z.number().int().min(-999).max(999).optional(),
  reason: line(200),
})
