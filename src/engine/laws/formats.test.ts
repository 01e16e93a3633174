/**
 * The laws that hold in every format, over all of them: plain knockouts and their variants, tables, stages after one
 * another, chips. What only a bracket can keep is in `variants.test.ts`, what only chips in `chips.test.ts`.
 * `LAW_RUNS` sets how many runs there are; a failure names the format, the size and the seed that repeat it.
 */
import { describe, expect, test } from 'bun:test'
import { apply } from '../apply.ts'
import { decide } from '../decide.ts'
import { fold, fromSnapshot, toSnapshot } from '../fold.ts'
import { matchOf } from '../lookup.ts'
import type { Event } from '../messages.ts'
import { freeEvent } from '../payouts.ts'
import { applyOps, mergeOps, ops, rows } from '../ops.ts'
import type { State } from '../types.ts'
import { bracketView, matchesView, playersView, standingsView, tablesView, tournamentView } from '../view.ts'
import { endFaults, placeFaults, stateFaults, stepFaults } from './checks.ts'
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
import { type PlayedFormat, formats } from './formats.ts'
import { goesOn } from './onward.ts'
import { type Watch, playAtRandom } from './random-play.ts'

const runs = Number(process.env['LAW_RUNS'] ?? 200)
const count = Math.max(4, Math.round(runs / 25))
// Knockouts are looked at more closely in `laws.test.ts` and `variants.test.ts`; here they only take part.
const few = Math.max(2, Math.round(runs / 100))
const sizes = 12

type Law = (setup: Setup, luck: Chance) => readonly string[]

/** Holds a law against runs of a format, small fields all of them. */
function hold(format: PlayedFormat, law: Law): void {
  const faults: string[] = []
  const times = format.playersMax >= 1024 ? few : count
  for (let seed = 1; seed <= times; seed++) {
    const luck = chance(15_485_863 + seed)
    const players = format.playersMin + luck.upTo(sizes)
    const setup: Setup = { ...format.plan(players, luck), players, drawSeed: seed }
    faults.push(...law(setup, luck).map((fault) => `${players} players, seed ${seed}: ${fault}`))
  }
  expect(faults).toEqual([])
}

function views(state: State): string {
  const board = (at: State) => tablesView(at, hallAt(9))
  const all = [bracketView, matchesView, standingsView, playersView, board, tournamentView]
  return JSON.stringify(all.map((view) => view(state)))
}

/** The whole of an evening from its first event, seen by `watch`. */
function watched(setup: Setup, luck: Chance, watch: Watch): Director {
  const director = registered(setup)
  const commands = [
    { type: 'stage.draw', stage: 1 },
    { type: 'stage.undraw', stage: 1 },
    { type: 'stage.draw', stage: 1 },
    { type: 'tournament.start' },
  ] as const
  for (const command of commands) {
    const before = director.state
    watch(before, director.does(command))
  }
  playAtRandom(director, luck, { hasForfeits: luck.is(0.5), whims: setup.players, watch })
  return director
}

/** LAW-4 of one step: taking a rack or a result back at once leads to the rows before it. */
function undoFaults(before: State, after: State, event: Event | undefined): string[] {
  if (event?.type !== 'rack.recorded' && event?.type !== 'match.resulted') return []
  // A paused match comes back as active; a table that waited for the end is blocked; what is over is reopened first.
  const was = matchOf(before, event.data.match)
  if (was?.state === 'paused' || after.tournament.status !== 'active') return []
  if (before.tables.some((table) => table.blockAfter)) return []
  const ctx = { at: instant(9999), actor: null, drawSeed: 0 }
  const undo = decide(after, { type: 'match.undo', match: event.data.match }, ctx)
  if (undo.event === undefined) return [`undo of ${was?.ref} refused: ${undo.problem.detail}`]
  return Bun.deepEquals(rows(apply(after, undo.event)), rows(before)) ? [] : [`undo of ${was?.ref} leaves a trace`]
}

/** LAW-15 of computed payouts. */
function moneyFaults({ payouts, players }: State): string[] {
  const { rules, totals, rows: paid } = payouts ?? { rules: freeEvent, totals: null, rows: [] }
  if (totals === null) return ['no totals']
  const faults: string[] = []
  const { collectedCents, houseCents, poolCents } = totals
  if (poolCents + houseCents + rules.feesCents !== collectedCents + rules.addedCents)
    faults.push('money is made or lost')
  const sum = paid.reduce((cents, row) => cents + row.cents, 0)
  const isAnybodyPaid = players.some(({ place, status }) => place !== null && status !== 'disqualified')
  if (isAnybodyPaid && sum !== poolCents) faults.push(`${sum} of ${poolCents} cents paid`)
  for (const row of paid) {
    const equals = paid.filter(({ place }) => place === row.place)
    const cents = equals.map((other) => other.cents)
    if (Math.max(...cents) - Math.min(...cents) > 1) faults.push(`unequal shares of place ${row.place}`)
    const { status, place } = players.find(({ id }) => id === row.player) ?? {}
    if (status === 'disqualified' || place !== row.place) faults.push(`${row.player} is paid for place ${row.place}`)
  }
  return faults
}

