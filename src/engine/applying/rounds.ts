/** Events of `chip_points`: a round with its pairs, and the finals as a stage of their own. */
import { assert } from '../assert.ts'
import { withPairs } from '../chips/matches.ts'
import { formatOf } from '../formats.ts'
import { stageId } from '../ids.ts'
import { indexOf, stageOf } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { Instant, Stage, State } from '../types.ts'
import { progressed } from './progress.ts'

function stageOfEvent(state: State, number: number): Stage {
  const stage = stageOf(state, number)
  assert(stage !== undefined, `event of an unknown stage ${number}`)
  return stage
}

export function roundDrawn(state: State, data: EventData['round.drawn'], at: Instant): State {
  const stage = stageOfEvent(state, data.stage)
  const pairs = data.bye === null ? data.pairs : [...data.pairs, [data.bye, null] as const]
  const matches = pairs.map((players, k) => ({ round: data.round, position: k + 1, players, table: null }))
  return progressed(withPairs(state, stage, matches, at), stage, at, state)
}

export function finalsApplied(state: State, data: EventData['finals.applied'], at: Instant): State {
  const before = stageOfEvent(state, data.stage)
  const { id: tournament } = state.tournament
  const number = before.number + 1
  const { format: type, name, options, order } = data
  const finals: Stage = { id: stageId(tournament, number), number, type, name, status: 'drawn', options, order }
  const fresh = formatOf(finals).draw({ tournament, stage: finals, order, at, drawSeed: 0 })
  const matches = [...state.matches, ...fresh]
  // Finals whose draw was undone are there already.
  const stages = [...state.stages.filter((stage) => stage.number !== number), finals]
  const next: State = { ...state, stages, matches, matchIndex: indexOf(matches) }
  return progressed(progressed(next, before, at), finals, at)
}
