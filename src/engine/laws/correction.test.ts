/**
 * Laws of corrections: any finished match of a knockout gets any other result, whatever was played behind it.
 * `LAW_RUNS` sets the number of runs; a failure prints the seed that repeats it.
 */
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { apply } from '../apply.ts'
import { decide } from '../decide.ts'
import type { Command, CorrectedResult, Event, Impact } from '../messages.ts'
import type { Match, Side, StageType, State } from '../types.ts'
import { hasLeft } from '../lookup.ts'
import { stateFaults, stepFaults } from './checks.ts'
import { type Chance, type Director, type Setup, chance, finalOf, instant, started, tableId } from './director.ts'
import { essence, replayed } from './replaying.ts'

const runs = Number(process.env['LAW_RUNS'] ?? 200)
const types: readonly StageType[] = ['single_elimination', 'double_elimination']
const sizes = [2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 23, 31, 32, 33, 48, 63, 64]

/**
 * Nobody forfeits, one player leaves, or matches are forfeited. These are not mixed, and of two who left a state does
 * not say who went first, so only the log could tell which of them would have beaten the other.
 */
type Manner = 'fair' | 'leaving' | 'forfeits'

function aForfeit(state: State, match: Match, manner: Manner, luck: Chance): Command {
  const player = match.slots[luck.upTo(2) === 0 ? 0 : 1].player ?? luck.of(state.players).id
  const winner = luck.of<Side>(['a', 'b'])
  const leaving: Command[] = [
    { type: 'player.withdraw', player },
    { type: 'player.disqualify', player, moveUp: luck.is(0.3) },
  ]
  const forfeits: Command[] = [
    { type: 'match.walkover', match: match.id, winner },
    { type: 'match.retire', match: match.id, winner },
    { type: 'match.double_forfeit', match: match.id },
    { type: 'player.no_show', player },
  ]
  return luck.of(manner === 'leaving' ? leaving : forfeits)
}

function aStep(state: State, match: Match, luck: Chance): Command {
  const winner = luck.of<Side>(['a', 'b'])
  if (luck.is(0.15) && match.state === 'ready') {
    const free = [1, 2, 3].map(tableId).filter((table) => !state.matches.some((one) => one.table === table))
    if (free.length > 0) return { type: 'match.assign', match: match.id, table: luck.of(free) }
  }
  if (match.races !== null && luck.is(0.4)) return { type: 'match.rack', match: match.id, winner }
  const lost = match.races === null ? luck.upTo(4) : luck.upTo(match.races[winner === 'a' ? 1 : 0])
  return { type: 'match.result', match: match.id, ...finalOf(match, winner, lost) }
}

/** Plays some of a tournament, often most of it, never its very last match. */
function playSome(director: Director, luck: Chance, manner: Manner): void {
  let steps = luck.upTo(6 * director.state.players.length) + 1
  while (steps-- > 0) {
    const { state } = director
    const open = state.matches.filter((one) => ['ready', 'assigned', 'active'].includes(one.state))
    const playing = state.tournament.status === 'active'
    if (open.length === 0 || !playing) return
    const match = luck.of(open)
    const hasLeaver = state.players.some((player) => hasLeft(state, player.id))
    const isForfeit = manner === 'forfeits' ? luck.is(0.15) : manner === 'leaving' && !hasLeaver && luck.is(0.1)
    const known = director.events.length
    director.tries(isForfeit ? aForfeit(state, match, manner, luck) : aStep(state, match, luck))
    if (director.state.tournament.status === 'completed') {
      director.takesBack(known)
      return
    }
  }
}

function anotherResult(match: Match, luck: Chance, manner: Manner): CorrectedResult {
  const winner = luck.of<Side>(['a', 'b'])
  if (manner === 'forfeits' && luck.is(0.3)) {
    return luck.of<CorrectedResult>([
      { kind: 'walkover', winner },
      { kind: 'retired', winner },
      { kind: 'double_forfeit' },
    ])
  }
  return finalOf(match, winner, match.races === null ? luck.upTo(4) : luck.upTo(match.races[winner === 'a' ? 1 : 0]))
}

