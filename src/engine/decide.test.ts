/** Decisions as a whole: what is in an event, what is refused everywhere, and any command on any state. */
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { apply } from './apply.ts'
import { decide } from './decide.ts'
import { fold } from './fold.ts'
import { stateFaults, stepFaults } from './laws/checks.ts'
import { chance, instant, newTournament, playerId, registered, started } from './laws/director.ts'
import { formats } from './laws/formats.ts'
import { anyCommand } from './laws/random-command.ts'
import { checkIn, draw, four } from './laws/scenario.ts'
import type { State } from './types.ts'
import { bracketView } from './view.ts'

const ctx = { at: instant(9000), actor: null, drawSeed: 1 }

describe('decisions', () => {
  test('options that make no sense are refused by name', () => {
    const refused = (options: Parameters<typeof newTournament>[1]) => {
      const tournament = newTournament('double_elimination', options)
      return decide(null, { type: 'tournament.create', tournament }, ctx).problem
    }

    expect(refused({ thirdPlace: true })?.at).toBe('options.thirdPlace')
    expect(refused({ scoring: { kind: 'race', raceTo: 0 } })?.detail).toBe('A race is to 1 to 100 racks, not 0.')
    expect(refused({})).toBeUndefined()
  })

  test('there is nothing to decide about a tournament that does not exist', () => {
    expect(decide(null, { type: 'tournament.open' }, ctx).problem?.code).toBe('not_found')
  })

  test('an event carries its time and who decided it', () => {
    const director = registered(four)
    const { event } = decide(director.state, draw, { ...ctx, drawSeed: 99 })

    expect(event).toEqual({
      type: 'stage.drawn',
      at: ctx.at,
      actor: null,
      data: { stage: 1, order: [1, 2, 3, 4].map(playerId), drawSeed: 99 },
    })
  })

  test('nobody moves up behind a disqualified player unless that is asked for', () => {
    const director = started(four)
    director.does({ type: 'player.disqualify', player: playerId(2) })

    expect(director.events.at(-1)?.data).toEqual({ player: playerId(2), moveUp: false })
  })

  test('the lots of check-in and waitlist are written into the event', () => {
    const director = registered({ ...checkIn, tournament: { checkIn: true, maxParticipants: 3 }, players: 5 })
    director.does({ type: 'tournament.open_checkin' })
    for (const number of [1, 3]) director.does({ type: 'player.check_in', player: playerId(number) })
    director.does({ type: 'tournament.close_checkin' })

    expect(director.events.at(-1)?.data).toEqual({ absent: [playerId(2), playerId(5)], promoted: [playerId(4)] })
    const statuses = director.state.players.map((player) => player.status)
    expect(statuses).toEqual(['checked_in', 'no_show', 'checked_in', 'checked_in', 'no_show'])
  })
})

/** Freezes everything below a value, so that a change of it would throw. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) frozen(inner)
  return value
}

test('LAW-2: any command on any state is refused in a sentence or becomes one event that applies', () => {
  const runs = Math.max(40, Math.round(Number(process.env['LAW_RUNS'] ?? 200) / 5))
  const names = fc.constantFrom(...formats.map((format) => format.name))
  const property = fc.property(fc.integer({ min: 0, max: 0xffffffff }), names, (seed, name) => {
    const luck = chance(seed)
    const begin = luck.is(0.7) ? started : registered
    const format = formats.find((one) => one.name === name) ?? formats[0]
    if (format === undefined) return
    const players = format.playersMin + luck.upTo(5)
    const setup = { ...format.plan(players, luck), players, tables: 2, drawSeed: seed }
    const director = begin(setup, (state, event) => frozen(apply(state, event)))
    for (let step = 0; step < 60; step++) {
      const known: State = director.state
      const problem = director.tries(anyCommand(known, luck))
      if (problem === null) {
        expect([...stepFaults(known, director.state), ...stateFaults(director.state)]).toEqual([])
        expect(director.state.version).toBe(known.version + 1)
      } else expect(problem.detail).toMatch(/^.+[.]$/)
    }
    expect(JSON.stringify(bracketView(fold(director.events)))).toBe(JSON.stringify(bracketView(director.state)))
  })
  fc.assert(property, { numRuns: runs, includeErrorInReport: true })
})
