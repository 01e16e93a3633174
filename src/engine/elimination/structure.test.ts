/** The structure of brackets against the published facts in `fixtures/elimination.json`, which names its licence. */
import { describe, expect, test } from 'bun:test'
import oracle from '../fixtures/elimination.json'
import { betterSeed, playOut, started } from '../laws/director.ts'
import { rematchFaults, rematches, sourceFaults } from '../laws/structure.ts'
import { bracketSize, slotOrder } from '../seeding.ts'
import type { Match, StageType, Target } from '../types.ts'
import { doublePairs, singlePairs, withoutByes } from './blueprint.ts'
import { type OrderName, losersOrders, orders } from './losers-order.ts'

function drawn(type: StageType, players: number, thirdPlace = false): readonly Match[] {
  return started({ type, players, options: { thirdPlace } }).state.matches
}

function countByRound(refs: readonly { bracket: string; round: number }[], bracket: string, rounds: number): number[] {
  const counts = Array.from({ length: rounds }, () => 0)
  for (const ref of refs) {
    if (ref.bracket === bracket) counts[ref.round - 1] = (counts[ref.round - 1] ?? 0) + 1
  }
  return counts
}

describe('slots and orders', () => {
  test('seeds stand in the published slot order', () => {
    for (const [size, order] of Object.entries(oracle.slotOrder.orders)) expect(slotOrder(Number(size))).toEqual(order)
  })

  test('the four cross-over orders are the published permutations', () => {
    for (const [name, expected] of Object.entries(oracle.losersOrders.on8)) {
      expect(orders[name as OrderName](8)).toEqual(expected)
    }
  })

  test('every bracket size uses the published sequence of orders', () => {
    for (const [size, expected] of Object.entries(oracle.losersOrderBySize.orders)) {
      expect(losersOrders(Number(size)) as string[]).toEqual(expected)
    }
  })

  test('LAW-9: possible rematches per losers round are the published ones', () => {
    for (const [size, expected] of Object.entries(oracle.losersOrderBySize.possibleRematchesByLosersRound)) {
      const { state } = started({ type: 'double_elimination', players: Number(size) })

      expect(rematches(state.matches)).toEqual(expected)
      expect(rematchFaults(state, expected)).toEqual([])
    }
  })
})

describe('routing of a double elimination', () => {
  for (const [players, routes] of Object.entries(oracle.doubleEliminationRouting.routes)) {
    test(`${players} players go where the published routes lead`, () => {
      const matches = drawn('double_elimination', Number(players))
      const named = (to: Target | null | undefined) => {
        const ref = matches.find((match) => match.id === to?.match)?.ref
        return `${ref}${to?.slot}`
      }
      for (const [from, to] of Object.entries(routes)) {
        const match = matches.find((one) => one.ref === from.replace(' winner', ''))
        const target = from.endsWith(' winner') ? match?.winnerTo : match?.loserTo

        expect(`${from} ${named(target)}`).toBe(`${from} ${to}`)
      }
    })
  }
})

describe('counts', () => {
  test('a double elimination has the published matches per round, byes left out', () => {
    for (const { n, size, winners, losers, losersByes, playable, withReset } of oracle.doubleEliminationCounts.cases) {
      const matches = drawn('double_elimination', n)
      const full = doublePairs(n)
      const halves = full.filter((pair) => pair.bracket === 'L' && isHalf(full, pair.ref, n))

      expect(bracketSize(n)).toBe(size)
      expect(countByRound(matches, 'W', winners.length)).toEqual(winners)
      expect(countByRound(matches, 'L', losers.length)).toEqual(losers)
      expect(countByRound(halves, 'L', losers.length)).toEqual(losersByes)
      expect(matches.length).toBe(withReset)
      expect(matches.filter((match) => match.ref !== 'GF2').length).toBe(playable)
    }
  })

  test('a single elimination has one match less than players', () => {
    for (const { n, size, byes, matches } of oracle.singleEliminationCounts.cases) {
      const pairs = singlePairs(n, false)

      expect(bracketSize(n)).toBe(size)
      expect(pairs.filter((pair) => pair.feeds.some((feed) => feed.kind === 'bye')).length).toBe(byes)
      expect(withoutByes(pairs).length).toBe(matches)
    }
  })

  test('the matches played in full brackets are those of the published cases', () => {
    for (const { format, n, matches, thirdPlace, matchesMin, matchesMax, grandFinal } of oracle.counts.cases) {
      if (format === 'round-robin') continue
      const type: StageType = format === 'single' ? 'single_elimination' : 'double_elimination'
      const { length } = drawn(type, n, thirdPlace ?? false)
      const withoutReset = type === 'double_elimination' ? length - 1 : length

      expect(withoutReset).toBe(matches ?? matchesMin ?? 0)
      if (grandFinal === 'reset') expect(length).toBe(matchesMax ?? 0)
    }
  })

  test('three players have no third-place match', () => {
    expect(drawn('single_elimination', 3, true).map((match) => match.ref)).toEqual(['W1.2', 'W2.1'])
  })

  test('1024 players fit, and every slot has one source', () => {
    const matches = drawn('double_elimination', 1024)

    expect(matches.length).toBe(2047)
    expect(sourceFaults(matches)).toEqual([])
  })
})

/** True for a losers pair with exactly one dead side, found from the full structure. */
function isHalf(full: ReturnType<typeof doublePairs>, ref: string, players: number): boolean {
  const pair = full.find((one) => one.ref === ref)
  const live = (feed: { kind: string; ref?: string; seed?: number }): boolean => {
    if (feed.kind === 'seed') return (feed.seed ?? 0) <= players
    if (feed.kind === 'bye') return false
    const from = full.find((one) => one.ref === feed.ref)
    if (from === undefined) return false
    const sides = from.feeds.filter((side) => live(side)).length
    return feed.kind === 'winner' ? sides > 0 : sides === 2
  }
  return pair !== undefined && pair.feeds.filter((feed) => live(feed)).length === 1
}

describe('places', () => {
  test('the better seed winning throughout gives the published places', () => {
    for (const { format, n, thirdPlace, places } of oracle.standings.cases) {
      const type: StageType = format === 'single' ? 'single_elimination' : 'double_elimination'
      const director = started({ type, players: n, options: { thirdPlace: thirdPlace ?? false } })
      const state = playOut(director, betterSeed(director.state))

      expect(state.players.map((player) => player.place ?? 0).toSorted((a, b) => a - b)).toEqual(places)
      expect(state.players.slice(0, 2).map((player) => player.place)).toEqual([1, 2])
    }
  })

  test('places of a double elimination with byes count the players still in', () => {
    const director = started({ type: 'double_elimination', players: 6 })
    const state = playOut(director, betterSeed(director.state))

    expect(state.players.map((player) => player.place)).toEqual([1, 2, 3, 4, 5, 5])
  })
})
