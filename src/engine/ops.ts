/**
 * States as keyed rows, the absolute changes of rows between two states, and what can be done with such changes.
 * Invariant: the rows of a state with the ops to another applied are the rows of the other.
 */
import { formatOf } from './formats.ts'
import type { Op, Rows } from './rows.ts'
import type { Player, State } from './types.ts'
import { type AnyRow, entityOps, patchOf } from './viewing/diff.ts'
import { refsOf } from './viewing/names.ts'
import { matchRow, playerRow, progressOf, stageRow, tableRow, tournamentRow } from './viewing/rows.ts'

/** All rows of a state: the snapshot of a room. */
export function rows(state: State): Rows {
  const refOf = refsOf(state)
  return {
    t: tournamentRow(state),
    s: Object.fromEntries(state.stages.map((stage) => [stage.id, stageRow(stage)])),
    m: Object.fromEntries(state.matches.map((match) => [match.id, matchRow(match, refOf)])),
    p: Object.fromEntries(state.players.map((player) => [player.id, playerRow(player)])),
    tb: Object.fromEntries(state.tables.map((table) => [table.id, tableRow(table)])),
    st: Object.fromEntries(state.stages.map((stage) => [stage.id, formatOf(stage).standings(state, stage)])),
  }
}

/** What a table may ask of a player besides his results. */
function countsElse(was: Player | undefined, is: Player): boolean {
  return was?.place !== is.place || was.status !== is.status || was.rating !== is.rating || was.conduct !== is.conduct
}

function haveStandingsChanged(before: State, after: State): boolean {
  if (before.matches.length !== after.matches.length || before.stages !== after.stages) return true
  // A result is written together with its scores.
  if (after.matches.some(({ result }, at) => before.matches[at]?.result !== result)) return true
  return before.players !== after.players && after.players.some((p, at) => countsElse(before.players[at], p))
}

function standingsOps(before: State | null, after: State): Op[] {
  if (before !== null && !haveStandingsChanged(before, after)) return []
  return after.stages.map((stage): Op => ['st', stage.id, formatOf(stage).standings(after, stage)])
}

function tournamentOps(before: State | null, after: State): Op[] {
  // A rack changes only the matches; then it is enough to compare how many are done.
  const rowOf = before?.tournament === after.tournament ? progressOf : tournamentRow
  const patch = patchOf(before === null ? null : { ...rowOf(before) }, { ...rowOf(after) })
  return patch === null ? [] : [['t', patch]]
}

/** What changed from `before` to `after`; everything if there was nothing before. */
export function ops(before: State | null, after: State): Op[] {
  const out = rowOps(before, after)
  out.push(...standingsOps(before, after))
  return out
}

/** The same without standings, which are most of it and follow from the rest. */
export function rowOps(before: State | null, after: State): Op[] {
  const was = before ?? { stages: [], matches: [], players: [], tables: [] }
  const out: Op[] = tournamentOps(before, after)
  const refBefore = before === null ? () => '?' : refsOf(before)
  const refAfter = refsOf(after)
  out.push(...entityOps('s', was.stages, after.stages, stageRow, stageRow))
  out.push(
    ...entityOps(
      'm',
      was.matches,
      after.matches,
      (match) => matchRow(match, refBefore),
      (match) => matchRow(match, refAfter),
    ),
  )
  out.push(...entityOps('p', was.players, after.players, playerRow, playerRow))
  out.push(...entityOps('tb', was.tables, after.tables, tableRow, tableRow))
  return out
}

function patched(row: AnyRow | undefined, patch: AnyRow): AnyRow {
  const next: Record<string, unknown> = { ...row }
  for (const key in patch) {
    if (patch[key] === null) delete next[key]
    else next[key] = patch[key]
  }
  return next
}

/** Rows after `ops`; the given rows stay as they are and share what did not change. */
export function applyOps(rows: Rows, ops: readonly Op[]): Rows {
  const next: Record<string, AnyRow> = { ...rows } as object as Record<string, AnyRow>
  const copied = new Set<string>()
  const table = (key: string): Record<string, unknown> => {
    if (!copied.has(key)) next[key] = { ...next[key] }
    copied.add(key)
    return next[key] as Record<string, unknown>
  }
  for (const op of ops) {
    switch (op[0]) {
      case 't':
        next['t'] = patched(next['t'], op[1])
        break
      case 'x':
        delete table(op[1])[op[2]]
        break
      case 'st':
        table('st')[op[1]] = op[2]
        break
      default:
        table(op[0])[op[1]] = patched(table(op[0])[op[1]] as AnyRow | undefined, op[2])
    }
  }
  // Keys and values came from Rows and its ops.
  return next as object as Rows
}

function keyOf(op: Op): string {
  if (op[0] === 't') return 't'
  return op[0] === 'x' ? `${op[1]} ${op[2]}` : `${op[0]} ${op[1]}`
}

function combined(first: Op | undefined, second: Op): Op {
  if (first === undefined || second[0] === 'st') return second
  // Of one key, hence of one kind: both end in a patch of the same row.
  const [patch, more] = [first.at(-1), second.at(-1)] as [AnyRow, AnyRow]
  return [...second.slice(0, -1), { ...patch, ...more }] as object as Op
}

/** One op list with the effect of `first`, then `second`: one op per key, two where a row goes and comes again. */
export function mergeOps(first: readonly Op[], second: readonly Op[]): Op[] {
  const removals = new Map<string, Op>()
  const patches = new Map<string, Op>()
  for (const op of [...first, ...second]) {
    const key = keyOf(op)
    if (op[0] === 'x') {
      removals.set(key, op)
      patches.delete(key)
    } else patches.set(key, combined(patches.get(key), op))
  }
  return [...removals.values(), ...patches.values()]
}
