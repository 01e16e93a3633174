/** Options of groups and of stages that follow, from what a client sends to what the engine plays. */
import type { StageOptions, StageSource, StageType, TournamentType } from '../engine/types.ts'
import { AppError } from '../errors.ts'

/** As a client sends them: absent and undefined are the same. */
export interface RoundRobinInput {
  readonly groups?: StageOptions['groups'] | undefined
  readonly cycles?: 1 | 2 | undefined
  readonly draws?: boolean | undefined
  readonly points?:
    | {
        readonly win: number
        readonly draw: number
        readonly loss: number
        readonly hillLoss?: number | undefined
      }
    | undefined
  readonly criteria?: StageOptions['criteria'] | undefined
  readonly from?:
    | {
        readonly stage: number
        readonly ranks: number
        readonly best?: number | undefined
        readonly draw: StageSource['draw']
        readonly sources?: StageSource['sources'] | undefined
      }
    | undefined
}

type RoundRobinOptions = Pick<StageOptions, 'groups' | 'cycles' | 'draws' | 'points' | 'criteria' | 'from'>

/** The members that were sent, and no others. */
export function roundRobinOptions(input: RoundRobinInput): RoundRobinOptions {
  const { groups, cycles, draws, points, criteria, from } = input
  return {
    ...(groups && { groups }),
    ...(cycles && { cycles }),
    ...(draws !== undefined && { draws }),
    ...(points && { points: { ...points, hillLoss: points.hillLoss ?? 0 } }),
    ...(criteria && { criteria }),
    ...(from && { from: sourceOf(from) }),
  }
}

function sourceOf({ stage, ranks, best, draw, sources }: NonNullable<RoundRobinInput['from']>): StageSource {
  return { stage, ranks, ...(best !== undefined && { best }), draw, ...(sources && { sources }) }
}

/** A stage is played in one format; only a tournament has several. */
export function stageType(type: TournamentType): StageType {
  if (type !== 'multi_stage') return type
  throw new AppError('invalid_option', 'A stage of a multi-stage tournament has a format of its own.')
}
