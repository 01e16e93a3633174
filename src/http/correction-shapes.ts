/** What a correction is sent as, and what the refusal of one says it would change. */
import { z } from 'zod'
import { matchId, side } from './fields.ts'
import { matchState, uuid } from './row-shapes.ts'

const score = z.number().int().min(0).max(999)
/** Matches that the director agrees to void. */
const cascade = z.array(matchId).max(1000).optional()
const scored = z.strictObject({ scoreA: score, scoreB: score, decider: side.optional(), cascade })
const absent = z.strictObject({ kind: z.enum(['walkover', 'retired']), winner: side, cascade })
const nobody = z.strictObject({ kind: z.literal('double_forfeit'), cascade })

/** The body of a correction, for the document. */
export const correction = z.union([scored, absent, nobody])

/** The one form that a body means to be, so that a refusal names the member that is wrong in it. */
export function correctionFor(body: unknown): z.ZodType<z.infer<typeof correction>> {
  if (typeof body !== 'object' || body === null || !('kind' in body)) return scored
  return body.kind === 'double_forfeit' ? nobody : absent
}

export const disqualification = z.strictObject({ moveUp: z.boolean().optional() })

const resultKind = z.enum(['played', 'walkover', 'retired', 'disqualified', 'double_forfeit', 'bye'])
const result = z.strictObject({
  kind: resultKind,
  winner: side.nullable(),
  scores: z.array(z.int().min(0)).length(2),
})
const item = z.strictObject({
  /** Null for a stage whose draw is taken back; its name is the `ref` then. */
  match: uuid.nullable(),
  ref: z.string(),
  state: z.enum([...matchState.options, 'drawn']),
  racks: z.int().min(0),
  change: z.enum(['swap', 'void', 'undraw']),
})
/** What a correction would change beyond its own match; `cascadeIds` is what `cascade` must name. */
export const impact = z
  .strictObject({
    match: uuid,
    from: result,
    to: result,
    items: z.array(item),
    cascadeIds: z.array(uuid),
    payoutsVoided: z.array(uuid),
  })
  .meta({ id: 'Impact' })
