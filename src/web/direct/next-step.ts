/**
 * Where the event stands and the one thing to do next, from its rows alone. Pure.
 * A step is a list of writes sent one after another; each may be `settled` by a refusal that says it is done already.
 */
import type { MatchRow, Rows, StageRow, TableRow } from '../../engine/rows.ts'
import { count, ordinal } from '../words.ts'
import { awaitsDraw, reentryOf } from './reentry.ts'

/** One write of a step. */
export interface Write {
  /** Below `/api/tournaments/:id`. */
  readonly action: string
  readonly body?: Readonly<Record<string, unknown>>
  /** A refusal with this code means that it was done before. */
  readonly settled?: string
}

interface Press {
  readonly label: string
  readonly writes: readonly Write[]
  /** What helps when the press is refused with `code`. */
  readonly remedy?: { readonly code: string; readonly label: string; readonly writes: readonly Write[] }
}

export interface NextStep {
  /** What the event waits for, in one sentence. */
  readonly words: string
  /** Absent while there is nothing to press. */
  readonly press?: Press
  /** Panel where the next thing is done, when it is not one press. */
  readonly at?: 'tables' | 'players' | 'results'
}

/** What chip points are played with where nothing else is said, as in the engine. */
export const chipPointsPlain = { rounds: 5, finalsCount: 8 }
const one = (label: string, action: string) => ({ label, writes: [{ action }] })
const absent: readonly string[] = ['withdrawn', 'no_show', 'disqualified', 'waitlisted']

export function nextStep(rows: Rows): NextStep {
  switch (rows.t.status) {
    case 'draft':
      return {
        words: 'Nobody can enter before the registration is open.',
        press: one('Open the registration', 'open'),
      }
    case 'registration':
    case 'check_in':
      return beforePlay(rows)
    case 'active':
      return inPlay(rows)
    case 'paused':
      return { words: 'Play is paused; no rack is taken.', press: one('Resume play', 'resume') }
    case 'completed':
      return { words: winnerWords(rows) }
    case 'cancelled':
      return { words: 'The event is cancelled.' }
  }
}

function beforePlay(rows: Rows): NextStep {
  const players = Object.values(rows.p).filter((player) => !absent.includes(player.status))
  const isDrawn = Object.values(rows.s).some((stage) => stage.status !== 'planned')
  if (isDrawn) {
    const words = `The draw is made: ${count(players.length, 'player')}, ${count(rows.t.matches, 'match', 'matches')}.`
    return { words, press: one('Start play', 'start') }
  }
  if (players.length < 2) return { words: 'Two players at least are needed for a draw.', at: 'players' }
  if (rows.t.status === 'check_in') {
    const present = players.filter((player) => player.status === 'checked_in').length
    const missing = players.length - present
    const fate = missing > 0 ? ` Who has not is marked as not appeared (${missing}).` : ''
    const close: Write = { action: 'close-check-in', settled: 'illegal_transition' }
    return {
      words: `${present} of ${players.length} have checked in.${fate}`,
      ...(present < 2 ? { at: 'players' as const } : {}),
      press: { label: 'Close check-in and draw', writes: [close, { action: 'draw' }] },
    }
  }
  const words = `${count(players.length, 'player')} have entered.`
  return { words, press: rows.t.checkIn ? one('Open check-in', 'check-in') : one('Make the draw', 'draw') }
}

function inPlay(rows: Rows): NextStep {
  const stages = Object.values(rows.s).sort((a, b) => a.number - b.number)
  const planned = stages.find((stage) => stage.status === 'planned')
  const isBetween = stages.every((stage) => stage.status !== 'active' && stage.status !== 'drawn')
  if (planned && isBetween) return nextStage(planned)
  const chips = stages.find((stage) => stage.type === 'chip_points' && stage.status !== 'completed')
  const round = chips === undefined ? null : nextRound(rows, chips)
  if (round !== null) return round
  const again = reentryOf(rows)
  if (again !== undefined && awaitsDraw(rows, again)) return afterFirst(again)
  const matches = Object.values(rows.m)
  if (matches.every((match) => match.state === 'completed' || match.state === 'void')) {
    return { words: `Every match is played. ${winnerWords(rows)}`, press: one('Complete the event', 'complete') }
  }
  const ready = waiting(rows)
  const free = freeTables(rows)
  if (Object.keys(rows.tb).length === 0) return { words: 'Open a table to play on.', at: 'tables' }
  if (ready.length > 0 && free.length > 0) {
    const tables = count(free.length, 'table is', 'tables are')
    const words = `${count(ready.length, 'match is', 'matches are')} ready and ${tables} free.`
    return { words, at: 'tables' }
  }
  const playing = matches.filter(isPlaying).length
  if (playing === 0) return { words: 'No table is free; open or unblock one.', at: 'tables' }
  return { words: `${count(playing, 'match is', 'matches are')} on the tables; tap a rack as it falls.`, at: 'tables' }
}

