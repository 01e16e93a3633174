/** Members of the options of a stage that only knockouts have, as they come in and as they go out. */
import { z } from 'zod'

export const knockoutOptions = {
  extraRacks: z.number().int().min(1).max(10).optional(),
  reseed: z.boolean().optional(),
  protect: z.literal('club').optional(),
  mode: z.enum(['third-place', 'plate', 're-entry']).optional(),
  cut: z
    .strictObject({ at: z.number().int().min(4).max(512), draw: z.enum(['seeded', 'redraw']).optional() })
    .optional(),
}
