/** Single and double elimination as formats. */
import type { DrawInput, Format } from '../format.ts'
import { inTurn } from '../in-turn.ts'
import { hasLeft, playerOf, withStage } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import { bracketSize } from '../seeding.ts'
import type { Bracket, Stage, State } from '../types.ts'
import { withOne } from './late-entry.ts'
import { drawMatches } from './matches.ts'
import { cutFieldProblem, doubleProblem, singleProblem } from './options.ts'
import { type Standing, placesOf } from './places.ts'
import { standingRows } from './standings.ts'

/** A disqualified player is last of his round, or of all where the director lets the others move up. */
function standingIn(state: State): Standing {
  return (id) => {
    const player = playerOf(state, id)
    if (player?.status !== 'disqualified') return undefined
    return player.moveUp === true ? 'last of all' : 'last of the round'
  }
}

/** The lots of a cut are drawn again where a late entry changes the bracket before it. */
function opened(state: State, stage: Stage, { drawSeed }: EventData['stage.drawn']): State {
  return stage.options.cut?.draw === 'redraw' ? withStage(state, { ...stage, drawSeed }) : state
}

const common = {
  playersMin: 2,
  playersMax: 1024,
  draw: (input: DrawInput) => drawMatches(input),
  placesOf: (state, stage) =>
    placesOf(stage, state.matches, state.matchIndex, (id) => hasLeft(state, id), standingIn(state)),
  standings: standingRows,
  opened,
  ...inTurn(withOne),
} as const satisfies Partial<Format>

export const singleElimination: Format = {
  ...common,
  // A stage with re-entry goes on after round 1 as soon as that is drawn.
  isOver: (_, { options, field }) => options.mode !== 're-entry' || field !== undefined,
  optionsProblem: singleProblem,
  roundName(stage, { bracket, round }) {
    if (bracket === '3P') return 'Third place'
    if (bracket === 'P') return `Plate round ${round}`
    if (stage.options.mode === 're-entry') return roundOfReentry(stage, bracket, round)
    return fromTheEnd(roundsOf(stage) - round) ?? `Round ${round}`
  },
}

export const doubleElimination: Format = {
  ...common,
  optionsProblem: doubleProblem,
  fieldProblem: cutFieldProblem,
  roundName(stage, { bracket, round }) {
    const rounds = roundsOf(stage)
    const { cut } = stage.options
    if (cut !== undefined) return roundOfCut(cut.at, bracket, round)
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

function fromTheEnd(rounds: number): string | undefined {
  return ['Final', 'Semi-finals', 'Quarter-finals'][rounds]
}

function roundOfReentry({ field = [] }: Stage, bracket: Bracket, round: number): string {
  const rounds = Math.log2(bracketSize(field.length))
  return (bracket === 'F' ? fromTheEnd(rounds - round) : undefined) ?? `Round ${bracket === 'F' ? round + 1 : round}`
}

function roundOfCut(at: number, bracket: Bracket, round: number): string {
  if (bracket === 'F') return fromTheEnd(Math.log2(at) - round) ?? `Last ${at / 2 ** (round - 1)}`
  return bracket === 'L' ? `Losers round ${round}` : `Winners round ${round}`
}

function roundsOf(stage: Stage): number {
  return Math.log2(bracketSize(stage.order.length))
}
