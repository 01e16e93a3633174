/** Club mates are kept apart: against an exact search in small fields, inside the tiers, and no more than needed. */
import { describe, expect, test } from 'bun:test'
import { type Director, chance, newPlayer, playerId, registered } from './laws/director.ts'
import { apart } from './protection.ts'
import { bracketSize, slotOrder } from './seeding.ts'
import type { StageOptions } from './types.ts'

interface Member {
  readonly id: number
  readonly club: string | null
}

const field = (clubs: readonly (string | null)[]): Member[] => clubs.map((club, at) => ({ id: at + 1, club }))
const ids = (order: readonly Member[]) => order.map(({ id }) => id)

/** Pairs of club mates who would meet in rounds 1, 2, ... */
function meetings(order: readonly Member[]): number[] {
  const size = bracketSize(order.length)
  const seats = slotOrder(size)
  const met = Array.from({ length: Math.log2(size) }, () => 0)
  for (const [one, { club }] of order.entries()) {
    for (const [other, mate] of order.entries()) {
      if (other <= one || club === null || mate.club !== club) continue
      const round = 31 - Math.clz32(seats.indexOf(one + 1) ^ seats.indexOf(other + 1))
      met[round] = (met[round] ?? 0) + 1
    }
  }
  return met
}

const tier = (id: number) => (id <= 2 ? id : 2 + Math.ceil(Math.log2(id)))
const isLess = (a: readonly number[], b: readonly number[]) => {
  const at = a.findIndex((value, k) => value !== b[k])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map((rest) => [first, ...rest]))
}

function fewest(order: readonly Member[]): number[] {
  let best = meetings(order)
  for (const middle of permutations(order.slice(2, 4))) {
    for (const rest of permutations(order.slice(4))) {
      const met = meetings([...order.slice(0, 2), ...middle, ...rest])
      if (isLess(met, best)) best = met
    }
  }
  return best
}

describe('club mates', () => {
  test('of the first round change with the next worse seed who helps', () => {
    expect(ids(apart(field(['A', null, null, null, null, null, null, 'A'])))).toEqual([1, 2, 3, 4, 5, 6, 8, 7])
  })

  test('stay where no change would part them', () => {
    expect(ids(apart(field(['A', 'A', 'A', 'A'])))).toEqual([1, 2, 3, 4])
    expect(ids(apart(field(['A', 'A'])))).toEqual([1, 2])
    expect(ids(apart(field([])))).toEqual([])
  })

  test('are those whose clubs look the same, and nobody without a club', () => {
    expect(ids(apart(field([' Corner Pocket', null, null, 'corner pocket '])))).toEqual([1, 2, 4, 3])
    expect(ids(apart(field(['', null, null, ''])))).toEqual([1, 2, 3, 4])
  })

  test('meet no earlier than an exact search finds, in fields of up to eight', () => {
    for (let run = 0; run < 400; run++) {
      const luck = chance(run)
      const order = field(Array.from({ length: 2 + luck.upTo(7) }, () => luck.of([null, 'A', 'B', 'C'])))

      expect({ run, met: meetings(apart(order)) }).toEqual({ run, met: fewest(order) })
    }
  })

  // Clubs in seed order, before and after; `-` is nobody's club.
  test.each([
    ['-AA-ABA', '-A-AAAB'],
    ['D-BDEBBCE', 'D-DBCEBBE'],
    ['BCAACBCBB-CAC-', 'BCAACBBC-AC-BC'],
    ['ABABCBAACABBCBCABAAAA', 'ABBACBAABAABBCCCBAAAA'],
    ['GF-ECC--BDFCFD-ABE-EED', 'GF-ECC--CDFBFD-AEEBD-E'],
    ['EBCCDBDC--DCAGGAGDDAGB-B', 'EBCCDBDCDC--AGGAGDDBGA-B'],
    ['ED--EDEAEAAAE-DCACE-EC-BEECBEACE-AB--BDA', 'ED--EDEADAAAE-ECACECECEEECEB-AB--ABAD--B'],
  ])('of %s are drawn as %s', (clubs, drawn) => {
    const order = apart(field([...clubs].map((club) => (club === '-' ? null : club))))

    expect(order.map(({ club }) => club ?? '-').join('')).toBe(drawn)
  })

  test('never leave their tier, and everybody keeps a seed', () => {
    for (let run = 0; run < 60; run++) {
      const luck = chance(run)
      const clubs = 2 + luck.upTo(12)
      const order = field(Array.from({ length: 2 + luck.upTo(120) }, () => `club ${luck.upTo(clubs)}`))
      const drawn = apart(order)

      expect(ids(drawn).map(tier)).toEqual(ids(order).map(tier))
      expect(ids(drawn).toSorted((a, b) => a - b)).toEqual(ids(order))
      expect(isLess(meetings(order), meetings(drawn))).toBe(false)
    }
  })

  test('go back in the end where nothing is gained any more by having moved', () => {
    const clubs = ['D', 'G', 'G', 'B', 'B', 'C', 'D', 'F', null, 'B', 'E', null]

    expect(ids(apart(field(clubs)))).toEqual([1, 2, 4, 3, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(ids(apart(field(['B', 'C', 'C', 'F', 'E', 'E', 'C'])))).toEqual([1, 2, 4, 3, 5, 7, 6])
  })

  test('once apart are left alone: nobody moves without need', () => {
    for (let run = 0; run < 60; run++) {
      const luck = chance(run)
      const order = field(Array.from({ length: 4 + luck.upTo(20) }, () => luck.of([null, null, 'A', 'B', 'C'])))
      const drawn = apart(order)
      for (const [at, player] of drawn.entries()) {
        if (player.id === at + 1) continue
        const from = drawn.findIndex((one) => one.id === at + 1)
        const undone = drawn.with(at, drawn[from] as Member).with(from, player)
        expect(isLess(meetings(drawn), meetings(undone)) || undone[from]?.id !== from + 1).toBe(true)
      }
    }
  })
})

describe('a draw with protection', () => {
  const clubs = ['Red', 'Blue', null, null, null, null, null, 'Red']

  function open(options: Partial<StageOptions>): Director {
    const director = registered({ type: 'double_elimination', players: 0, options })
    const players = clubs.map((club, at) => newPlayer(at + 1, { club, rating: 900 - at }))
    director.does({ type: 'player.add', players })
    return director
  }
  const order = (director: Director) => director.state.stages[0]?.order

  test('keeps its outcome in the log', () => {
    const director = open({ seeding: 'rating', protect: 'club' })
    director.does({ type: 'stage.draw', stage: 1 })

    expect(order(director)).toEqual([1, 2, 3, 4, 5, 6, 8, 7].map(playerId))
    expect(director.events.at(-1)?.data).toMatchObject({ order: order(director) })
  })

  test('is not asked for by default, and an order by hand stands', () => {
    const plain = open({ seeding: 'rating' })
    plain.does({ type: 'stage.draw', stage: 1 })
    const byHand = open({ seeding: 'manual', protect: 'club' })
    byHand.does({ type: 'stage.draw', stage: 1, order: [1, 2, 3, 4, 5, 6, 7, 8].map(playerId) })

    expect(order(plain)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(playerId))
    expect(order(byHand)).toEqual(order(plain))
  })

  test('of the same seed is the same draw', () => {
    const drawn = () => {
      const director = open({ seeding: 'random', protect: 'club' })
      director.does({ type: 'stage.draw', stage: 1 })
      return order(director)
    }
    expect(drawn()).toEqual(drawn())
  })
})
