/**
 * Random edit sequences in every format: score, undo, result, correction with its cascade, walkover, retirement,
 * double forfeit, no-show, withdrawal, disqualification, late entry, chips by hand and the next draw in any order.
 * `EDIT_RUNS` (else half of `LAW_RUNS`) sets how many; a failure prints the seed that repeats it.
 */
import { afterAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { apply } from '../apply.ts'
import { fold, fromSnapshot, toSnapshot } from '../fold.ts'
import type { CommandType, Event } from '../messages.ts'
import { applyOps, mergeOps, ops, rows } from '../ops.ts'
import type { State } from '../types.ts'
import { stateFaults, stepFaults } from './checks.ts'
import { chipFaults } from './chips.ts'
import { type Chance, type Director, type Step, chance, finalOf, playOut, started } from './director.ts'
import { formats } from './formats.ts'
import { goesOn } from './onward.ts'
import { type Edit, editAtRandom, strayFaults } from './random-edits.ts'

const runs = Number(process.env['EDIT_RUNS'] ?? Number(process.env['LAW_RUNS'] ?? 200) / 2)
const minutes = 60_000
let sequences = 0
let accepted = 0
let cascades = 0
const did = new Set<CommandType>()
/** Edits of which some must have been accepted. */
const expected: readonly CommandType[] = [
  'match.rack',
  'match.undo',
  'match.result',
  'match.correct',
  'match.walkover',
  'match.double_forfeit',
  'player.withdraw',
  'player.disqualify',
  'player.no_show',
  'player.add',
  'stage.draw',
]

const frozen = (state: State) => JSON.stringify(toSnapshot(state))
const thawed = (state: State) => fromSnapshot(JSON.parse(frozen(state)))

/** The state of a log that is put away as JSON and taken out again at random places. */
function inPieces(events: readonly Event[], luck: Chance): State {
  const cuts = [1, 2, 3].map(() => 1 + luck.upTo(events.length - 1)).toSorted((a, b) => a - b)
  let state = fold(events.slice(0, cuts[0]))
  for (const [at, cut] of cuts.entries()) state = fold(events.slice(cut, cuts[at + 1]), thawed(state))
  return state
}

function rowsFaults(edits: readonly Edit[], state: State): string[] {
  const [first] = edits
  if (first === undefined) return []
  let stepwise = rows(first.before)
  let merged = ops(null, first.before)
  for (const { before, after } of edits) {
    const change = ops(before, after)
    stepwise = applyOps(stepwise, change)
    merged = mergeOps(merged, change)
  }
  const is = rows(state)
  const atOnce = applyOps({ ...is, s: {}, m: {}, p: {}, tb: {}, st: {} }, merged)
  const faults: string[] = []
  if (!Bun.deepEquals(stepwise, is)) faults.push('the rows after every op are not those of the state')
  if (!Bun.deepEquals(atOnce, is)) faults.push('the rows after the merged ops are not those of the state')
  return faults
}

/** Everything that is wrong with one sequence of edits, at any of its steps. */
function faultsOf(director: Director, luck: Chance): string[] {
  // A part of the evening is over already, or there would be little to take back.
  const most = luck.upTo(Math.max(director.state.matches.length, director.state.players.length))
  for (let done = 0; done < most; done++) {
    const match = director.state.matches.find((one) => one.state === 'ready')
    if (match !== undefined)
      director.does({ type: 'match.result', match: match.id, ...finalOf(match, luck.of(['a', 'b']), 0) })
    else if (!goesOn(director)) break
  }
  const edits = editAtRandom(director, luck, 10 + luck.upTo(30))
  const { state, events } = director
  const faults = edits.flatMap((edit) => [
    ...strayFaults(edit),
    ...stepFaults(edit.before, edit.after),
    ...stateFaults(edit.after),
    ...chipFaults(edit.after),
  ])
  faults.push(...rowsFaults(edits, state))
  if (frozen(fold(events)) !== frozen(state)) faults.push('the log folds to another state')
  const pieces = inPieces(events, luck)
  if (frozen(pieces) !== frozen(state)) faults.push('folding in pieces gives another state')
  if (!Bun.deepEquals(pieces.matchIndex, state.matchIndex)) faults.push('a thawed state finds other matches')
  accepted += edits.length
  for (const { command } of edits) did.add(command.type)
  cascades += events.filter(({ type, data }) => type === 'match.corrected' && data.cascade.length > 0).length
  return faults
}

interface Case {
  readonly format: string
  readonly players: number
  readonly drawSeed: number
}

const cases = fc.record({
  format: fc.constantFrom(...formats.map(({ name }) => name)),
  players: fc.integer({ min: 2, max: 32 }),
  drawSeed: fc.integer({ min: 0, max: 0xffffffff }),
})

function faultsIn({ format: name, players: wanted, drawSeed }: Case, step: Step = apply): string[] {
  const format = formats.find((one) => one.name === name) ?? formats[0]
  if (format === undefined) return ['there are no formats']
  const players = Math.min(Math.max(wanted, format.playersMin), format.playersMax)
  const luck = chance(drawSeed)
  return faultsOf(started({ ...format.plan(players, luck), players, drawSeed }, step), luck)
}

test(
  'LAW-1, LAW-2: after any sequence of edits the log, the rows and the snapshots agree, and nothing stray is touched',
  () => {
    const property = fc.property(cases, (one) => {
      sequences++
      expect(faultsIn(one)).toEqual([])
    })
    fc.assert(property, { numRuns: runs, includeErrorInReport: true })
    // Sequences that are refused throughout would prove nothing.
    expect(accepted / sequences).toBeGreaterThan(8)
    expect(cascades / sequences).toBeGreaterThan(0.1)
    if (runs >= 1000) for (const type of expected) expect(did).toContain(type)
  },
  8 * minutes,
)

describe('a wrong step is caught', () => {
  const small = { format: 'double elimination', players: 6 } as const
  const caught = (step: Step) => [1, 2, 3, 4, 5].flatMap((drawSeed) => faultsIn({ ...small, drawSeed }, step))

  test('that copies what it does not change', () => {
    const copying: Step = (state, event) => {
      const next = apply(state, event)
      return { ...next, matches: next.matches.map((match, at) => (at === 0 ? { ...match } : match)) }
    }

    expect(caught(copying)).toContain('match.rack touched W1.2')
  })

  test('that depends on more than the state and the event', () => {
    let times = 0
    const forgetful: Step = (state, event) => {
      const next = apply(state, event)
      times++
      return times % 40 === 0 ? { ...next, tables: next.tables.toReversed() } : next
    }

    expect(caught(forgetful)).toContain('the log folds to another state')
    expect(caught(apply)).toEqual([])
  })
})

test('the untouched half of a bracket is the same objects after a result of the other half is taken back', () => {
  const director = started({ type: 'single_elimination', players: 16 })
  const before = playOut(director, () => 'a')
  director.does({ type: 'tournament.reopen', reason: 'a wrong score' })
  for (const ref of ['W4.1', 'W3.1', 'W2.1', 'W1.1']) director.does({ type: 'match.undo', match: director.id(ref) })
  const half = ['W1.5', 'W1.6', 'W1.7', 'W1.8', 'W2.3', 'W2.4', 'W3.2']

  for (const ref of half) {
    const was = before.matches.find((match) => match.ref === ref)
    expect(was?.state).toBe('completed')
    expect(director.match(ref)).toBe(was as NonNullable<typeof was>)
  }
  expect(director.match('W1.1').state).toBe('ready')
})

afterAll(() => {
  if (runs > 1000) process.stdout.write(`laws: ${sequences} sequences of ${accepted} edits\n`)
})
