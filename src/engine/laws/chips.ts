/** LAW-14 and what else must hold in every state of a chip stage, in words; an empty list is a law kept. */
import { chipStageOf } from '../applying/chips.ts'
import { livesOptions, pointsOptions } from '../chips/options.ts'
import { matchesAtOnce } from '../chips/queue.ts'
import { busyIn, talliesOf } from '../chips/tally.ts'
import { hasLeft, isOver, playerOf } from '../lookup.ts'
import type { Stage, State } from '../types.ts'

function countFaults(state: State, stage: Stage): string[] {
  const faults: string[] = []
  let given = 0
  let current = 0
  let overdrawn = 0
  for (const [id, tally] of talliesOf(state, stage)) {
    const chips = playerOf(state, id)?.chips ?? -1
    const had = (stage.chips?.given[id]?.start ?? 0) + (stage.chips?.given[id]?.more ?? 0)
    if (chips < 0) faults.push(`${id} has ${chips} chips`)
    given += had
    current += chips
    // Only a correction puts a loss before an empty hand.
    overdrawn += Math.max(0, tally.lost - had)
  }
  const lost = state.matches.reduce((sum, match) => {
    if (match.stage !== stage.number || match.result === null) return sum
    return sum + (match.result.winner === null ? 2 : 1)
  }, 0)
  if (given - current !== lost - overdrawn) faults.push(`${given} given, ${current} in hand, ${lost} lost`)
  return faults
}

/** Every match brings its winner and its loser their chips, what was given by hand aside; none for a double forfeit. */
function pointsFaults(state: State, stage: Stage): string[] {
  const { winnerChips, loserChips } = pointsOptions(stage.options)
  return stage.order.flatMap((id) => {
    const { start = 0, more = 0 } = stage.chips?.given[id] ?? {}
    let due = start + more
    for (const { stage: number, result, slots } of state.matches) {
      const side = slots.findIndex((slot) => slot.player === id)
      if (number !== stage.number || side < 0 || result === null || result.winner === null) continue
      due += result.winner === (side === 0 ? 'a' : 'b') ? winnerChips : loserChips
    }
    const has = playerOf(state, id)?.chips
    return has === Math.max(0, due) ? [] : [`${id} has ${has} chips, ${due} due`]
  })
}

/** Faults of a chip stage. */
export function chipFaults(state: State): string[] {
  const stage = chipStageOf(state)
  if (stage?.chips === undefined) return []
  if (stage.type === 'chip_points') return pointsFaults(state, stage)
  const faults = countFaults(state, stage)
  const { queue, out } = stage.chips
  const busy = busyIn(state, stage)
  const gone = out.flat()
  for (const id of queue) {
    if (playerOf(state, id)?.chips === 0) faults.push(`${id} waits without chips`)
    if (hasLeft(state, id)) faults.push(`${id} waits and has left`)
    if (busy.has(id)) faults.push(`${id} waits and plays`)
  }
  for (const id of gone) if (busy.has(id)) faults.push(`${id} is out and plays`)
  const everybody = [...queue, ...busy, ...gone]
  if (new Set(everybody).size !== everybody.length || everybody.length !== stage.order.length) {
    faults.push(`${everybody.length} places for ${stage.order.length} players`)
  }
  const open = state.matches.filter((match) => match.stage === stage.number && !isOver(match))
  const alive = queue.length + 2 * open.length
  const rules = livesOptions(stage.options)
  if (open.length < matchesAtOnce(rules, alive)) faults.push(`${open.length} matches, ${queue.length} wait`)
  return faults
}

/** More matches at once than the options say come about by taking a result back, and by nothing else. */
export function crowdFaults(before: State, after: State): string[] {
  const stage = chipStageOf(after)
  if (stage?.chips === undefined) return []
  const openIn = (state: State) =>
    state.matches.filter((match) => match.stage === stage.number && !isOver(match)).length
  const isTakenBack = after.matches.some(
    (match, at) => match.result === null && (before.matches[at]?.result ?? null) !== null,
  )
  const [was, is] = [openIn(before), openIn(after)]
  const { tables } = livesOptions(stage.options)
  return is > tables && is > was && !isTakenBack ? [`${is} matches at ${tables} tables, ${was} before`] : []
}
