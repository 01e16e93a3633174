import { expect, test } from 'bun:test'
import type { Rows } from '../../engine/rows.ts'
import { playedRows } from '../testing/fixture.ts'
import type { LogEntry } from './log-source.ts'
import { isolateNames, sentence } from './log-sentences.ts'

const rows = playedRows({ type: 'single_elimination', players: 2, racks: 0, names: ['Anna', 'Ben'] })
const match = Object.values(rows.m)[0]
const table = Object.values(rows.tb)[0]

function tell(type: string, data: object, racks = ''): string {
  if (!match) throw new Error('no match')
  const seen: Rows = { ...rows, m: { [match.id]: { ...match, racks } } }
  // A log entry as it comes off the wire: its type and data are only known at run time.
  return sentence(seen, {
    version: 9,
    at: rows.t.startDate ?? '',
    type,
    data: { match: match.id, ...data },
  } as LogEntry)
}

test('a rack is told with the score after it', () => {
  expect(tell('rack.recorded', { winner: 'a', number: 2 }, 'ba')).toBe('Anna won rack 2 against Ben: 1–1.')
})

test('the rack that ends the race is told as a win', () => {
  expect(tell('rack.recorded', { winner: 'b', number: 4 }, 'bbab')).toBe('Ben beat Anna 3–1.')
})

test('a rack taken back since is told without a score', () => {
  expect(tell('rack.recorded', { winner: 'a', number: 2 }, 'b')).toBe('Anna won a rack against Ben.')
})

test('results, tables and players have sentences', () => {
  expect(tell('match.assigned', { table: table?.id })).toBe('Anna and Ben go to Table 1.')
  expect(tell('match.tagged', { stream: true })).toBe('Anna and Ben will be shown on the stream.')
  expect(tell('match.tagged', { stream: false })).toBe('Anna and Ben will not be shown on the stream.')
  expect(tell('match.resulted', { kind: 'walkover', winner: 'b', scores: [0, 3] })).toBe(
    'Ben goes on against Anna: walkover.',
  )
  expect(tell('match.resulted', { kind: 'double_forfeit', winner: null, scores: [0, 0] })).toBe(
    'Anna and Ben both forfeited.',
  )
  expect(tell('player.registered', { players: [{ name: 'Cora' }] })).toBe('Cora entered.')
  expect(tell('player.withdrawn', { player: match?.playerA })).toBe('Anna withdrew.')
  expect(tell('player.reentered', { player: match?.playerA, stage: 1 })).toBe('Anna came in again.')
  expect(tell('field.undrawn', { stage: 1 })).toBe('The draw of the rounds after the first was taken back.')
  expect(tell('field.drawn', { stage: 1, order: [] })).toBe('The rounds after the first were drawn.')
  expect(tell('player.marked_absent', { player: match?.playerA, match: null })).toBe('Anna did not appear.')
  expect(tell('player.disqualified', { player: match?.playerB, moveUp: false })).toBe('Ben was disqualified.')
  expect(tell('table.blocked', { table: table?.id, reason: 'new cloth' })).toBe('Table 1 was closed: new cloth.')
})

test('a correction tells the result that holds, and how much is played anew', () => {
  const corrected = { kind: 'played', winner: 'b', scores: [1, 3] }

  expect(tell('match.corrected', { ...corrected, cascade: [] })).toBe('A result was corrected. Ben beat Anna 3–1.')
  expect(tell('match.corrected', { ...corrected, cascade: ['x', 'y'] })).toBe(
    'A result was corrected. Ben beat Anna 3–1. 2 matches behind it are played anew.',
  )
  expect(tell('match.corrected', { ...corrected, cascade: [], undrawn: 2 })).toBe(
    'A result was corrected. Ben beat Anna 3–1. The next stage is drawn anew.',
  )
})

test('an event of a later server is told without detail', () => {
  expect(tell('match.teleported', {})).toBe('Something changed.')
})

test('a name in another script keeps its direction to itself', () => {
  const [entry] = Object.values(isolateNames(rows).p)

  expect(entry?.name).toBe('\u2068Anna\u2069')
  expect(isolateNames(rows).m).toBe(rows.m)
})

test('the draw of a stage is told by its name where there are several', () => {
  const stage = Object.values(rows.s)[0]
  if (!stage) throw new Error('no stage')
  const entry = (type: string, number: number) =>
    ({ version: 9, at: rows.t.startDate ?? '', type, data: { stage: number } }) as LogEntry
  const knockout = { ...stage, id: 'knockout' as typeof stage.id, number: 2, name: 'Knockout' }
  const several: Rows = { ...rows, s: { ...rows.s, knockout } }

  expect(sentence(rows, entry('stage.drawn', 1))).toBe('The draw was made.')
  expect(sentence(rows, entry('stage.undrawn', 1))).toBe('The draw was taken back.')
  expect(sentence(several, entry('stage.drawn', 2))).toBe('Knockout was drawn.')
  expect(sentence(several, entry('stage.undrawn', 2))).toBe('The draw of Knockout was taken back.')
})

test('a draw is told with its score', () => {
  expect(tell('match.resulted', { kind: 'played', winner: null, scores: [2, 2] })).toBe('Anna and Ben drew 2–2.')
})
