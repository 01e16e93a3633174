/**
 * The laws of play over random tournaments: every number of players from 2 to 64, both formats, undo included.
 * `LAW_RUNS` sets how many runs there are in all; a failure prints the seed that repeats it.
 */
import { beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { apply } from '../apply.ts'
import { decide } from '../decide.ts'
import { fold, fromSnapshot, toSnapshot } from '../fold.ts'
import { matchOf } from '../lookup.ts'
import { applyOps, mergeOps, ops, rows } from '../ops.ts'
import type { State, StageType } from '../types.ts'
import { bracketView, matchesView, playersView, standingsView, tablesView, tournamentView } from '../view.ts'
import { endFaults, lossFaults, placeFaults, stateFaults, stepFaults } from './checks.ts'
import {
  type Chance,
  type Director,
  type Setup,
  chance,
  hallAt,
  instant,
  playOut,
  registered,
  started,
} from './director.ts'
import { type Watch, playAtRandom } from './random-play.ts'
import { seedFaults, sourceFaults } from './structure.ts'

const runs = Number(process.env['LAW_RUNS'] ?? 200)
const sizes = Array.from({ length: 63 }, (_, at) => at + 2)
const types: readonly StageType[] = ['single_elimination', 'double_elimination']

/** Checks `law` for every size and format at least once, and `runs` times in all. */
function forEverySize(law: (setup: Setup, luck: Chance) => void): void {
  for (const type of types) {
    for (const players of sizes) {
      const share = Math.max(1, Math.floor(runs / (sizes.length * types.length)))
      const seed = fc.integer({ min: 0, max: 0xffffffff })
      const runOnce = (drawSeed: number, isOpen: boolean, thirdPlace: boolean) => {
        const isSingle = type === 'single_elimination'
        const scoring = isOpen ? ({ kind: 'open' } as const) : ({ kind: 'race', raceTo: 2 } as const)
        const options = { scoring, seeding: 'random', thirdPlace: isSingle && thirdPlace } as const
        law({ type, players, options, drawSeed, tables: 3 }, chance(drawSeed))
      }
      fc.assert(fc.property(seed, fc.boolean(), fc.boolean(), runOnce), { numRuns: share })
    }
  }
}

/** A small tournament in any format, for laws that look at every step. */
function forSmall(count: number, law: (setup: Setup, luck: Chance) => void): void {
  const setups = fc.record({
    type: fc.constantFrom(...types),
    players: fc.integer({ min: 2, max: 12 }),
    drawSeed: fc.integer({ min: 0, max: 0xffffffff }),
    isOpen: fc.boolean(),
  })
  const property = fc.property(setups, ({ type, players, drawSeed, isOpen }) => {
    const scoring = isOpen ? ({ kind: 'open' } as const) : ({ kind: 'race', raceTo: 2 } as const)
    const thirdPlace = type === 'single_elimination' && drawSeed % 2 === 0
    law({ type, players, options: { scoring, thirdPlace }, drawSeed, tables: 3 }, chance(drawSeed))
  })
  fc.assert(property, { numRuns: count })
}

const small = Math.max(10, Math.round(runs / 4))
const unwatched: Watch = () => undefined

function views(state: State): string {
  const board = (at: State) => tablesView(at, hallAt(9))
  const all = [bracketView, matchesView, standingsView, playersView, board, tournamentView]
  return JSON.stringify(all.map((view) => view(state)))
}

function played(setup: Setup, luck: Chance, hasForfeits: boolean, watch: Watch = unwatched): Director {
  const director = started(setup)
  playAtRandom(director, luck, { hasForfeits, whims: setup.players, watch })
  return director
}

describe('laws of whole tournaments', () => {
  const faults = { ends: [] as string[], losses: [] as string[], places: [] as string[] }

  function check(setup: Setup, luck: Chance, hasForfeits: boolean): void {
    const { state } = played(setup, luck, hasForfeits)
    const told = (list: string[]) =>
      list.map((fault) => `${setup.type} of ${setup.players}, ${setup.drawSeed}: ${fault}`)
    faults.ends.push(...told(endFaults(state, hasForfeits)))
    if (setup.type === 'double_elimination') faults.losses.push(...told(lossFaults(state)))
    faults.places.push(...told(placeFaults(state)))
  }

  beforeAll(() => {
    forEverySize((setup, luck) => check(setup, luck, false))
    forSmall(small * 2, (setup, luck) => check(setup, luck, true))
  })

  test('LAW-5: every run ends, and without forfeits with the number of matches of its format', () => {
    expect(faults.ends).toEqual([])
  })

  test('LAW-6: in a double elimination all but the champion have lost twice', () => {
    expect(faults.losses).toEqual([])
  })

  test('LAW-13: places are a standard competition ranking of all who started', () => {
    expect(faults.places).toEqual([])
  })
})

describe('laws of play', () => {
  test('LAW-1: equal states give byte-equal JSON, because keys have a fixed order and absent values are null', () => {
    forSmall(small, (setup, luck) => {
      const { state, events } = played(setup, luck, true)
      const cut = 1 + luck.upTo(events.length - 1)
      const stored = JSON.parse(JSON.stringify(toSnapshot(fold(events.slice(0, cut)))))

      expect(views(fold(events))).toBe(views(state))
      expect(views(fold(events.slice(cut), fromSnapshot(stored)))).toBe(views(state))
    })
  })

  test('LAW-1: the rows of a state with the ops to another applied are the rows of the other', () => {
    forSmall(small, (setup, luck) => {
      const first = registered(setup)
      let known = applyOps(rows(first.state), [])
      let merged = ops(null, first.state)
      const watch: Watch = (before, after) => {
        const change = ops(before, after)
        known = applyOps(known, change)
        merged = mergeOps(merged, change)
      }
      const steps = ['stage.draw', 'stage.undraw', 'stage.draw'] as const
      for (const type of steps) {
        const before = first.state
        watch(before, first.does({ type, stage: 1 }))
      }
      const drawn = first.state
      watch(drawn, first.does({ type: 'tournament.start' }))
      playAtRandom(first, luck, { hasForfeits: true, whims: 10, watch })

      expect(known).toEqual(rows(first.state))
      expect(applyOps({ t: known.t, s: {}, m: {}, p: {}, tb: {}, st: {} }, merged)).toEqual(rows(first.state))
    })
  })

  test('LAW-2: every step is one the state machines list, and every state keeps its invariants', () => {
    forSmall(small * 2, (setup, luck) => {
      played(setup, luck, true, (before, after) => {
        const faults = [...stepFaults(before, after), ...stateFaults(after)]
        expect(faults).toEqual([])
      })
    })
  })

  test('LAW-4: undo of a rack or a result equals never having recorded it', () => {
    forSmall(small, (setup, luck) => {
      const director = started(setup)
      const watch: Watch = (before, after) => {
        const event = director.events.at(-1)
        if (event?.type !== 'rack.recorded' && event?.type !== 'match.resulted') return
        const was = matchOf(before, event.data.match)
        // A match that was paused comes back as active; an ended tournament must be reopened first.
        if (was?.state === 'paused' || after.tournament.status !== 'active') return
        // A table that waited for the end of this match is blocked by now and stays so.
        if (before.tables.some((table) => table.blockAfter)) return
        const ctx = { at: instant(9999), actor: null, drawSeed: 0 }
        const undo = decide(after, { type: 'match.undo', match: event.data.match }, ctx)
        expect(undo.problem).toBeUndefined()
        if (undo.event !== undefined) expect(rows(apply(after, undo.event))).toEqual(rows(before))
      }
      playAtRandom(director, luck, { hasForfeits: false, whims: 12, watch })
    })
  })

  test('LAW-7: every live slot has exactly one source and every match outcome at most one target', () => {
    forEverySize((setup) => {
      expect(sourceFaults(started(setup).state.matches)).toEqual([])
    })
  })

  test('LAW-8: good seeds meet late, and only they have byes', () => {
    forEverySize((setup) => {
      expect(seedFaults(started(setup).state)).toEqual([])
    })
  })

  test('LAW-17: the withdrawal of a player in any state lets the tournament finish', () => {
    forSmall(small * 2, (setup, luck) => {
      const director = registered(setup)
      director.does({ type: 'stage.draw', stage: 1 })
      const withdraw = () => director.tries({ type: 'player.withdraw', player: luck.of(director.state.players).id })
      if (luck.is(0.3)) withdraw()
      director.does({ type: 'tournament.start' })
      const watch: Watch = (before, after) => {
        if (!luck.is(2 / setup.players)) return
        const pauses = luck.is(0.2) && director.tries({ type: 'tournament.pause' }) === null
        withdraw()
        if (pauses) director.tries({ type: 'tournament.resume' })
        expect([...stepFaults(before, after), ...stateFaults(director.state)]).toEqual([])
      }
      playAtRandom(director, luck, { hasForfeits: false, whims: 8, watch })

      expect(endFaults(director.state, true)).toEqual([])
      expect(placeFaults(director.state)).toEqual([])
      if (setup.type === 'double_elimination') expect(lossFaults(director.state)).toEqual([])
    })
  })

  test('LAW-18: the same draw seed gives the same draw, and names change no structure', () => {
    forSmall(small, (setup) => {
      const seeded = { ...setup, options: { ...setup.options, seeding: 'random' as const } }
      const one = playOut(started(seeded), () => 'a')
      const two = playOut(started({ ...seeded, nameOf: (number) => `Other ${100 - number}` }), () => 'a')

      expect(two.stages).toEqual(one.stages)
      expect(two.matches).toEqual(one.matches)
    })
  })
})
