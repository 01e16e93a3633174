/**
 * Many events as one list of ops: for each key what counts in the end.
 * Invariant: folding the merged list gives the same rows as folding the lists one after the other.
 */
import type { Op } from '../engine/rows.ts'

interface Merged {
  /** Set when the row was removed on the way: old members must not shine through a row that came back. */
  removal: Op | null
  op: Op | null
}

function merge(before: Op, after: Op): Op {
  if (before[0] === 't' && after[0] === 't') return ['t', { ...before[1], ...after[1] }]
  if (before[0] === 'st' || before[0] === 'x' || before[0] === 't') return after
  return [after[0], after[1], { ...before[2], ...(after[2] as object) }] as unknown as Op
}

/** Merges lists of ops in order; at most two ops remain per key (a removal and what came after it). */
export function mergeOps(lists: readonly (readonly Op[])[]): readonly Op[] {
  if (lists.length === 1) return lists[0] ?? []
  const byKey = new Map<string, Merged>()
  for (const op of lists.flat()) {
    const [kind, id] = op[0] === 'x' ? [op[1], op[2]] : [op[0], op[0] === 't' ? '' : op[1]]
    const key = kind + ' ' + id
    const known = byKey.get(key)
    if (op[0] === 'x') byKey.set(key, { removal: op, op: null })
    else if (known) known.op = known.op ? merge(known.op, op) : op
    else byKey.set(key, { removal: null, op })
  }
  return [...byKey.values()].flatMap(({ removal, op }) => [removal, op].filter((one) => one !== null))
}
