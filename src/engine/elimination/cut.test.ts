/** A double elimination cut to a single elimination: structure, fewest rematches, places, names and corrections. */
import { describe, expect, test } from 'bun:test'
import { betterSeed, chance, playOut, registered, started } from '../laws/director.ts'
import { bracketView } from '../view.ts'
import type { CutOption, Match, MatchId } from '../types.ts'
import { cutOrder, cutPairs } from './cut.ts'

const withCut = (players: number, cut: CutOption, drawSeed = 1) =>
  started({ type: 'double_elimination', players, drawSeed, options: { cut } })

const sourcesOf = (players: number, cut: CutOption, drawSeed = 1) => {
  const { matches } = withCut(players, cut, drawSeed).state
  const refOf = new Map(matches.map(({ id, ref }) => [id, ref]))
  const from = ({ source }: Match['slots'][0]) => ('match' in source ? refOf.get(source.match) : source.kind)
  return matches.filter(({ ref }) => ref.startsWith('F1.')).map(({ slots }) => slots.map(from).join(' v '))
}

describe('a cut at 4 of 8', () => {
  test('plays two rounds on each side and then a single elimination', () => {
    const { state } = withCut(8, { at: 4 })

    expect(state.matches.map(({ ref }) => ref).join(' ')).toBe(
      'W1.1 W1.2 W1.3 W1.4 W2.1 W2.2 L1.1 L1.2 L2.1 L2.2 F1.1 F1.2 F2.1',
    )
    expect(sourcesOf(8, { at: 4 })).toEqual(['W2.1 v L2.1', 'W2.2 v L2.2'])
  })

  test('names its rounds', () => {
    expect(bracketView(withCut(16, { at: 8 }).state).rounds.map(({ name }) => name)).toEqual([
      'Winners round 1',
      'Winners round 2',
      'Losers round 1',
      'Losers round 2',
      'Quarter-finals',
      'Semi-finals',
      'Final',
    ])
    expect(bracketView(withCut(33, { at: 16 }).state).rounds.at(-4)?.name).toBe('Last 16')
  })

  test('places everybody by the round that put him out', () => {
    const director = withCut(8, { at: 4 })
    const state = playOut(director, betterSeed(director.state))

    expect(state.players.map(({ place }) => place)).toEqual([1, 2, 3, 3, 5, 5, 7, 7])
  })

  test('places those who are out before it behind it, however many rounds there were', () => {
    const director = withCut(16, { at: 4 })
    const state = playOut(director, betterSeed(director.state))

    const places = state.players.map(({ place }) => place)
    expect(places).toEqual([1, 2, 3, 3, 5, 5, 7, 7, 9, 9, 9, 9, 13, 13, 13, 13])
  })

  test('lets a correction reach the finals, which show what they would lose', () => {
    const director = withCut(8, { at: 4 })
    playOut(director, betterSeed(director.state))
    director.does({ type: 'tournament.reopen', reason: 'wrong score' })
    const result = { scoreA: 0, scoreB: 3 }
    const command = { type: 'match.correct', match: director.id('W2.1'), result } as const
    const problem = director.tries(command)

    expect(problem?.code).toBe('cascade_required')
    const voided = problem?.impact?.items.map(({ ref }) => ref)
    expect(voided).toEqual(['L2.2', 'F1.1', 'F1.2', 'F2.1'])
    const cascade = problem?.impact?.cascadeIds ?? []
    director.does({ ...command, cascade })
    const after = playOut(director, betterSeed(director.state))
    expect(after.tournament.status).toBe('completed')
  })
})

test('whatever the field, 2n - b/2 - 1 matches are played', () => {
  for (const [players, at] of [
    [5, 4],
    [8, 4],
    [12, 8],
    [24, 8],
    [100, 16],
    [128, 64],
  ] as const) {
    for (const draw of ['seeded', 'redraw'] as const) {
      const { matches } = withCut(players, { at, draw }).state
      expect(matches.length).toBe(2 * players - at / 2 - 1)
    }
  }
})

/** Chance of every winners match that its loser comes through `ref`, among equals. */
function comingThrough(pairs: ReadonlyMap<string, ReturnType<typeof cutPairs>[0]>, ref: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const feed of pairs.get(ref)?.feeds ?? []) {
    if (feed.kind === 'loser') found.set(feed.ref, 0.5)
    if (feed.kind === 'winner') {
      for (const [from, odds] of comingThrough(pairs, feed.ref)) found.set(from, (found.get(from) ?? 0) + odds / 2)
    }
  }
  return found
}

