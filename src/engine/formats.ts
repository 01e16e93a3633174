/** The formats that can be played, by the type of a stage. */
import { assert } from './assert.ts'
import { chipLives } from './chips/lives.ts'
import { chipPoints } from './chips/points.ts'
import { doubleElimination, singleElimination } from './elimination/knockout.ts'
import type { Format } from './format.ts'
import { roundRobin } from './round-robin/format.ts'
import type { Stage, StageType } from './types.ts'

const formats: Partial<Record<StageType, Format>> = {
  single_elimination: singleElimination,
  double_elimination: doubleElimination,
  round_robin: roundRobin,
  chip_lives: chipLives,
  chip_points: chipPoints,
}

/** Types that can be drawn and played. */
export const playableTypes = Object.keys(formats) as readonly StageType[]

/** The format of a type, or undefined where it cannot be played. */
export function formatNamed(type: StageType): Format | undefined {
  return formats[type]
}

/** The format of a stage of an existing tournament: creation refused what cannot be played. */
export function formatOf(stage: Pick<Stage, 'type'>): Format {
  const format = formats[stage.type]
  assert(format !== undefined, `no format ${stage.type}`)
  return format
}
