/** The tree of a knockout as a file tells it: by whose winners meet whom. */
import { z } from 'zod'
import { bracketSize, slotOrder } from '../../src/engine/seeding.ts'
import type { RankSource } from '../../src/engine/types.ts'

const number = z.number()
const source = z.union([
  z.object({ group: z.string(), rank: number }),
  z.object({ winnerOf: z.string() }),
  z.object({ loserOf: z.string() }),
])
/** One match of the knockout of a file. */
export const knockoutMatch = z.object({
  id: z.string(),
  a: z.string(),
  b: z.string(),
  sourceA: source.optional(),
  sourceB: source.optional(),
  score: z.tuple([number, number]),
  winner: z.string(),
})
export type KnockoutMatch = z.output<typeof knockoutMatch>

export interface Knockout {
  /** Slots of the first round from top to bottom: a rank of a group, or where the file names none the player. */
  readonly leaves: readonly (RankSource | string)[]
  /** The engine's refs by the ids of the file. */
  readonly refs: ReadonlyMap<string, string>
  /** Round by round, the match for third place before the final. */
  readonly inOrder: readonly KnockoutMatch[]
  readonly third: KnockoutMatch | null
  /** True if somebody enters after the first round. */
  readonly hasByes: boolean
}

type Source = KnockoutMatch['sourceA']

const feeder = (source: Source) => (source !== undefined && 'winnerOf' in source ? source.winnerOf : undefined)

function isThird({ sourceA, sourceB }: KnockoutMatch): boolean {
  return [sourceA, sourceB].some((from) => from !== undefined && 'loserOf' in from)
}

/** The match whose winner meets nobody any more. */
function finalOf(knockout: readonly KnockoutMatch[]): KnockoutMatch {
  const fed = new Set(knockout.flatMap(({ sourceA, sourceB }) => [feeder(sourceA), feeder(sourceB)]))
  const finals = knockout.filter((one) => !isThird(one) && !fed.has(one.id))
  const [final] = finals
  if (final === undefined || finals.length > 1) throw new Error(`the knockout has ${finals.length} finals`)
  return final
}

function leaf(name: string, source: Source): RankSource | string {
  return source !== undefined && 'group' in source ? source : name
}

/** Reads the tree from its final down. Throws on one that has no single final. */
export function readKnockout(knockout: readonly KnockoutMatch[]): Knockout {
  const byId = new Map(knockout.map((one) => [one.id, one]))
  const rounds = [[finalOf(knockout)]]
  let hasByes = false
  for (;;) {
    const feeders = (rounds[0] ?? []).flatMap(({ sourceA, sourceB }) => [feeder(sourceA), feeder(sourceB)])
    const next = feeders.flatMap((id) => (id === undefined ? [] : (byId.get(id) ?? [])))
    if (next.length === 0) break
    if (next.length < feeders.length) hasByes = true
    rounds.unshift(next)
    if (rounds.length > knockout.length) throw new Error('the knockout feeds itself')
  }
  const third = knockout.find(isThird) ?? null
  const refs = new Map<string, string>()
  for (const [at, round] of rounds.entries()) {
    for (const [slot, { id }] of round.entries()) refs.set(id, `W${at + 1}.${slot + 1}`)
  }
  if (third !== null) refs.set(third.id, '3P')
  const inOrder = rounds.flat()
  if (third !== null) inOrder.splice(-1, 0, third)
  const first = rounds[0] ?? []
  return {
    leaves: first.flatMap(({ a, b, sourceA, sourceB }) => [leaf(a, sourceA), leaf(b, sourceB)]),
    refs,
    inOrder,
    third,
    hasByes,
  }
}

/** Names in slots become a seed order that draws them into these slots. */
export function seedOrder(slots: readonly string[]): string[] {
  const order: string[] = []
  for (const [at, seed] of slotOrder(bracketSize(slots.length)).entries()) order[seed - 1] = slots[at] ?? ''
  return order
}