describe.each(formats)('$name', (format) => {
  test('LAW-1: the log folds to its state, at once and from snapshots, and ops lead from rows to rows', () => {
    hold(format, (setup, luck) => {
      const faults: string[] = []
      const first = registered(setup).state
      let known = rows(first)
      let merged = ops(null, first)
      const { state, events } = watched(setup, luck, (before, after) => {
        const change = ops(before, after)
        known = applyOps(known, change)
        merged = mergeOps(merged, change)
        if (!Bun.deepEquals(known, rows(after))) faults.push(`ops of version ${after.version} lead elsewhere`)
      })
      const nothing = { ...rows(state), s: {}, m: {}, p: {}, tb: {}, st: {} }
      if (!Bun.deepEquals(applyOps(nothing, merged), rows(state))) faults.push('merged ops lead elsewhere')
      const folded = fold(events)
      if (views(folded) !== views(state)) faults.push('the log folds to another state')
      if (JSON.stringify(rows(folded)) !== JSON.stringify(rows(state))) faults.push('the log folds to other rows')
      const cut = 1 + luck.upTo(events.length - 1)
      const stored = JSON.parse(JSON.stringify(toSnapshot(fold(events.slice(0, cut)))))
      if (views(fold(events.slice(cut), fromSnapshot(stored))) !== views(state)) faults.push('a snapshot differs')
      return faults
    })
  })

  test('LAW-2, LAW-7: every step is one the state machines list, and every state keeps its invariants', () => {
    hold(format, (setup, luck) => {
      const faults: string[] = []
      watched(setup, luck, (before, after) => faults.push(...stepFaults(before, after), ...stateFaults(after)))
      return faults
    })
  })

  // In a queue of chips a match that followed stays as a void one.
  test.skipIf(format.name.startsWith('chip lives'))('LAW-4: undo equals never having recorded it', () => {
    hold(format, (setup, luck) => {
      const faults: string[] = []
      const director = started(setup)
      const watch: Watch = (before, after) => faults.push(...undoFaults(before, after, director.events.at(-1)))
      playAtRandom(director, luck, { hasForfeits: false, whims: 12, watch })
      return faults
    })
  })

  test('LAW-5, LAW-13: every run ends with its number of matches, ranks and places', () => {
    hold(format, (setup, luck) => {
      const hasForfeits = luck.is(0.3)
      const manner = { hasForfeits, whims: setup.players, watch: () => undefined }
      const state = playAtRandom(started(setup), luck, manner)
      return [...endFaults(state, hasForfeits), ...placeFaults(state)]
    })
  })

  test('LAW-15: what is paid out is the pool, to the cent, whoever has left and whoever is tied', () => {
    hold(format, (setup, luck) => {
      const director = started(setup)
      const rules = { entryFeeCents: 1 + luck.upTo(5000), houseBasisPoints: luck.upTo(3000), addedCents: luck.upTo(9) }
      director.does({ type: 'payouts.plan', rules: { ...rules, feesCents: 0, basisPoints: null } })
      const watch: Watch = () => {
        const player = luck.of(director.state.players).id
        if (luck.is(0.1)) director.tries({ type: 'player.disqualify', player, moveUp: luck.is(0.5) })
      }
      playAtRandom(director, luck, { hasForfeits: true, whims: setup.players, watch })
      return director.tries({ type: 'payouts.compute' }) === null ? moneyFaults(director.state) : ['not computed']
    })
  })

  test('LAW-17: the withdrawal or disqualification of a player in any state lets the tournament finish', () => {
    hold(format, (setup, luck) => {
      const director = started(setup)
      const types = ['player.withdraw', 'player.disqualify'] as const
      const leave = () => director.tries({ type: luck.of(types), player: luck.of(director.state.players).id })
      const watch: Watch = () => void (luck.is(1.5 / setup.players) && leave())
      playAtRandom(director, luck, { hasForfeits: false, whims: 8, watch })
      return [...stateFaults(director.state), ...endFaults(director.state, true), ...placeFaults(director.state)]
    })
  })

  test('LAW-18: the same seed draws the same, and names change no structure', () => {
    hold(format, (setup) => {
      const nameOf = (number: number) => `Other ${100 - number}`
      const [one, two] = [setup, { ...setup, nameOf }].map((each) => {
        const director = started(each)
        do playOut(director, ({ position, round }) => ((position + round) % 3 === 0 ? 'b' : 'a'))
        while (goesOn(director))
        return director.state
      })
      const isSame = Bun.deepEquals(one?.stages, two?.stages) && Bun.deepEquals(one?.matches, two?.matches)
      const status = one?.tournament.status
      return [...(isSame ? [] : ['another draw']), ...(status === 'completed' ? [] : [`the tournament is ${status}`])]
    })
  })
})
