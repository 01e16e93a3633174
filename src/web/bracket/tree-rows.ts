/**
 * In which row each match of one side of the sheet stands, counted from 0: a match lies between those before it.
 * Rows are fractions; two matches of a round are at least one row apart.
 */
import type { Node } from './links.ts'

/** Rows by match, and how many there are. */
interface Lines {
  readonly rows: ReadonlyMap<string, number>
  readonly count: number
}

/** Rows of a side in which no match leads to another: every round is spread over the height of the longest. */
function evenRows(side: readonly Node[]): Lines {
  const rounds = Map.groupBy(side, (node) => node.row.round)
  const count = Math.max(...[...rounds.values()].map((round) => round.length))
  const rows = new Map<string, number>()
  for (const round of rounds.values()) {
    for (const [at, { id }] of round.entries()) rows.set(id, ((at + 0.5) * count) / round.length - 0.5)
  }
  return { rows, count }
}

/** The same rows over a greater height, so that the finals stand beside what leads to them. */
export function spread({ rows, count }: Lines, height: number): Lines {
  if (count === 0 || count >= height) return { rows, count }
  const scaled = [...rows].map(([id, row]) => [id, ((row + 0.5) * height) / count - 0.5] as const)
  return { rows: new Map(scaled), count: height }
}

/** Rows of one side's forest: a match without a match before it takes the next free row, others lie between theirs. */
export function treeRows(side: readonly Node[]): Lines {
  const ids = new Set(side.map((node) => node.id))
  if (side.length > 1 && !side.some(({ next }) => next && ids.has(next.match))) return evenRows(side)
  const before = new Map<string, Node[]>()
  for (const node of side) {
    if (!node.next || !ids.has(node.next.match)) continue
    before.set(node.next.match, [...(before.get(node.next.match) ?? []), node])
  }
  const rows = new Map<string, number>()
  let count = 0
  const settle = (node: Node): number => {
    const children = (before.get(node.id) ?? []).sort((a, b) =>
      (a.next?.slot ?? 'a') < (b.next?.slot ?? 'a') ? -1 : 1,
    )
    const row =
      children.length === 0 ? count++ : children.reduce((sum, child) => sum + settle(child), 0) / children.length
    rows.set(node.id, row)
    return row
  }
  for (const node of side) if (!node.next || !ids.has(node.next.match)) settle(node)
  return { rows, count }
}
