/** Players who come after a draw, one after the other: each meets the stage as the one before him left it. */
import { assert } from './assert.ts'
import type { Format } from './format.ts'
import { stageOf } from './lookup.ts'
import type { Instant, PlayerId, Stage, State } from './types.ts'

/** The state with one player more in a stage, or null if he comes too late. */
export type WithOne = (state: State, stage: Stage, player: PlayerId, at: Instant) => State | null

/** Both questions of a format about newcomers, answered by trying. */
export function inTurn(withOne: WithOne): Required<Pick<Format, 'placesFor' | 'joined'>> {
  const next = (state: State, { number }: Stage, player: PlayerId, at: Instant) => {
    const stage = stageOf(state, number)
    assert(stage !== undefined, `no stage ${number}`)
    return withOne(state, stage, player, at)
  }
  return {
    placesFor(state, stage, players, at) {
      let grown: State = state
      for (const [seated, player] of players.entries()) {
        const more = next(grown, stage, player, at)
        if (more === null) return seated
        grown = more
      }
      return players.length
    },
    joined(state, stage, players, at) {
      return players.reduce((grown, player) => {
        const more = next(grown, stage, player, at)
        assert(more !== null, `no place for ${player}`)
        return more
      }, state)
    },
  }
}
