/** Options of a round robin: what is refused before anything is drawn. */
import type { Problem } from '../messages.ts'
import type { Criterion, StageOptions } from '../types.ts'
import { groupsMax } from './groups.ts'
import { groupsOf } from './matches.ts'

/** Players of one group. */
export const groupPlayersMax = 64

const criteria: ReadonlySet<string> = new Set([
  'points',
  'h2h',
  'rackDiff',
  'racksWon',
  'goalDifference',
  'goalsFor',
  'h2hPoints',
  'h2hDifference',
  'h2hGoalsFor',
  'conduct',
  'rating',
  'lot',
] satisfies Criterion[])
const footballForms = ['h2hPoints', 'h2hDifference', 'h2hGoalsFor'] as const
const methods = ['snake', 'bracket', 'pots', 'fixed']

const bad = (at: string, detail: string): Problem => ({ code: 'invalid_option', detail, at: `options.${at}` })

function groupsProblem({ groups }: StageOptions): Problem | null {
  if (groups === undefined) return null
  if (!Number.isInteger(groups.count) || groups.count < 1 || groups.count > groupsMax) {
    return bad('groups.count', `A stage has 1 to ${groupsMax} groups, not ${groups.count}.`)
  }
  if (methods.includes(groups.method)) return null
  return bad('groups.method', 'Groups are filled by snake, bracket, pots or fixed.')
}

function pointsProblem({ points }: StageOptions): Problem | null {
  if (points === undefined) return null
  for (const [name, value] of Object.entries(points)) {
    if (Number.isInteger(2 * value) && value >= 0 && value <= 100) continue
    return bad(`points.${name}`, `Points are whole or half numbers from 0 to 100, not ${value}.`)
  }
  const { win, draw, loss, hillLoss } = points
  if (win > draw && draw >= loss && win > loss + hillLoss) return null
  return bad('points', 'A win brings more than a draw or a close loss, and a draw no less than a loss.')
}

function criteriaProblem({ criteria: list }: StageOptions): Problem | null {
  if (list === undefined) return null
  const unknown = list.find((code) => !criteria.has(code))
  if (unknown !== undefined) return bad('criteria', `There is no criterion ${unknown}.`)
  if (new Set(list).size !== list.length) return bad('criteria', 'Each criterion is named once.')
  if (list.includes('h2h') && footballForms.some((code) => list.includes(code))) {
    return bad('criteria', 'Head-to-head is either h2h or its three football forms, not both.')
  }
  return list[0] === 'points' ? null : bad('criteria', 'The list of criteria begins with points.')
}

/** The first thing wrong with the options of a round robin, or null. */
export function roundRobinProblem(options: StageOptions): Problem | null {
  const { scoring, cycles, draws } = options
  if (options.thirdPlace) return bad('thirdPlace', 'A round robin has no third-place match.')
  if (options.grandFinal !== 'reset') return bad('grandFinal', 'A round robin has no grand final.')
  if (cycles !== undefined && cycles !== 1 && cycles !== 2) {
    return bad('cycles', `Everybody meets once or twice, not ${String(cycles)} times.`)
  }
  if (draws === true && scoring.kind !== 'open') return bad('draws', 'A race has no draws; they need open scoring.')
  return groupsProblem(options) ?? pointsProblem(options) ?? criteriaProblem(options)
}

/** Why so many players cannot be spread over the groups, or null. */
export function fieldProblem(options: StageOptions, players: number): Problem | null {
  const { count } = groupsOf(options)
  if (players < 2 * count) {
    const detail = `${count} groups need at least ${2 * count} players; ${players} can be drawn.`
    return { code: 'too_few_players', detail }
  }
  if (players <= groupPlayersMax * count) return null
  const detail = `A group holds ${groupPlayersMax} players; ${players} do not fit into ${count}.`
  return { code: 'too_many_players', detail }
}

/** Refuses the options of a round robin in a stage of another type. */
export function foreignProblem({ groups, cycles, draws, points, criteria: list }: StageOptions): Problem | null {
  const given = Object.entries({ groups, cycles, draws, points, criteria: list })
  const [name] = given.find(([, value]) => value !== undefined) ?? []
  return name === undefined ? null : bad(name, `The option ${name} belongs to a round robin.`)
}
