/** Options of knockouts, from what a client sends to what the engine plays. */
import type { CutOption, StageOptions } from '../engine/types.ts'

type KnockoutOptions = Pick<StageOptions, 'extraRacks' | 'reseed' | 'mode' | 'cut' | 'protect'>

/** As a client sends them: absent and undefined are the same. `third-place` is the name of a mode and of an option. */
export type KnockoutInput = {
  readonly [K in keyof Omit<KnockoutOptions, 'cut' | 'mode'>]?: KnockoutOptions[K] | undefined
} & {
  readonly mode?: KnockoutOptions['mode'] | 'third-place' | undefined
  readonly thirdPlace?: boolean | undefined
  readonly cut?: { readonly at: number; readonly draw?: CutOption['draw'] | undefined } | undefined
}

/** The members that were sent, and no others; whether third place is played out is always said. */
export function knockoutOptions(input: KnockoutInput): KnockoutOptions & Pick<StageOptions, 'thirdPlace'> {
  const { extraRacks, reseed, mode, cut, protect } = input
  return {
    thirdPlace: input.thirdPlace ?? mode === 'third-place',
    ...(extraRacks !== undefined && { extraRacks }),
    ...(reseed !== undefined && { reseed }),
    ...(mode !== undefined && mode !== 'third-place' && { mode }),
    ...(protect !== undefined && { protect }),
    ...(cut !== undefined && { cut: { at: cut.at, ...(cut.draw !== undefined && { draw: cut.draw }) } }),
  }
}
