/** Options of a stage and of a tournament: what is checked before anything is drawn. */
import type { NewTournament, Problem } from '../messages.ts'
import type { StageOptions, StageType } from '../types.ts'
import { formatNamed, playableTypes } from '../formats.ts'
import { foreignProblem } from '../round-robin/options.ts'
import { stagesProblem } from '../stages/plan.ts'
import { scoringProblem } from './scoring.ts'

/** Minutes of rest: more than four hours is no rest, it is the next day. */
const restMax = 240

const seedings: readonly string[] = ['manual', 'rating', 'random'] satisfies StageOptions['seeding'][]

/** Refuses the options of a knockout in a stage of another type. */
function knockoutOnly({ extraRacks, reseed, mode, cut, protect }: StageOptions): Problem | null {
  const given = Object.entries({ extraRacks, reseed, mode, cut, protect })
  const [name] = given.find(([, value]) => value !== undefined) ?? []
  if (name === undefined) return null
  return { code: 'invalid_option', detail: `The option ${name} belongs to a knockout.`, at: `options.${name}` }
}

/** The first thing wrong with the options of a stage, or null. */
export function optionsProblem(type: StageType, options: StageOptions): Problem | null {
  const bad = (at: string, detail: string): Problem => ({ code: 'invalid_option', detail, at: `options.${at}` })
  const scoring = scoringProblem(type, options)
  if (scoring !== null) return scoring
  if (!seedings.includes(options.seeding)) return bad('seeding', 'Seeding is manual, rating or random.')
  const isKnockout = type === 'single_elimination' || type === 'double_elimination'
  const foreign = isKnockout ? foreignProblem(options) : knockoutOnly(options)
  return foreign ?? formatNamed(type)?.optionsProblem(options) ?? null
}

type Frame = Pick<NewTournament, 'maxParticipants' | 'startDate' | 'endDate' | 'minRest'>

/** Refuses a cap and a rest that no tournament can have, and dates that run backwards. */
export function frameProblem(frame: Frame): Problem | null {
  const { maxParticipants: cap, startDate, endDate, minRest = 0 } = frame
  if (!Number.isInteger(minRest) || minRest < 0 || minRest > restMax) {
    const detail = `Players rest 0 to ${restMax} minutes between matches, not ${minRest}.`
    return { code: 'invalid_option', detail, at: 'options.minRest' }
  }
  if (cap !== null && (!Number.isInteger(cap) || cap < 2)) {
    const detail = `A tournament takes at least 2 players, not ${cap}.`
    return { code: 'invalid_option', detail, at: 'maxParticipants' }
  }
  if (startDate !== null && endDate !== null && endDate < startDate) {
    const detail = `The end (${endDate}) lies before the start (${startDate}).`
    return { code: 'invalid_option', detail, at: 'endDate' }
  }
  return null
}

const spoken = (type: string) => type.replaceAll('_', ' ')

/** What is wrong with one of several stages, or null. */
function stageProblem(type: StageType, options: StageOptions): Problem | null {
  if (playableTypes.includes(type)) return optionsProblem(type, options)
  return { code: 'unsupported_format', detail: `A ${spoken(type)} cannot be played yet.`, at: 'type' }
}

/** What is wrong with the plan of a tournament to be created, or null. */
export function planProblem(plan: NewTournament): Problem | null {
  if (plan.type === 'multi_stage') return frameProblem(plan) ?? stagesProblem(plan.stages, stageProblem)
  if (!playableTypes.some((type) => type === plan.type)) {
    const named = spoken(plan.type)
    const detail = `A ${named} cannot be played yet; choose ${playableTypes.map(spoken).join(' or ')}.`
    return { code: 'unsupported_format', detail, at: 'type' }
  }
  const [stage] = plan.stages
  if (stage === undefined || plan.stages.length > 1 || stage.type !== plan.type) {
    const detail = `A ${spoken(plan.type)} has exactly one stage, of its own type.`
    return { code: 'invalid_option', detail, at: 'stages' }
  }
  if (stage.options.from !== undefined) {
    return { code: 'invalid_option', detail: 'The only stage takes all players.', at: 'options.from' }
  }
  return frameProblem(plan) ?? optionsProblem(stage.type, stage.options)
}
