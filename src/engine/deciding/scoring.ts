/** What is wrong with the scoring that a stage asks for. */
import type { Problem } from '../messages.ts'
import { capDefault } from '../handicapped.ts'
import type { RaceScoring, StageOptions, StageType } from '../types.ts'

/** Racks of a race: more than a hundred is a slip of the finger. */
export const raceMax = 100

/** True for a number of racks that a race can have. */
export function isRace(racks: number): boolean {
  return Number.isInteger(racks) && racks >= 1 && racks <= raceMax
}

const bad = (at: string, detail: string): Problem => ({ code: 'invalid_option', detail, at: `options.${at}` })

function winBy2Problem({ raceTo, winBy2, cap, handicap }: RaceScoring): Problem | null {
  if (winBy2 !== true) {
    return cap === undefined ? null : bad('scoring.cap', 'A cap belongs to a race that is won by two.')
  }
  if (handicap !== undefined) {
    return bad('scoring.winBy2', 'A race with a handicap is not won by two: its sides need different numbers of racks.')
  }
  const last = cap ?? capDefault
  if (isRace(last) && last > raceTo) return null
  return bad(
    'scoring.cap',
    `The cap of a race to ${raceTo} won by two is more than that and ${raceMax} at most, not ${last}.`,
  )
}

function handicapProblem({ raceTo, handicap, minRace }: RaceScoring): Problem | null {
  if (handicap === undefined) {
    return minRace === undefined ? null : bad('scoring.minRace', 'A shortest race belongs to a handicap.')
  }
  if (handicap !== 'fargo') return bad('scoring.handicap', 'The handicap of a race is fargo.')
  if (minRace === undefined || (isRace(minRace) && minRace <= raceTo)) return null
  return bad(
    'scoring.minRace',
    `The shortest race beside a race to ${raceTo} is to 1 to ${raceTo} racks, not ${minRace}.`,
  )
}

/** The first thing wrong with the scoring of a stage, or null. */
export function scoringProblem(type: StageType, { scoring, grandFinal }: StageOptions): Problem | null {
  if (scoring.kind !== 'race' && scoring.kind !== 'open') return bad('scoring', 'Scoring is either race or open.')
  if (scoring.kind === 'open') return null
  if (!isRace(scoring.raceTo)) {
    return bad('scoring.raceTo', `A race is to 1 to ${raceMax} racks, not ${scoring.raceTo}.`)
  }
  const problem = winBy2Problem(scoring) ?? handicapProblem(scoring)
  const isPlain = scoring.winBy2 !== true && scoring.handicap === undefined
  if (problem !== null || isPlain) return problem
  if (type === 'chip_lives' || type === 'chip_points') {
    return bad('scoring', 'Chips are played for in plain races, without a handicap and not won by two.')
  }
  if (grandFinal !== 'extended') return null
  return bad('grandFinal', 'An extended grand final needs a plain race, without a handicap and not won by two.')
}
