/** Single and double elimination as formats. */
import type { DrawInput, Format } from '../format.ts'
import { hasLeft } from '../lookup.ts'
import type { Problem } from '../messages.ts'
import { bracketSize } from '../seeding.ts'
import type { Stage, StageOptions } from '../types.ts'
import { drawMatches } from './matches.ts'
import { placesOf } from './places.ts'
import { standingRows } from './standings.ts'

const common = {
  playersMin: 2,
  playersMax: 1024,
  draw: (input: DrawInput) => drawMatches(input),
  placesOf: (state, stage) => placesOf(stage, state.matches, state.matchIndex, (id) => hasLeft(state, id)),
  standings: standingRows,
} as const satisfies Partial<Format>

const bad = (at: string, detail: string): Problem => ({ code: 'invalid_option', detail, at: `options.${at}` })

export const singleElimination: Format = {
  ...common,
  optionsProblem: grandFinalProblem,
  roundName(stage, { bracket, round }) {
    if (bracket === '3P') return 'Third place'
    const rounds = roundsOf(stage)
    if (round === rounds) return 'Final'
    if (round === rounds - 1) return 'Semi-finals'
    if (round === rounds - 2) return 'Quarter-finals'
    return `Round ${round}`
  },
}

export const doubleElimination: Format = {
  ...common,
  optionsProblem(options) {
    if (!options.thirdPlace) return grandFinalProblem(options)
    return bad('thirdPlace', 'A double elimination has no third-place match: the losers final decides third place.')
  },
  roundName(stage, { bracket, round }) {
    const rounds = roundsOf(stage)
    switch (bracket) {
      case 'GF':
        return round === 1 ? 'Grand final' : 'Grand final reset'
      case 'L':
        return round === 2 * (rounds - 1) ? 'Losers final' : `Losers round ${round}`
      default:
        return round === rounds ? 'Winners final' : `Winners round ${round}`
    }
  },
}

function roundsOf(stage: Stage): number {
  return Math.log2(bracketSize(stage.order.length))
}

function grandFinalProblem(options: StageOptions): Problem | null {
  return options.grandFinal === 'reset' ? null : bad('grandFinal', 'The grand final is played with reset.')
}
