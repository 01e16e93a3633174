/** The plan of a tournament of several stages: what is refused when it is created. */
import { hasFinals } from '../chips/points.ts'
import type { NewTournament, Problem } from '../messages.ts'
import { groupsOf } from '../round-robin/matches.ts'
import type { StageOptions, StageSource, StageType } from '../types.ts'

/** Stages of one tournament. */
export const stagesMax = 8
const draws = ['cross', 'seeded', 'fixed']

type Plan = NewTournament['stages'][number]

const bad = (at: string, detail: string): Problem => ({ code: 'invalid_option', detail, at })
const isPowerOfTwo = (value: number) => value >= 2 && Number.isInteger(Math.log2(value))
const isKnockout = (type: StageType) => type === 'single_elimination' || type === 'double_elimination'

function groupCount(stage: Plan): number {
  return stage.type === 'round_robin' ? groupsOf(stage.options).count : 1
}

function crossProblem(from: StageSource, groups: number): string | null {
  if (from.ranks !== 2 || (from.best ?? 0) > 0) return 'A cross draw takes ranks 1 and 2 of every group, nobody else.'
  return isPowerOfTwo(groups) ? null : `A cross draw needs 2, 4, 8 or 16 groups, not ${groups}.`
}

function fixedProblem({ sources = [], ranks, best = 0 }: StageSource, groups: number): string | null {
  if (best > 0) return 'A fixed draw names every source, so it cannot take the best of a rank.'
  if (!isPowerOfTwo(sources.length)) return 'A fixed draw lists 2, 4, 8, 16 ... sources, two to a match.'
  const named = new Set(sources.map(({ group, rank }) => `${group}${rank}`))
  if (named.size < sources.length) return 'A fixed draw names each rank of a group once.'
  const isThere = ({ group, rank }: { group: string; rank: number }) => {
    const at = group.charCodeAt(0) - 65
    return group.length === 1 && at >= 0 && at < groups && Number.isInteger(rank) && rank >= 1 && rank <= ranks
  }
  const stray = sources.find((source) => !isThere(source))
  if (stray !== undefined) return `A fixed draw names ${stray.group}${stray.rank}, which does not qualify.`
  return null
}

const isChips = (type: StageType) => type === 'chip_lives' || type === 'chip_points'

/** Players have one stack of chips, and finals of chip points would stand where the next stage stands. */
function chipsProblem(stages: readonly Plan[]): Problem | null {
  const [first, second] = stages.flatMap((stage, at) => (isChips(stage.type) ? [{ ...stage, at }] : []))
  if (second !== undefined) return bad(`stages.${second.at}.options`, 'One stage at most is played with chips.')
  if (first?.type !== 'chip_points' || !hasFinals(first)) return null
  const next = stages[first.at + 1]
  const where = `stages.${first.at}.options.chipPoints.finalsCount`
  if (next !== undefined) return bad(where, `${next.name} takes the place of the finals; set finalsCount to 0.`)
  return stages.length < stagesMax ? null : bad(where, `After ${stagesMax} stages there is no room for finals.`)
}

function sourceProblem(stage: Plan, before: Plan, number: number): Problem | null {
  const at = `stages.${number - 1}.options.from`
  const { from } = stage.options
  if (from === undefined) return bad(at, `Say which ranks of ${before.name} go on to ${stage.name}.`)
  if (from.stage !== number - 1) return bad(at, `${stage.name} takes its players from the stage before it.`)
  const { ranks, best = 0 } = from
  const groups = groupCount(before)
  if (!Number.isInteger(ranks) || !Number.isInteger(best) || ranks < 1 || ranks > 1024 || best < 0) {
    return bad(at, 'Ranks and best are whole numbers, ranks 1 or more.')
  }
  if (best >= groups) return bad(at, `The best of a rank are fewer than the ${groups} groups.`)
  if (groups * ranks + best < 2) return bad(at, `${stage.name} needs 2 players at least.`)
  if (!draws.includes(from.draw)) return bad(at, 'The draw from ranks is cross, seeded or fixed.')
  if (from.draw === 'seeded') return null
  if (!isKnockout(stage.type)) return bad(at, `A ${from.draw} draw makes a bracket; this stage is drawn seeded.`)
  const detail = from.draw === 'cross' ? crossProblem(from, groups) : fixedProblem(from, groups)
  return detail === null ? null : bad(at, detail)
}

/** The first thing wrong with the stages of a `multi_stage` tournament, or null. `optionsOf` judges their options. */
export function stagesProblem(
  stages: readonly Plan[],
  optionsOf: (type: StageType, options: StageOptions) => Problem | null,
): Problem | null {
  if (stages.length < 2 || stages.length > stagesMax) {
    return bad('stages', `A multi-stage tournament has 2 to ${stagesMax} stages, not ${stages.length}.`)
  }
  for (const [at, stage] of stages.entries()) {
    const problem = optionsOf(stage.type, stage.options)
    if (problem !== null) return { ...problem, at: `stages.${at}.${problem.at ?? 'options'}` }
    const before = stages[at - 1]
    if (before === undefined) {
      if (stage.options.from !== undefined) return bad('stages.0.options.from', 'The first stage takes all players.')
      continue
    }
    const source = sourceProblem(stage, before, at + 1)
    if (source !== null) return source
  }
  return chipsProblem(stages)
}
