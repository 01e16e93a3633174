/** Scoring of a stage, from what a client sends to what the engine plays. */
import type { Scoring } from '../engine/types.ts'

type Loose<Item> = Item extends unknown ? { readonly [K in keyof Item]: Item[K] | undefined } : never

/** As a client sends it: absent and undefined are the same; `best_of` an odd number of racks. */
export type ScoringInput =
  | Scoring
  | (Omit<Loose<Extract<Scoring, { kind: 'race' }>>, 'kind' | 'raceTo'> & {
      readonly kind: 'race'
      readonly raceTo: number
    })
  | { readonly kind: 'best_of'; readonly racks: number }

/** A race to 5 unless something else is said; a best of k is a race to (k + 1) / 2. */
export function scoringOf(input: ScoringInput | undefined, raceTo: number | undefined): Scoring {
  if (input === undefined) return { kind: 'race', raceTo: raceTo ?? 5 }
  if (input.kind === 'open') return input
  if (input.kind === 'best_of') return { kind: 'race', raceTo: (input.racks + 1) / 2 }
  const { winBy2, cap, handicap, minRace } = input
  return {
    kind: 'race',
    raceTo: input.raceTo,
    ...(winBy2 !== undefined && { winBy2 }),
    ...(cap !== undefined && { cap }),
    ...(handicap !== undefined && { handicap }),
    ...(minRace !== undefined && { minRace }),
  }
}
