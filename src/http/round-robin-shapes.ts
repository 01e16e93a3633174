/** Options of groups and of stages that follow, as they come in and as they go out. */
import { z } from 'zod'

const points = z.number().min(0).max(100)
const group = z.string().regex(/^[A-Z]$/, 'must be the letter of a group')

export const criterion = z.enum([
  'points',
  'h2h',
  'rackDiff',
  'racksWon',
  'goalDifference',
  'goalsFor',
  'h2hPoints',
  'h2hDifference',
  'h2hGoalsFor',
  'conduct',
  'rating',
  'lot',
])
const source = z.strictObject({ group, rank: z.number().int().min(1).max(64) })

/** Members of the options of a stage that concern tables and what is drawn from them. */
export const roundRobinOptions = {
  groups: z
    .strictObject({
      count: z.number().int().min(1).max(26),
      method: z.enum(['snake', 'bracket', 'pots', 'fixed']),
    })
    .optional(),
  cycles: z.union([z.literal(1), z.literal(2)]).optional(),
  draws: z.boolean().optional(),
  points: z.strictObject({ win: points, draw: points, loss: points, hillLoss: points.optional() }).optional(),
  criteria: z.array(criterion).min(1).max(12).optional(),
  from: z
    .strictObject({
      stage: z.number().int().min(1).max(8),
      ranks: z.number().int().min(1).max(1024),
      best: z.number().int().min(0).max(26).optional(),
      draw: z.enum(['cross', 'seeded', 'fixed']),
      sources: z.array(source).min(2).max(64).optional(),
    })
    .optional(),
}

/** Members of a standing that only tables have. */
export const standingMembers = {
  group: group.optional(),
  drawn: z.int().optional(),
  points: z.number().optional(),
  tieBreaks: z.array(z.strictObject({ code: z.string(), value: z.number() })).optional(),
  decidedBy: z.string().optional(),
  qualified: z.boolean().optional(),
}

/** Name of a bracket: `W`, `L`, `GF`, `3P`, `P`, `C`, or the letter of a group. */
export const bracketName = z.string().regex(/^(GF|3P|[A-Z])$/)
