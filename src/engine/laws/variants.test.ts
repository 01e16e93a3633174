/**
 * The laws of play over every variant of the knockouts: sampled sizes from 2 to 64, undo, forfeits and withdrawals.
 * `LAW_RUNS` sets how many runs there are in all; a failure names the variant, its size and the seed.
 */
import { describe, expect, test } from 'bun:test'
import { apply } from '../apply.ts'
import { decide } from '../decide.ts'
import { fold, fromSnapshot, toSnapshot } from '../fold.ts'
import { matchOf } from '../lookup.ts'
import { applyOps, ops, rows } from '../ops.ts'
import type { State } from '../types.ts'
import { bracketView, matchesView, playersView, standingsView } from '../view.ts'
import { endFaults, placeFaults, stateFaults, stepFaults } from './checks.ts'
import { cutFaults } from './cut.ts'
import { type Chance, type Director, type Setup, chance, instant, registered, started } from './director.ts'
import { type Watch, playAtRandom } from './random-play.ts'
import { seedFaults, sourceFaults } from './structure.ts'
import { tierFaults } from './tiers.ts'
import { type Variant, variants } from './variants.ts'

const runs = Number(process.env['LAW_RUNS'] ?? 200)
const small = Math.max(6, Math.round(runs / 10))
const unwatched: Watch = () => undefined

function setupOf(variant: Variant, players: number, drawSeed: number): Setup {
  const options = { scoring: { kind: 'race', raceTo: 2 }, seeding: 'random', ...variant.options } as const
  // Every seventh player is unrated.
  const ratingOf = (number: number) => (number % 7 === 0 ? null : 300 + 37 * (number % 11))
  const clubOf = (number: number) => (number % 3 === 0 ? null : `club ${number % 4}`)
  return { type: variant.type, players, options, drawSeed, tables: 3, ratingOf, clubOf }
}

/** Tells what was found in which run. */
function told(setup: Setup, faults: readonly string[]): string[] {
  return faults.map((fault) => `${setup.players} players, seed ${setup.drawSeed}: ${fault}`)
}

/** Every size up to 16, then samples to 64. */
function forSizes(variant: Variant, law: (setup: Setup, luck: Chance) => string[]): void {
  const faults: string[] = []
  for (let players = variant.playersMin; players <= 64; players += players < 16 ? 1 : 5) {
    const setup = setupOf(variant, players, 7919 * players)
    faults.push(...told(setup, law(setup, chance(7919 * players))))
  }
  expect(faults).toEqual([])
}

function forSmall(variant: Variant, count: number, law: (setup: Setup, luck: Chance) => string[]): void {
  const faults: string[] = []
  for (let run = 0; run < count; run++) {
    const luck = chance(104_729 + run)
    const setup = setupOf(variant, variant.playersMin + luck.upTo(12), run)
    faults.push(...told(setup, law(setup, luck)))
  }
  expect(faults).toEqual([])
}

function played(setup: Setup, luck: Chance, hasForfeits: boolean, watch: Watch = unwatched): Director {
  const director = started(setup)
  playAtRandom(director, luck, { hasForfeits, whims: setup.players, watch })
  return director
}

function views(state: State): string {
  return JSON.stringify([bracketView, matchesView, standingsView, playersView].map((view) => view(state)))
}