/** Rematches to be expected when winners-side player `winner` meets losers-side player `loser` at the cut. */
function expectedRematches(players: number, at: number, winner: number, loser: number): number {
  const pairs = new Map(cutPairs(players, { at }, 0).map((pair) => [pair.ref, pair]))
  const rounds = Math.log2(players) - Math.log2(at) + 1
  let sum = 0
  for (const [ref, odds] of comingThrough(pairs, `L${2 * (rounds - 1)}.${loser}`)) {
    const { round = 0, position = 0 } = pairs.get(ref) ?? {}
    if (Math.ceil(position / 2 ** (rounds - round)) === winner) sum += odds / 2 ** (rounds - round)
  }
  return sum
}

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map((rest) => [first, ...rest]))
}

test.each([
  [8, 4],
  [16, 4],
  [16, 8],
  [32, 8],
  [64, 8],
  [32, 16],
  [128, 16],
])('of all orders of %d players cut at %d none has fewer rematches in its first round', (players, at) => {
  const half = Array.from({ length: at / 2 }, (_, k) => k + 1)
  expect(cutOrder(players, at).toSorted((a, b) => a - b)).toEqual(half)
  const costs = half.map((winner) => half.map((loser) => expectedRematches(players, at, winner, loser)))
  const cost = (order: readonly number[]) => order.reduce((sum, loser, k) => sum + (costs[k]?.[loser - 1] ?? 0), 0)
  const least = at > 8 ? [costs.reduce((sum, row) => sum + Math.min(...row), 0)] : permutations(half).map(cost)

  expect(cost(cutOrder(players, at))).toBe(Math.min(...least))
})

test('the winners-side player of the first section meets the same of the losers side on every machine', () => {
  const rows = [8, 16, 32, 64, 128, 256, 512, 1024].map((size) => {
    const cuts = Array.from({ length: Math.log2(size) - 2 }, (_, k) => 4 * 2 ** k)
    return cuts.map((at) => cutOrder(size, at)[0]).join(' ')
  })

  expect(rows).toEqual([
    '1',
    '1 2',
    '1 2 3',
    '1 1 5 9',
    '1 1 2 9 17',
    '1 1 2 3 17 33',
    '1 1 2 3 5 33 65',
    '1 1 2 3 5 9 65 129',
  ])
})

describe('a redraw', () => {
  test('is by the lot of the draw seed, winners side against losers side', () => {
    const one = sourcesOf(32, { at: 16, draw: 'redraw' }, 7)

    expect(sourcesOf(32, { at: 16, draw: 'redraw' }, 7)).toEqual(one)
    expect(one.join(', ')).toBe(
      'W2.7 v L2.8, W2.4 v L2.2, W2.6 v L2.7, W2.2 v L2.3, W2.8 v L2.4, W2.1 v L2.6, W2.3 v L2.5, W2.5 v L2.1',
    )
    expect(sourcesOf(32, { at: 16, draw: 'redraw' }, 8)).not.toEqual(one)
    expect(one.every((pair) => /^W2\.\d v L2\.\d$/.test(pair))).toBe(true)
    expect(new Set(one.flatMap((pair) => pair.split(' v '))).size).toBe(16)
  })

  test('is no seeding: it changes nothing before the cut', () => {
    const before = (cut: CutOption) => withCut(32, cut).state.matches.filter(({ bracket }) => bracket !== 'F')
    const bare = (matches: readonly Match[]) => matches.map(({ id, slots }): [MatchId, unknown] => [id, slots])

    expect(bare(before({ at: 8, draw: 'redraw' }))).toEqual(bare(before({ at: 8 })))
  })
})

test('too few players for the cut are not drawn', () => {
  const director = registered({ type: 'double_elimination', players: 8, options: { cut: { at: 8 } } })

  expect(director.tries({ type: 'stage.draw', stage: 1 })).toEqual({
    code: 'too_few_players',
    detail: 'A cut at 8 needs more than 8 players; 8 can be drawn.',
    at: 'options.cut',
  })
})

test('nobody but the best of each side is behind the cut, whoever wins', () => {
  for (let players = 9; players <= 40; players += 3) {
    const luck = chance(players)
    const { matches } = playOut(withCut(players, { at: 8 }, players), () => luck.of(['a', 'b'] as const))
    const final = matches.filter(({ bracket }) => bracket === 'F')

    expect(new Set(final.flatMap(({ slots }) => slots.map(({ player }) => player))).size).toBe(8)
  }
})
