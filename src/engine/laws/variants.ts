/** The ways in which a knockout can be played beyond its plain form, for the laws that hold in all of them. */
import type { StageOptions, StageType } from '../types.ts'

export interface Variant {
  readonly name: string
  readonly type: StageType
  readonly options: Partial<StageOptions>
  readonly playersMin: number
}

const double = (name: string, options: Partial<StageOptions>, playersMin = 2): Variant => {
  return { name, type: 'double_elimination', options, playersMin }
}

const single = (name: string, options: Partial<StageOptions>, playersMin = 2): Variant => {
  return { name, type: 'single_elimination', options, playersMin }
}

export const variants: readonly Variant[] = [
  double('a single grand final', { grandFinal: 'single' }),
  double('an extended grand final', { grandFinal: 'extended', extraRacks: 1 }),
  double('no grand final', { grandFinal: 'none' }),
  double('a cut at 4', { cut: { at: 4 } }, 5),
  double('a cut at 8 with a redraw', { cut: { at: 8, draw: 'redraw' } }, 9),
  single('a plate', { mode: 'plate' }),
  single('a race won by two', { scoring: { kind: 'race', raceTo: 2, winBy2: true, cap: 4 } }),
  double('a handicap', { scoring: { kind: 'race', raceTo: 5, handicap: 'fargo', minRace: 1 } }),
  single('clubs kept apart', { protect: 'club', seeding: 'rating' }),
  single('re-entry', { mode: 're-entry' }),
  single('reseeding', { reseed: true }),
  single('reseeding with third place', { reseed: true, thirdPlace: true }),
]
