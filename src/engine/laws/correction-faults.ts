/** What the laws of correction find wrong with one case, in words; empty for a law kept. */
import { apply } from '../apply.ts'
import { impact, withUndraw } from '../correction/impact.ts'
import { hasLeft, matchOf, stageOf } from '../lookup.ts'
import type { CorrectedResult } from '../messages.ts'
import type { Match, MatchId, Slot, State } from '../types.ts'
import { type Case, correct } from './correcting.ts'
import { essence, replayed } from './replaying.ts'

const areEqual = (is: unknown, due: unknown) => JSON.stringify(is) === JSON.stringify(due)

/** LAW-3: the state is that of a log with that result from the start and without the cascaded ones. */
export function replayFaults({ director, before, match, manner, event, after }: Case): string[] | null {
  const lost = before.matches.filter((one) => one.result !== null && one.id !== match.id && one.startedAt === null)
  const tableless = new Set(lost.map((one) => one.id))
  const told = replayed(director.events, event.data)
  // Who leaves goes through matches that others had to play first.
  if (told === null) return manner === 'leaving' ? null : ['the log cannot be told with that result']
  if (manner === 'leaving' && hasPassed(told)) return null
  return differences(essence(after, match.id, tableless), essence(told, match.id, tableless))
}

/** True if one who has left stands in a match without an opponent: before he left he went through, afterwards not. */
function hasPassed(state: State): boolean {
  const hasGone = ({ player }: Slot) => player !== null && hasLeft(state, player)
  return state.matches.some((match) => match.state === 'void' && match.slots.some(hasGone))
}

type Essence = ReturnType<typeof essence>

function differences(is: Essence, due: Essence): string[] {
  const faults = is.matches.flatMap((match, at) => {
    return areEqual(match, due.matches[at]) ? [] : [`${JSON.stringify(match)}, not ${JSON.stringify(due.matches[at])}`]
  })
  if (is.matches.length !== due.matches.length) faults.push(`${is.matches.length} matches, not ${due.matches.length}`)
  for (const part of ['tournament', 'stages', 'players', 'tables'] as const) {
    if (!areEqual(is[part], due[part])) faults.push(`other ${part}: ${JSON.stringify([is[part], due[part]])}`)
  }
  return faults
}

/** LAW-3: what the impact does not name is the same to the byte, and every other stage but one that is undrawn. */
export function strayFaults({ before, match, event, after }: Case): string[] {
  const due = impact(before, match, event.data)
  const named = new Set([match.id, ...due.items.map((item) => item.match)])
  return before.matches.flatMap((was) => {
    if (was.stage === event.data.undrawn || named.has(was.id)) return []
    return matchOf(after, was.id) === was ? [] : [`${was.ref} of stage ${was.stage} is another`]
  })
}

/** LAW-17: the impact lists exactly the matches that differ, with what happens to each. */
export function impactFaults(one: Case): string[] {
  const { before, match, event, after } = one
  const undrawn = event.data.undrawn === undefined ? undefined : stageOf(before, event.data.undrawn)
  const due = withUndraw(impact(before, match, event.data), undrawn ?? null)
  const faults: string[] = []
  if (one.impact !== null && !areEqual(one.impact, due)) faults.push('the refusal shows another impact')
  const known = new Map(due.items.map((item) => [item.match, item]))
  for (const was of before.matches) {
    const is = matchOf(after, was.id)
    const item = known.get(was.id)
    if (was.id === match.id || was.stage === undrawn?.number) continue
    if (item === undefined && !isSameTo(was, is)) faults.push(`${was.ref} differs and is not listed`)
    if (item !== undefined && isSameTo(was, is)) faults.push(`${was.ref} is listed and does not differ`)
    if (item?.change === 'void' && is?.racks !== '') faults.push(`${was.ref} is void and has racks`)
  }
  const isGone = undrawn !== undefined && after.matches.every((other) => other.stage !== undrawn.number)
  if (isGone !== due.items.some((item) => item.change === 'undraw')) faults.push('a draw is listed and stands')
  return faults
}

function isSameTo(was: Match, is: Match | undefined): boolean {
  return is !== undefined && areEqual({ ...was, table: null }, { ...is, table: null })
}

/** The result of a match, as it is entered; null for one that nobody enters. */
function enteredResult({ result, scores: [scoreA, scoreB], races }: Match): CorrectedResult | null {
  if (result === null) return null
  const { kind, winner } = result
  if (kind === 'double_forfeit') return { kind }
  if (kind === 'walkover' || kind === 'retired') return winner === null ? null : { kind, winner }
  if (kind !== 'played') return null
  const isLevel = races === null && scoreA === scoreB && winner !== null
  return isLevel ? { scoreA, scoreB, decider: winner } : { scoreA, scoreB }
}

/** LAW-4: a correction without cascade and its inverse leave everything as it was. Null where the law says nothing. */
export function inverseFaults({ before, match, event, after }: Case, step = apply): string[] | null {
  const original = enteredResult(match)
  const { cascade, undrawn } = event.data
  const corrected = matchOf(after, match.id)
  // One that ends the tournament is taken back after a reopening.
  if (after.tournament.status !== 'active') return null
  if (cascade.length > 0 || undrawn !== undefined || original === null || corrected === undefined) return null
  const back = correct(after, corrected, original, step)
  if (back === null) return ['the inverse is refused']
  if (back.event.data.cascade.length > 0) return ['the inverse voids matches']
  // One that could not be played meanwhile gave its table back.
  const given = before.matches.filter(({ id, state }) => matchOf(after, id)?.state !== state)
  return restoredFaults(before, back.after, new Set(given.map(({ id }) => id)))
}

/** Whatever differs between two states but version, times and history. */
export function restoredFaults(before: State, after: State, tableless: ReadonlySet<MatchId> = new Set()): string[] {
  return differences(essence(after, null, tableless), essence(before, null, tableless))
}
