/** Options of knockouts, from what a client sends to what the engine plays. */
import type { StageOptions } from '../engine/types.ts'

type KnockoutOptions = Pick<StageOptions, 'extraRacks' | 'reseed' | 'mode'>

/** As a client sends them: absent and undefined are the same. */
export type KnockoutInput = { readonly [K in keyof KnockoutOptions]?: KnockoutOptions[K] | undefined }

/** The members that were sent, and no others. */
export function knockoutOptions(input: KnockoutInput): KnockoutOptions {
  const { extraRacks, reseed, mode } = input
  return {
    ...(extraRacks !== undefined && { extraRacks }),
    ...(reseed !== undefined && { reseed }),
    ...(mode !== undefined && { mode }),
  }
}
