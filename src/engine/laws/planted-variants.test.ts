/** The laws see what they are for: variants of the knockouts played by a wrong rule are caught. */
import { describe, expect, test } from 'bun:test'
import { apply } from '../apply.ts'
import { endFaults, placeFaults } from './checks.ts'
import { type Step, playOut, started } from './director.ts'

describe('a losers champion placed beside the one he beat', () => {
  const shared: Step = (state, event) => {
    const next = apply(state, event)
    const players = next.players.map((player) => (player.place === 2 ? { ...player, place: 3 } : player))
    return { ...next, players }
  }

  test('is caught by LAW-13, the true one is not', () => {
    const setup = { type: 'double_elimination', players: 8, options: { grandFinal: 'none' } } as const

    expect(placeFaults(playOut(started(setup, shared), () => 'a'))).not.toEqual([])
    expect(placeFaults(playOut(started(setup), () => 'a'))).toEqual([])
  })
})

describe('a final too many', () => {
  test('is caught by the count of LAW-5', () => {
    const setup = { type: 'double_elimination', players: 8 } as const
    const state = playOut(started({ ...setup, options: { grandFinal: 'single' } }), () => 'b')
    const [stage] = state.stages
    if (stage === undefined) throw new Error('no stage')
    const said = { ...state, stages: [{ ...stage, options: { ...stage.options, grandFinal: 'none' as const } }] }

    expect(endFaults(state, false)).toEqual([])
    expect(endFaults(said, false)).toContain('14 matches played, 13 due')
  })
})
