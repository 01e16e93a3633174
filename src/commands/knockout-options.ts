/** Options of knockouts, from what a client sends to what the engine plays. */
import type { CutOption, StageOptions } from '../engine/types.ts'

type KnockoutOptions = Pick<StageOptions, 'extraRacks' | 'reseed' | 'mode' | 'cut' | 'protect'>

/** As a client sends them: absent and undefined are the same. */
export type KnockoutInput = { readonly [K in keyof Omit<KnockoutOptions, 'cut'>]?: KnockoutOptions[K] | undefined } & {
  readonly cut?: { readonly at: number; readonly draw?: CutOption['draw'] | undefined } | undefined
}

/** The members that were sent, and no others. */
export function knockoutOptions(input: KnockoutInput): KnockoutOptions {
  const { extraRacks, reseed, mode, cut, protect } = input
  return {
    ...(extraRacks !== undefined && { extraRacks }),
    ...(reseed !== undefined && { reseed }),
    ...(mode !== undefined && { mode }),
    ...(protect !== undefined && { protect }),
    ...(cut !== undefined && { cut: { at: cut.at, ...(cut.draw !== undefined && { draw: cut.draw }) } }),
  }
}