describe.each(variants)('$name', (variant) => {
  test('LAW-1: folding the log in pieces gives the same views, and ops lead from rows to rows', () => {
    forSmall(variant, small, (setup, luck) => {
      const director = registered(setup)
      let known = applyOps(rows(director.state), [])
      const watch: Watch = (before, after) => (known = applyOps(known, ops(before, after)))
      for (const command of [{ type: 'stage.draw', stage: 1 }, { type: 'tournament.start' }] as const) {
        const before = director.state
        watch(before, director.does(command))
      }
      playAtRandom(director, luck, { hasForfeits: true, whims: setup.players, watch })
      const { state, events } = director
      const cut = 1 + luck.upTo(events.length - 1)
      const stored = JSON.parse(JSON.stringify(toSnapshot(fold(events.slice(0, cut)))))
      const faults: string[] = []
      if (JSON.stringify(known) !== JSON.stringify(rows(state)) && !Bun.deepEquals(known, rows(state))) {
        faults.push('ops lead elsewhere')
      }
      if (views(fold(events)) !== views(state)) faults.push('the log folds to another state')
      if (views(fold(events.slice(cut), fromSnapshot(stored))) !== views(state)) faults.push('a snapshot differs')
      return faults
    })
  })

  test('LAW-2: every step is one the state machines list, and every state keeps its invariants', () => {
    forSmall(variant, small, (setup, luck) => {
      const faults: string[] = []
      played(setup, luck, true, (before, after) => faults.push(...stepFaults(before, after), ...stateFaults(after)))
      return faults
    })
  })

  test('LAW-4: undo of a rack or a result equals never having recorded it', () => {
    forSmall(variant, small, (setup, luck) => {
      const faults: string[] = []
      const director = started(setup)
      const watch: Watch = (before, after) => {
        const event = director.events.at(-1)
        if (event?.type !== 'rack.recorded' && event?.type !== 'match.resulted') return
        if (matchOf(before, event.data.match)?.state === 'paused' || after.tournament.status !== 'active') return
        if (before.tables.some((table) => table.blockAfter)) return
        const ctx = { at: instant(9999), actor: null, drawSeed: 0 }
        const undo = decide(after, { type: 'match.undo', match: event.data.match }, ctx)
        if (undo.event === undefined) faults.push(`undo refused: ${undo.problem.detail}`)
        else if (!Bun.deepEquals(rows(apply(after, undo.event)), rows(before))) faults.push('undo leaves a trace')
      }
      playAtRandom(director, luck, { hasForfeits: false, whims: 12, watch })
      return faults
    })
  })

  test('LAW-5, LAW-13: every run ends, with its number of matches and places that are a ranking', () => {
    forSizes(variant, (setup, luck) => {
      const { state } = played(setup, luck, false)
      return [...endFaults(state, false), ...placeFaults(state)]
    })
    forSmall(variant, 2 * small, (setup, luck) => {
      const { state } = played(setup, luck, true)
      return [...endFaults(state, true), ...placeFaults(state)]
    })
  })

  test('LAW-18: the same draw seed gives the same draw, and names change no structure', () => {
    forSmall(variant, small, (setup) => {
      const one = started(setup).state
      const two = started({ ...setup, nameOf: (number) => `Other ${100 - number}` }).state
      return Bun.deepEquals([one.stages, one.matches], [two.stages, two.matches]) ? [] : ['another draw']
    })
  })

  test('LAW-7, LAW-8: every live slot has one source, and good seeds meet late', () => {
    forSizes(variant, (setup) => {
      const { state } = started(setup)
      const tiers = setup.options?.seeding === 'rating' ? tierFaults(state) : []
      return [...sourceFaults(state.matches), ...seedFaults(state), ...tiers]
    })
  })

  test('LAW-17: the withdrawal of a player in any state lets the tournament finish', () => {
    forSmall(variant, 2 * small, (setup, luck) => {
      const faults: string[] = []
      const director = started(setup)
      const watch: Watch = (before, after) => {
        faults.push(...stepFaults(before, after), ...stateFaults(after))
        if (luck.is(2 / setup.players)) {
          director.tries({ type: 'player.withdraw', player: luck.of(director.state.players).id })
        }
      }
      playAtRandom(director, luck, { hasForfeits: false, whims: 8, watch })
      return [...faults, ...endFaults(director.state, true), ...placeFaults(director.state)]
    })
  })
})

const cuts = variants.filter(({ options }) => options.cut !== undefined)

test.each(cuts)('LAW-6: behind $name half are unbeaten, half have lost once, and all others twice', (variant) => {
  forSizes(variant, (setup, luck) => cutFaults(played(setup, luck, false).state))
})
