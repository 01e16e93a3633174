/** The laws see what they are for: variants of the knockouts played by a wrong rule are caught. */
import { describe, expect, test } from 'bun:test'
import { apply } from '../apply.ts'
import { endFaults, placeFaults, stateFaults } from './checks.ts'
import { cutFaults } from './cut.ts'
import type { Match } from '../types.ts'
import { type Step, newPlayer, playOut, playerId, started } from './director.ts'
import { plateFaults } from './plate.ts'
import { pairingFaults } from './reseeding.ts'
import { sourceFaults } from './structure.ts'
import { tierFaults } from './tiers.ts'

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

describe('a cut that lets a player of the winners side meet one of his own', () => {
  const mixed: Step = (state, event) => {
    const next = apply(state, event)
    const [one, other] = ['F1.1', 'F1.2'].map((ref) => next.matches.find((match) => match.ref === ref))
    if (one?.state !== 'ready' || other?.state !== 'ready') return next
    const matches = next.matches.map((match): Match => {
      if (match === one) return { ...one, slots: [one.slots[0], { ...one.slots[1], player: other.slots[0].player }] }
      if (match !== other) return match
      return { ...other, slots: [{ ...other.slots[0], player: one.slots[1].player }, other.slots[1]] }
    })
    return { ...next, matches }
  }

  test('is caught by LAW-6, and a cut elsewhere by the count of LAW-5', () => {
    const setup = { type: 'double_elimination', players: 12, options: { cut: { at: 4 } } } as const
    const state = playOut(started(setup), () => 'a')
    const [stage] = state.stages
    if (stage === undefined) throw new Error('no stage')
    const said = { ...state, stages: [{ ...stage, options: { ...stage.options, cut: { at: 8 } } }] }

    expect(cutFaults(playOut(started(setup, mixed), () => 'a'))).not.toEqual([])
    expect(cutFaults(state)).toEqual([])
    expect(endFaults(state, false)).toEqual([])
    expect(endFaults(said, false)).toContain('21 matches played, 19 due')
  })
})

describe('a late player for whom nobody gives up his bye', () => {
  const stays: Step = (state, event) => {
    const next = apply(state, event)
    if (state === null || event.type !== 'player.registered' || state.matches.length === 0) return next
    const matches = next.matches.map((match) => state.matches.find(({ id }) => id === match.id) ?? match)
    return { ...next, matches }
  }

  test('is caught by LAW-2 and LAW-7', () => {
    const late = (step?: Step) => {
      const director = started({ type: 'double_elimination', players: 5 }, step)
      return director.does({ type: 'player.add', players: [newPlayer(6)] })
    }

    expect(stateFaults(late(stays))).toContain('player-3 is in W1.4 and W2.2')
    expect(sourceFaults(late(stays).matches)).not.toEqual([])
    expect([...stateFaults(late()), ...sourceFaults(late().matches)]).toEqual([])
  })
})

describe('a race won by two that ends with a lead of one', () => {
  const close: Step = (state, event) => {
    const next = apply(state, event)
    const matches = next.matches.map((match): Match => {
      if (match.result === null) return match
      const [a, b] = match.scores
      return { ...match, scores: a > b ? [a, a - 1] : [b - 1, b] }
    })
    return { ...next, matches }
  }

  test('is caught by LAW-2', () => {
    const options = { scoring: { kind: 'race', raceTo: 3, winBy2: true, cap: 6 } } as const
    const setup = { type: 'single_elimination', players: 4, options } as const

    expect(stateFaults(playOut(started(setup, close), () => 'a'))).toContain(
      'W1.1 is completed and its race of 3-3 ended 3-2',
    )
    expect(stateFaults(playOut(started(setup), () => 'a'))).toEqual([])
  })
})

