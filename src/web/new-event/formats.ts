/** What the form offers: formats that can be played, and the options of each. */
import type { GroupsOption, StageOptions, StageSource, TournamentType } from '../../engine/types.ts'

interface Choice<Value extends string> {
  readonly value: Value
  readonly words: string
}

export const formats: readonly (Choice<TournamentType> & { readonly about: string })[] = [
  { value: 'single_elimination', words: 'Single elimination', about: 'One loss and out.' },
  { value: 'double_elimination', words: 'Double elimination', about: 'A second chance on the losers side.' },
  { value: 'round_robin', words: 'Round robin', about: 'Everybody meets everybody, in one group or several.' },
  { value: 'multi_stage', words: 'Several stages', about: 'Groups, for instance, and a knockout of the best of them.' },
  { value: 'chip_lives', words: 'Chip tournament', about: 'A loss costs a chip; the last one with chips wins.' },
  { value: 'chip_points', words: 'Chip points', about: 'Rounds that bring chips, then finals of those who have most.' },
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

/** How groups are filled from the seeds. */
export const methods: readonly Choice<GroupsOption['method']>[] = [
  { value: 'snake', words: 'By seed, to and fro' },
  { value: 'bracket', words: 'Opposed seeds apart' },
  { value: 'pots', words: 'By lot from pots of seeds' },
  { value: 'fixed', words: 'In the order of the list' },
]

/** What a win and a draw bring. */
export const pointRules: readonly Choice<'pool' | 'football'>[] = [
  { value: 'pool', words: '1 for a win, ½ for a draw' },
  { value: 'football', words: '3 for a win, 1 for a draw' },
]

/** How those who go on come into a knockout; a list of sources is for the API. */
export const rankDraws: readonly Choice<StageSource['draw']>[] = [
  { value: 'seeded', words: 'By rank and record' },
  { value: 'cross', words: 'Crossed: A1–B2, B1–A2' },
]

export const scorings: readonly Choice<'race' | 'open'>[] = [
  { value: 'race', words: 'A race' },
  { value: 'open', words: 'Any two scores' },
]

export const startChips: readonly Choice<string>[] = [
  { value: '3', words: '3 for everybody' },
  { value: '1', words: '1 for everybody' },
  { value: '2', words: '2 for everybody' },
  { value: '4', words: '4 for everybody' },
  { value: '5', words: '5 for everybody' },
  { value: 'five-band', words: 'By rating, five bands' },
  { value: 'eight-band', words: 'By rating, eight bands' },
  { value: 'skill-level', words: 'By skill level' },
]

export const pairings: readonly Choice<'random' | 'rating' | 'round_robin'>[] = [
  { value: 'random', words: 'By lot' },
  { value: 'rating', words: 'By rating' },
  { value: 'round_robin', words: 'As a round robin' },
]
