/** What the form offers: formats that can be played, and the options of each. */
import type { StageOptions, StageType } from '../../engine/types.ts'

interface Choice<Value extends string> {
  readonly value: Value
  readonly words: string
}

export const formats: readonly (Choice<StageType> & { readonly about: string })[] = [
  { value: 'single_elimination', words: 'Single elimination', about: 'One loss and out.' },
  { value: 'double_elimination', words: 'Double elimination', about: 'A second chance on the losers side.' },
  { value: 'round_robin', words: 'Round robin', about: 'Everybody meets everybody.' },
  { value: 'chip_lives', words: 'Chip tournament', about: 'A loss costs a chip; the last one with chips wins.' },
]

export const seedings: readonly Choice<StageOptions['seeding']>[] = [
  { value: 'rating', words: 'By rating' },
  { value: 'manual', words: 'Order of the list' },
  { value: 'random', words: 'By lot' },
]

export const games: readonly Choice<string>[] = [
  { value: 'nine_ball', words: 'Nine ball' },
  { value: 'eight_ball', words: 'Eight ball' },
  { value: 'ten_ball', words: 'Ten ball' },
  { value: 'one_pocket', words: 'One pocket' },
  { value: 'straight_pool', words: 'Straight pool' },
  { value: 'snooker', words: 'Snooker' },
  { value: 'carom', words: 'Carom' },
]

export const visibilities: readonly Choice<'public' | 'unlisted' | 'private'>[] = [
  { value: 'public', words: 'Everybody' },
  { value: 'unlisted', words: 'Whoever has the link' },
  { value: 'private', words: 'Members only' },
]

/** Ends of a double elimination; the first is the default. */
export const grandFinals: readonly Choice<StageOptions['grandFinal']>[] = [
  { value: 'reset', words: 'Again if the losers side wins' },
  { value: 'single', words: 'One match' },
  { value: 'extended', words: 'One longer race' },
  { value: 'none', words: 'None: the winners side wins' },
]

/** How often each pair of a round robin meets. */
export const cycles: readonly Choice<'1' | '2'>[] = [
  { value: '1', words: 'Once' },
  { value: '2', words: 'Twice' },
]
