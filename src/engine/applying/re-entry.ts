/** Events of re-entry: a loser of round 1 comes in again, and the rounds after it are drawn. */
import { assert } from '../assert.ts'
import { boardOf, evaluate, settle, unplayed } from '../elimination/advance.ts'
import { linesOf } from '../elimination/late-entry.ts'
import { drawMatches } from '../elimination/matches.ts'
import { entryOf } from '../elimination/re-entry.ts'
import { indexOf, isOver, stageOf, withStage } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { Instant, Stage, State } from '../types.ts'
import { progressed } from './progress.ts'

function stageOfEvent(state: State, number: number): Stage {
  const stage = stageOf(state, number)
  assert(stage !== undefined, `event of an unknown stage ${number}`)
  return stage
}

export function reentered(state: State, data: EventData['player.reentered']): State {
  const stage = stageOfEvent(state, data.stage)
  return withStage(state, { ...stage, reentered: [...(stage.reentered ?? []), data.player] })
}

/** Round 1 stays as it is; its matches lead on now. */
export function fieldDrawn(state: State, data: EventData['field.drawn'], at: Instant): State {
  const before = stageOfEvent(state, data.stage)
  const stage: Stage = { ...before, field: data.order }
  const entries = data.order.map((player) => entryOf(stage, state.matches, player))
  const input = { tournament: state.tournament.id, stage, order: stage.order, at, drawSeed: 0 }
  const first = state.matches.filter((match) => match.stage === stage.number)
  const drawn = drawMatches({ ...input, entries, field: linesOf(stage, first) })
  const targets = new Map(drawn.map((match) => [match.id, match]))
  const led = first.map((match) => {
    const { winnerTo = null, loserTo = null } = targets.get(match.id) ?? {}
    targets.delete(match.id)
    return { ...match, winnerTo, loserTo }
  })
  const others = state.matches.filter((match) => match.stage !== stage.number)
  // The stages before; none behind can be drawn while this one is played.
  const all = [...others, ...led, ...[...targets.values()].map(unplayed)]
  const next: State = { ...withStage(state, stage), matches: all, matchIndex: indexOf(all) }
  const board = boardOf(next, at)
  for (const match of led) if (isOver(match)) settle(board, match.id)
  for (const { id } of targets.values()) evaluate(board, id)
  return progressed({ ...next, matches: board.matches }, stage, at, state)
}

/** The matches after round 1 vanish; who has come in again stays in. */
export function fieldUndrawn(state: State, data: EventData['field.undrawn'], at: Instant): State {
  const { field: _, ...stage } = stageOfEvent(state, data.stage)
  const kept = state.matches.filter((match) => match.stage !== stage.number || match.bracket === 'W')
  const matches = kept.map((match) =>
    match.stage === stage.number ? { ...match, winnerTo: null, loserTo: null } : match,
  )
  const next: State = { ...withStage(state, stage), matches, matchIndex: indexOf(matches) }
  return progressed(next, stage, at, state)
}
