/** The answer of chip standings. */
import { z } from 'zod'
import { part, person } from './play-shapes.ts'
import { playerStatus, stageStatus, stageType } from './row-shapes.ts'

const row = z.strictObject({
  rank: z.int(),
  tied: z.boolean(),
  player: person,
  state: playerStatus,
  chips: z.int(),
  startChips: z.int(),
  streak: z.int(),
  played: z.int(),
  won: z.int(),
  lost: z.int(),
  place: z.int().nullable(),
})
const stage = z.strictObject({
  stage: z.int(),
  type: stageType,
  name: z.string(),
  status: stageStatus,
  queue: z.array(person),
  rows: z.array(row),
})

/** Chips of every player and who waits, by stage; empty for a tournament without chips. */
export const chipStandings = z.strictObject({ ...part, stages: z.array(stage) }).meta({ id: 'ChipStandings' })
