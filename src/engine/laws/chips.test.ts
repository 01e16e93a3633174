/** Laws of chip events: random evenings with undo, adjustments, late players and departures. */
import { describe, expect, test } from 'bun:test'
import { applyOps, ops, rows } from '../ops.ts'
import { fold, fromSnapshot, toSnapshot } from '../fold.ts'
import { bracketView, standingsView } from '../view.ts'
import type { Command } from '../messages.ts'
import type { ChipLivesOptions, Match, State } from '../types.ts'
import { isCompetitionRanking, stateFaults, stepFaults } from './checks.ts'
import { chipFaults, crowdFaults } from './chips.ts'
import { type Chance, type Director, chance, newPlayer, playerId, started } from './director.ts'
import { playAtRandom } from './random-play.ts'

const runs = Number(process.env['LAW_RUNS'] ?? 200)

function randomOptions(luck: Chance): ChipLivesOptions {
  return {
    startChips: luck.of([1, 2, 3, 'five-band'] as const),
    winnerStays: luck.is(0.7),
    maxConsecutiveWins: luck.of([null, 1, 2, 3]),
    antiRematch: luck.is(0.5),
    tables: 1 + luck.upTo(4),
    shrinkTables: luck.is(0.5),
    lateChips: luck.of([null, 2]),
    buyBack: luck.of([null, { until: null, chips: 1, priceCents: 1000 }]),
  }
}

/** An evening up to its draw and start. */
function evening(seed: number, nameOf?: (number: number) => string): { director: Director; luck: Chance } {
  const luck = chance(seed)
  const options = { chipLives: randomOptions(luck), scoring: { kind: 'race', raceTo: 1 + luck.upTo(2) } as const }
  const players = 2 + luck.upTo(12)
  const setup = { type: 'chip_lives', players, tables: 3, drawSeed: seed } as const
  const all = { ...options, seeding: 'random' } as const
  return { director: started({ ...setup, options: all, ...(nameOf === undefined ? {} : { nameOf }) }), luck }
}

/** The other winner of a finished match. */
function flipped({ id, races, result }: Match): Command {
  const [a, b] = races ?? [1, 1]
  const score = result?.winner === 'a' ? { scoreA: 0, scoreB: b } : { scoreA: a, scoreB: 0 }
  return { type: 'match.correct', match: id, result: score, cascade: [] }
}

function whim(director: Director, luck: Chance, number: number): Command {
  const player = luck.of(director.state.players).id
  const commands: Command[] = [
    { type: 'player.adjust', player, delta: luck.upTo(3) - 1, reason: 'miscounted' },
    { type: 'player.adjust', player, chips: luck.upTo(4), reason: 'rating' },
    { type: 'player.buy_back', player },
    { type: 'player.add', players: [newPlayer(100 + number)] },
    { type: 'player.disqualify', player },
    flipped(luck.of(director.state.matches)),
    flipped(luck.of(director.state.matches)),
  ]
  return luck.of(commands)
}

function playEvening(seed: number, watch: (before: State, after: State) => void): Director {
  const { director, luck } = evening(seed)
  let number = 0
  playAtRandom(director, luck, {
    hasForfeits: seed % 2 === 0,
    whims: 25,
    watch: (before, after) => {
      watch(before, after)
      // At most ten, or chips are added for ever.
      if (number >= 10 || !luck.is(0.2)) return
      number++
      const known = director.state
      director.tries(whim(director, luck, number))
      if (director.state !== known) watch(known, director.state)
    },
  })
  return director
}

const views = (state: State) => JSON.stringify([bracketView(state), standingsView(state), rows(state)])

describe('chip laws', () => {
  test('LAW-14: chips are given less lost; a player waits in the queue, is in one match, or is out', () => {
    for (let seed = 1; seed <= runs; seed++) {
      const faults: string[] = []
      const director = playEvening(seed, (before, after) => {
        faults.push(
          ...chipFaults(after),
          ...crowdFaults(before, after),
          ...stateFaults(after),
          ...stepFaults(before, after),
        )
      })
      expect({ seed, faults: faults.slice(0, 3) }).toEqual({ seed, faults: [] })
      expect({ seed, status: director.state.tournament.status }).toEqual({ seed, status: 'completed' })
      const places = director.state.players.flatMap((player) => player.place ?? [])
      expect({ seed, isRanking: isCompetitionRanking(places) }).toEqual({ seed, isRanking: true })
    }
  }, 600_000)

  test('LAW-1: the folded log equals the state, in pieces too, and ops lead from row to row', () => {
    for (let seed = 1; seed <= runs / 4; seed++) {
      let isSame = true
      const director = playEvening(seed, (before, after) => {
        isSame &&=
          JSON.stringify(sorted(applyOps(rows(before), ops(before, after)))) === JSON.stringify(sorted(rows(after)))
      })
      const { events, state } = director
      const half = Math.ceil(events.length / 2)
      const stored = JSON.parse(JSON.stringify(toSnapshot(fold(events.slice(0, half)))))
      expect({ seed, isSame, fold: views(fold(events)) }).toEqual({ seed, isSame: true, fold: views(state) })
      expect(views(fold(events.slice(half), fromSnapshot(stored)))).toBe(views(state))
    }
  }, 600_000)

  test('LAW-18: same seed, same seats; names change nothing', () => {
    const seats = (director: Director) => director.state.matches.map((match) => match.slots.map((slot) => slot.player))
    for (let seed = 1; seed <= runs / 4; seed++) {
      const plain = evening(seed).director
      const named = evening(seed, (number) => `Somebody ${number * 7}`).director
      expect(seats(named)).toEqual(seats(plain))
      expect(named.state.stages[0]?.chips).toEqual(plain.state.stages[0]?.chips)
    }
  })

  test('a wrong count is found', () => {
    const { state } = evening(1).director
    const stolen = { ...state, players: state.players.map((p) => (p.id === playerId(1) ? { ...p, chips: 9 } : p)) }

    expect(chipFaults(stolen)).not.toEqual([])
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  )
}