/** Losers come in again one by one, in the list of players; then the rest is drawn. */
function afterFirst({ number, reentered = [] }: StageRow): NextStep {
  const words = `Round 1 is played; its losers may re-enter (${reentered.length} so far).`
  return {
    words,
    at: 'players',
    press: { label: 'Draw the rest', writes: [{ action: 'pair', body: { stage: number } }] },
  }
}

/** Whoever is tied where it matters is named by the refusal of the draw; lots settle it. */
function nextStage({ name, number }: StageRow): NextStep {
  const draw = { action: 'draw', body: { stage: number } }
  const lots = [{ action: 'lot', body: { stage: number - 1 } }]
  const remedy = { code: 'ranks_not_final', label: 'Draw lots', writes: lots }
  return { words: `${name} comes next.`, press: { label: `Draw ${name}`, writes: [draw], remedy } }
}

/** The next round of chip points or their finals, once the round before is played; null while it is. */
function nextRound(rows: Rows, stage: StageRow): NextStep | null {
  const own = Object.values(rows.m).filter((match) => match.stage === stage.number)
  if (own.some((match) => match.state !== 'completed' && match.state !== 'void')) return null
  const { rounds, finalsCount } = { ...chipPointsPlain, ...stage.options.chipPoints }
  const drawn = Math.max(0, ...own.map((match) => match.round))
  const body = { stage: stage.number }
  if (drawn < rounds) {
    const words = drawn === 0 ? 'The first round is to be drawn.' : `Round ${drawn} of ${rounds} is played.`
    return { words, press: { label: `Draw round ${drawn + 1}`, writes: [{ action: 'pair', body }] } }
  }
  if (finalsCount === 0 || Object.values(rows.s).some(({ number }) => number > stage.number)) return null
  const words = `All ${count(rounds, 'round')} are played; the best ${finalsCount} go on.`
  return { words, press: { label: 'Draw the finals', writes: [{ action: 'apply-finals-cutoff', body }] } }
}

function winnerWords(rows: Rows): string {
  const best = Object.values(rows.p)
    .filter((player) => player.place !== undefined && player.place <= 2)
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0))
    .map((player) => `${ordinal(player.place ?? 0)} ${player.name}`)
  return best.length > 0 ? `${best.join(', ')}.` : 'The event is finished.'
}

/** Matches that could begin if they had a table, longest wait first. */
export function waiting(rows: Rows): readonly MatchRow[] {
  return Object.values(rows.m)
    .filter((match) => match.state === 'ready' && match.table === undefined)
    .sort((a, b) => a.number - b.number)
}

/** Tables without a match that are not blocked. */
export function freeTables(rows: Rows): readonly TableRow[] {
  const held = new Set(Object.values(rows.m).flatMap((match) => (isOn(match) ? [match.table] : [])))
  return sortedTables(rows).filter((table) => table.status === 'available' && !table.blockAfter && !held.has(table.id))
}

/** True while the match holds its table. */
export function isOn(match: MatchRow): boolean {
  return match.table !== undefined && isPlaying(match)
}

/** True while its players are at it, or called to a table. */
export function isPlaying(match: MatchRow): boolean {
  return match.state === 'assigned' || match.state === 'active' || match.state === 'paused'
}

const byLabel = new Intl.Collator(undefined, { numeric: true })

export function sortedTables(rows: Rows): readonly TableRow[] {
  return Object.values(rows.tb).sort((a, b) => byLabel.compare(a.label, b.label))
}
