/** The laws of correction and of leaving see what they are for: a wrong step is caught, the right one is not. */
import { describe, expect, test } from 'bun:test'
import { apply } from '../apply.ts'
import { matchOf, withMatch } from '../lookup.ts'
import type { Event } from '../messages.ts'
import type { State } from '../types.ts'
import { endFaults } from './checks.ts'
import { type Case, type Manner, aCase } from './correcting.ts'
import { impactFaults, inverseFaults, replayFaults, restoredFaults, strayFaults } from './correction-faults.ts'
import { type Step, playOut, playerId, started } from './director.ts'
import { formats } from './formats.ts'

type Law = (one: Case, step: Step) => readonly string[] | null

/** Cases of plain knockouts in which a wrong step of a correction is found, of those that the law judges. */
function caught(law: Law, wrong: Step, manner: Manner = 'fair'): number {
  const knockouts = formats.filter(({ name }) => name === 'single elimination' || name === 'double elimination')
  const cases = knockouts.flatMap((format) => Array.from({ length: 60 }, (_, seed) => [format, seed] as const))
  return cases.filter(([format, seed]) => {
    const one = aCase(format, { players: 8, seed, manner }, wrong)
    return one !== null && (law(one, wrong) ?? []).length > 0
  }).length
}

/** A step that is right but for corrections. */
function whenCorrecting(wrong: (state: State, event: Extract<Event, { type: 'match.corrected' }>) => State): Step {
  return (state, event) => {
    return state !== null && event.type === 'match.corrected' ? wrong(state, event) : apply(state, event)
  }
}

/** The last match of the cascade keeps its result. */
const incomplete = whenCorrecting((state, event) => {
  const next = apply(state, event)
  const last = event.data.cascade.at(-1)
  const kept = last === undefined ? undefined : matchOf(state, last)
  return kept === undefined ? next : withMatch(next, kept)
})

/** A match beside the corrected one is called again. */
const careless = whenCorrecting((state, event) => {
  const next = apply(state, event)
  const other = next.matches.find((match) => match.id !== event.data.match && match.loserTo === null)
  return other === undefined ? next : withMatch(next, { ...other, calledAt: event.at })
})

/** The racks of the match are wiped out with its result. */
const forgetful = whenCorrecting((state, event) => {
  const next = apply(state, event)
  const match = matchOf(next, event.data.match)
  return match === undefined ? next : withMatch(next, { ...match, racks: '' })
})

describe('a cascade that leaves its last match as it was', () => {
  test('is caught by LAW-3 and LAW-17, the true one is not', () => {
    expect(caught(replayFaults, incomplete)).toBeGreaterThan(5)
    expect(caught(impactFaults, incomplete)).toBeGreaterThan(5)
    expect(caught(replayFaults, apply)).toBe(0)
    expect(caught(impactFaults, apply)).toBe(0)
  })
})

describe('a correction that touches a match beside it', () => {
  test('is caught by the bytes of LAW-3 and by LAW-17, the true one is not', () => {
    expect(caught(strayFaults, careless)).toBeGreaterThan(5)
    expect(caught(impactFaults, careless)).toBeGreaterThan(5)
    expect(caught(strayFaults, apply)).toBe(0)
  })
})

describe('a correction that forgets the racks on record', () => {
  test('is caught by LAW-4, the true one is not', () => {
    expect(caught(inverseFaults, forgetful)).toBeGreaterThan(5)
    expect(caught(inverseFaults, apply)).toBe(0)
  })
})

describe('an undo that leaves the match begun', () => {
  const begun: Step = (state, event) => {
    const next = apply(state, event)
    if (state === null || event.type !== 'rack.undone') return next
    const [was, is] = [matchOf(state, event.data.match), matchOf(next, event.data.match)]
    return was === undefined || is === undefined ? next : withMatch(next, { ...is, startedAt: was.startedAt })
  }

  test('is caught by LAW-4, the true one is not', () => {
    const undone = (step?: Step) => {
      const director = started({ type: 'double_elimination', players: 4 }, step)
      const before = director.state
      director.does({ type: 'match.rack', match: director.id('W1.1'), winner: 'a' })
      return restoredFaults(before, director.does({ type: 'match.undo', match: director.id('W1.1') }))
    }

    expect(undone(begun)).not.toEqual([])
    expect(undone()).toEqual([])
  })
})

describe('one who leaves and is waited for', () => {
  const waitedFor: Step = (state, event) => {
    const next = apply(state, event)
    if (state === null || event.type !== 'player.withdrawn') return next
    return { ...state, version: next.version, players: next.players.map((player) => ({ ...player, place: null })) }
  }

  test('is caught by LAW-17, the true one is not', () => {
    const left = (step?: Step) => {
      const director = started({ type: 'single_elimination', players: 4 }, step)
      director.does({ type: 'match.pause', match: begunFirst(director) })
      director.does({ type: 'player.withdraw', player: playerId(1) })
      return endFaults(
        playOut(director, () => 'a'),
        true,
      )
    }

    expect(left(waitedFor)).toContain('W1.1 stays paused')
    expect(left()).toEqual([])
  })
})

function begunFirst(director: ReturnType<typeof started>) {
  director.racks('W1.1', 'a')
  return director.id('W1.1')
}
