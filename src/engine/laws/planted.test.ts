/** The laws see what they are for: runs made with a wrong rule are caught, with the right rule they are not. */
import { describe, expect, test } from 'bun:test'
import { apply } from '../apply.ts'
import { drawMatches } from '../elimination/matches.ts'
import { losersOrders } from '../elimination/losers-order.ts'
import oracle from '../fixtures/elimination.json'
import { indexOf } from '../lookup.ts'
import type { Match, State } from '../types.ts'
import { endFaults, isCompetitionRanking, lossFaults, placeFaults, stateFaults, stepFaults } from './checks.ts'
import { type Step, betterSeed, playOut, started } from './director.ts'
import { rematchFaults, seedFaults, sourceFaults } from './structure.ts'

const double = (players: number, step: Step) => started({ type: 'double_elimination', players }, step)

/** A draw whose losers enter by another cross-over. */
function crossedOver(crossOver: typeof losersOrders): Step {
  return (state, event) => {
    const next = apply(state, event)
    const [stage] = next.stages
    if (event.type !== 'stage.drawn' || stage === undefined) return next
    const { order, drawSeed } = event.data
    const draw = { tournament: next.tournament.id, stage, order, at: event.at, drawSeed }
    const matches = drawMatches({ ...draw, crossOver })
    return { ...next, matches, matchIndex: indexOf(matches) }
  }
}

/** The second final is made ready whoever wins the first. */
const alwaysReset: Step = (state, event) => {
  const next = apply(state, event)
  const first = next.matches.find((match) => match.ref === 'GF1')
  const second = next.matches.find((match) => match.ref === 'GF2')
  if (first?.result?.winner !== 'a' || second?.state !== 'void') return next
  const [a, b] = second.slots
  const slots: Match['slots'] = [
    { ...a, player: first.slots[0].player, dead: false },
    { ...b, player: first.slots[1].player, dead: false },
  ]
  const again: Match = { ...second, state: 'ready', slots, readyAt: event.at }
  return {
    ...next,
    tournament: { ...next.tournament, status: 'active', completedAt: null },
    matches: next.matches.map((match) => (match === second ? again : match)),
  }
}

/** Places without gaps after ties: 1, 2, 3, 3, 4. */
const dense: Step = (state, event) => {
  const next = apply(state, event)
  const known = [...new Set(next.players.map((player) => player.place ?? 0))].sort((a, b) => a - b)
  const place = (player: State['players'][number]) => (player.place === null ? null : known.indexOf(player.place) + 1)
  return { ...next, players: next.players.map((player) => ({ ...player, place: place(player) })) }
}

describe('a wrong cross-over', () => {
  test('is caught by LAW-9, though every slot still has one source', () => {
    for (const [size, published] of Object.entries(oracle.losersOrderBySize.possibleRematchesByLosersRound)) {
      if (size === '4') continue
      const { state } = double(
        Number(size),
        crossedOver((of) => losersOrders(of).map(() => 'natural')),
      )

      expect(sourceFaults(state.matches)).toEqual([])
      expect(rematchFaults(state, published)).not.toEqual([])
      expect(rematchFaults(double(Number(size), apply).state, published)).toEqual([])
    }
  })

  test('of a single round is caught as well', () => {
    const sizes = oracle.losersOrderBySize.possibleRematchesByLosersRound
    const swapped = crossedOver((size) => ['reverse', ...losersOrders(size).slice(1)])

    expect(rematchFaults(double(64, swapped).state, sizes['64'])).not.toEqual([])
  })
})

describe('a reset final that is always ready', () => {
  test('is caught by LAW-5, LAW-6 and the invariants', () => {
    const director = double(8, alwaysReset)
    let isCaughtInPlay = false
    while (director.state.matches.some((match) => match.state === 'ready')) {
      const match = director.state.matches.find((one) => one.state === 'ready')
      const before = director.state
      director.wins(match?.ref ?? '', 'a')
      isCaughtInPlay ||= [...stateFaults(director.state), ...stepFaults(before, director.state)].length > 0
    }

    expect(isCaughtInPlay).toBe(true)
    expect(endFaults(director.state, false)).toContain('15 matches played, 14 due')
    expect(lossFaults(director.state)).toContain('the second final is completed')
  })

  test('the true one is not', () => {
    const director = double(8, apply)
    const state = playOut(director, () => 'a')

    expect(endFaults(state, false)).toEqual([])
    expect(lossFaults(state)).toEqual([])
  })
})

describe('a dense ranking', () => {
  test('is caught by LAW-13', () => {
    for (const type of ['single_elimination', 'double_elimination'] as const) {
      const wrong = started({ type, players: 8 }, dense)
      const right = started({ type, players: 8 })

      expect(placeFaults(playOut(wrong, betterSeed(wrong.state)))).not.toEqual([])
      expect(placeFaults(playOut(right, betterSeed(right.state)))).toEqual([])
    }
  })

  test('is not a standard competition ranking', () => {
    expect(isCompetitionRanking([1, 2, 3, 3, 5])).toBe(true)
    expect(isCompetitionRanking([1, 1, 3])).toBe(true)
    expect(isCompetitionRanking([1, 2, 3, 3, 4])).toBe(false)
    expect(isCompetitionRanking([2, 3, 4])).toBe(false)
    expect(isCompetitionRanking([0, 0])).toBe(false)
  })
})

describe('a wrong slot order', () => {
  test('is caught by LAW-8', () => {
    const { state } = started({ type: 'single_elimination', players: 8 })
    const swapped = state.matches.map((match) => {
      const seeds: Record<string, number> = { 'W1.1': 2, 'W1.2': 8 }
      const seed = seeds[match.ref]
      if (seed === undefined) return match
      const slot = { ...match.slots[1], source: { kind: 'seed' as const, seed } }
      return { ...match, slots: [match.slots[0], slot] as const }
    })

    expect(seedFaults(state)).toEqual([])
    expect(seedFaults({ ...state, matches: swapped })).toContain('two of the first 4 seeds meet in W1.1')
  })
})