describe('a field drawn without one of its winners', () => {
  const short: Step = (state, event) => {
    if (state === null || event.type !== 'field.drawn') return apply(state, event)
    return apply(state, { ...event, data: { ...event.data, order: event.data.order.slice(1) } })
  }

  test('is caught by the count of LAW-5, the true one is not', () => {
    const played = (step?: Step) => {
      const director = started({ type: 'single_elimination', players: 8, options: { mode: 're-entry' } }, step)
      playOut(director, () => 'a')
      director.does({ type: 'player.reenter', player: playerId(8) })
      const field = director.does({ type: 'round.draw', stage: 1 }).stages[0]?.field ?? []
      const state = playOut(director, () => 'a')
      const said = state.stages.map((stage) => ({
        ...stage,
        field: step === undefined ? field : [playerId(1), ...field],
      }))
      return { ...state, stages: said }
    }

    expect(endFaults(played(short), false)).toContain('7 matches played, 8 due')
    expect([...endFaults(played(), false), ...placeFaults(played())]).toEqual([])
  })
})

describe('club mates kept apart beyond their tier', () => {
  const far: Step = (state, event) => {
    if (event.type !== 'stage.drawn') return apply(state, event)
    const [first, second, third, ...rest] = event.data.order
    if (first === undefined || second === undefined || third === undefined) return apply(state, event)
    return apply(state, { ...event, data: { ...event.data, order: [first, third, second, ...rest] } })
  }

  test('are caught by LAW-8', () => {
    const options = { protect: 'club', seeding: 'rating' } as const
    const clubs = {
      clubOf: (number: number) => (number < 4 ? 'Red' : null),
      ratingOf: (number: number) => 900 - number,
    }
    const setup = { type: 'single_elimination', players: 8, options, ...clubs } as const

    expect(tierFaults(started(setup, far).state).length).toBe(2)
    expect(tierFaults(started(setup).state)).toEqual([])
  })
})

describe('a next round in bracket order instead of seeded anew', () => {
  const inOrder: Step = (state, event) => {
    const next = apply(state, event)
    const first = next.matches.filter((match) => match.ref.startsWith('W1.'))
    const winners = first.map(({ result, slots }) => slots[result?.winner === 'b' ? 1 : 0])
    if (!next.matches.some((match) => match.ref === 'W2.1' && match.state === 'ready')) return next
    const matches = next.matches.map((match): Match => {
      const [a, b] = [winners[2 * match.position - 2], winners[2 * match.position - 1]]
      if (match.round !== 2 || a === undefined || b === undefined) return match
      return {
        ...match,
        slots: [
          { ...match.slots[0], player: a.player },
          { ...match.slots[1], player: b.player },
        ],
      }
    })
    return { ...next, matches }
  }

  test('is caught', () => {
    const setup = { type: 'single_elimination', players: 8, options: { reseed: true } } as const
    const winnerOf = (match: Match) => (match.ref === 'W1.1' ? 'b' : 'a')

    expect(pairingFaults(playOut(started(setup, inOrder), winnerOf))).not.toEqual([])
    expect(pairingFaults(playOut(started(setup), winnerOf))).toEqual([])
  })
})

describe('a plate open to those who had won before', () => {
  const open: Step = (state, event) => {
    const next = apply(state, event)
    const matches = next.matches.map((match): Match => {
      const [a, b] = match.slots
      const from = next.matches.find((one) => 'match' in a.source && one.id === a.source.match)
      if (match.bracket !== 'P' || !a.dead || from?.result?.winner === undefined) return match
      const loser = from.slots[from.result.winner === 'a' ? 1 : 0].player
      return { ...match, slots: [{ ...a, player: loser }, b] }
    })
    return { ...next, matches }
  }

  test('is caught', () => {
    const setup = { type: 'single_elimination', players: 6, options: { mode: 'plate' } } as const

    expect(plateFaults(playOut(started(setup, open), () => 'a'))).not.toEqual([])
    expect(plateFaults(playOut(started(setup), () => 'a'))).toEqual([])
  })
})
