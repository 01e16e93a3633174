/**
 * The seed order in which those who qualified are drawn. A knockout is drawn from its seeds, so a wanted bracket is
 * written as the seeds that make it.
 */
import { bracketSize, slotOrder } from '../seeding.ts'
import type { PlayerId, RankSource, StageSource } from '../types.ts'
import { type Qualifier, byRecord } from './source.ts'

/** Pairs A1-B2, C1-D2, ... in the upper half, B1-A2, D1-C2, ... in the lower. */
export function crossSources(groups: readonly string[]): RankSource[] {
  const upper: RankSource[] = []
  const lower: RankSource[] = []
  for (let at = 0; at + 1 < groups.length; at += 2) {
    const [one = '', other = ''] = groups.slice(at, at + 2)
    upper.push({ group: one, rank: 1 }, { group: other, rank: 2 })
    lower.push({ group: other, rank: 1 }, { group: one, rank: 2 })
  }
  return [...upper, ...lower]
}

/** Seed order that puts these sources into the slots of a bracket from top to bottom; null if one is missing. */
function inSlots(all: readonly Qualifier[], sources: readonly RankSource[]): PlayerId[] | null {
  const order: PlayerId[] = []
  for (const [at, seed] of slotOrder(bracketSize(sources.length)).entries()) {
    const source = sources[at]
    const found = all.find((one) => one.group === source?.group && one.rank === source.rank)
    if (found === undefined) return null
    order[seed - 1] = found.player
  }
  return order
}

function isUpper(seed: number, size: number): boolean {
  return slotOrder(size).indexOf(seed) < size / 2
}

/** By rank, then record; each next seed goes to the best one with the fewest group mates in his half. */
function seeded(all: readonly Qualifier[], isKnockout: boolean): PlayerId[] {
  const waiting = all.toSorted((a, b) => a.rank - b.rank || byRecord(a, b))
  if (!isKnockout) return waiting.map((one) => one.player)
  const size = bracketSize(all.length)
  const halves: { readonly one: Qualifier; readonly upper: boolean }[] = []
  while (waiting.length > 0) {
    const upper = isUpper(halves.length + 1, size)
    const mates = (one: Qualifier) => halves.filter((h) => h.upper === upper && h.one.group === one.group).length
    const rank = waiting[0]?.rank
    const fewest = waiting.filter((one) => one.rank === rank).toSorted((a, b) => mates(a) - mates(b))
    const one = fewest[0]
    if (one === undefined) break
    waiting.splice(waiting.indexOf(one), 1)
    halves.push({ one, upper })
  }
  return halves.map(({ one }) => one.player)
}

/** Players in seed order; null if a source of the bracket names nobody. */
export function seedOrderOf(all: readonly Qualifier[], from: StageSource, isKnockout: boolean): PlayerId[] | null {
  if (from.draw === 'seeded') return seeded(all, isKnockout)
  if (from.draw === 'fixed') return inSlots(all, from.sources ?? [])
  return inSlots(all, crossSources([...new Set(all.map((one) => one.group))]))
}