interface Case {
  readonly director: Director
  readonly before: State
  readonly match: Match
  readonly result: CorrectedResult
  /** The refusal's impact, or null where the correction went through without one. */
  readonly impact: Impact | null
  readonly event: Extract<Event, { type: 'match.corrected' }>
  readonly after: State
}

/** Sends a correction, and again with exactly the cascade that the refusal asks for. */
function correct(state: State, match: Match, result: CorrectedResult): Pick<Case, 'impact' | 'event' | 'after'> {
  const ctx = { at: instant(9000), actor: null, drawSeed: 0 }
  const first = decide(state, { type: 'match.correct', match: match.id, result }, ctx)
  const impact = first.problem?.impact ?? null
  if (first.problem !== undefined) expect(first.problem.code).toBe('cascade_required')
  const cascade = impact?.cascadeIds ?? []
  const second =
    impact === null ? first : decide(state, { type: 'match.correct', match: match.id, result, cascade }, ctx)
  const { event } = second
  if (event?.type !== 'match.corrected') throw new Error(`refused: ${second.problem?.detail}`)
  return { impact, event, after: apply(state, event) }
}

function hasEvent(director: Director, match: Match): boolean {
  return director.events.some((event) =>
    event.type === 'rack.recorded' || event.type === 'match.resulted' || event.type === 'player.marked_absent'
      ? event.data.match === match.id
      : false,
  )
}

function forCorrections(
  law: (one: Case, manner: Manner) => void,
  manners: readonly Manner[] = ['fair', 'leaving', 'forfeits'],
): void {
  const setups = fc.record({
    type: fc.constantFrom(...types),
    players: fc.constantFrom(...sizes),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    isOpen: fc.boolean(),
    manner: fc.constantFrom(...manners),
  })
  let seen = 0
  const property = fc.property(setups, ({ type, players, seed, isOpen, manner }) => {
    const scoring = isOpen ? ({ kind: 'open' } as const) : ({ kind: 'race', raceTo: 2 } as const)
    const options = { scoring, thirdPlace: type === 'single_elimination' && seed % 2 === 0 }
    const setup: Setup = { type, players, options, tables: 3 }
    const luck = chance(seed)
    const director = started(setup)
    playSome(director, luck, manner)
    const before = director.state
    const done = before.matches.filter((one) => one.state === 'completed' && hasEvent(director, one))
    if (done.length === 0 || before.tournament.status !== 'active') return
    const match = luck.of(done)
    // Who left in this very match lost it by leaving; the log has no result of it to replace.
    const isByLeaving = manner === 'leaving' && match.result?.kind !== 'played'
    if (isByLeaving) return
    const result = anotherResult(match, luck, manner)
    seen++
    law({ director, before, match, result, ...correct(before, match, result) }, manner)
  })
  fc.assert(property, { numRuns: runs })
  expect(seen).toBeGreaterThan(runs / 3)
}

describe('laws of correction', () => {
  test('LAW-3: the state equals a replay with that result replaced and the cascaded results absent', () => {
    forCorrections(({ director, before, event, match, after }) => {
      const lost = before.matches.filter((one) => one.result !== null && one.id !== match.id && one.startedAt === null)
      const tableless = new Set(lost.map((one) => one.id))
      const told = replayed(director.events, event.data)
      expect(told).not.toBeNull()
      if (told === null) return
      expect(essence(after, match.id, tableless)).toEqual(essence(told, match.id, tableless))
    })
  })

  test('LAW-3: whatever the impact does not name is the same to the byte', () => {
    forCorrections(({ before, match, event, after, impact }) => {
      const named = new Set([match.id, ...(impact?.items ?? []).map((item) => item.match), ...event.data.cascade])
      for (const [at, was] of before.matches.entries()) {
        const is = after.matches[at]
        if (impact !== null && !named.has(was.id)) expect(is).toBe(was)
        if (was.stage !== match.stage) expect(is).toBe(was)
      }
    })
  })

  test('LAW-2: a correction leaves a state that keeps its invariants, by steps the state machines list', () => {
    forCorrections(({ before, after }) => {
      expect([...stepFaults(before, after), ...stateFaults(after)]).toEqual([])
    })
  })
})
