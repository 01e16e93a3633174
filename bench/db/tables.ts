/** The results of `bench:db` as Markdown. */
import { markdown, mebibytes, millis, times } from './figures.ts'
import type { Figure, Measured } from './measure.ts'
import type { Price } from './writes.ts'

const cold = (figure: Figure | null) => (figure === null || figure.coldMs === null ? '' : millis(figure.coldMs))

function ratio(from: Figure | null, to: Figure): string {
  return from === null ? '' : times(from.warmMs / to.warmMs)
}

/** Six queries with a ratio that is owed, against a database without the twenty indexes. */
export function owedTable(all: readonly Measured[]): string {
  const rows = all.flatMap((one) => {
    if (one.wanted === null) return []
    const reached = one.withoutAll.warmMs / one.with.warmMs
    const verdict = reached >= one.wanted ? 'ok' : 'MISSED'
    const [fast, slow] = [millis(one.with.warmMs), millis(one.withoutAll.warmMs)]
    return [[one.name, fast, slow, times(reached), `>= ${one.wanted}x`, verdict, cold(one.with), cold(one.withoutAll)]]
  })
  const head = ['Query', 'with', 'without the twenty', 'ratio', 'owed', '', 'cold, with', 'cold, without']
  return markdown([head, ...rows])
}

/** Every query with and without its own index. */
export function queryTable(all: readonly Measured[]): string {
  const rows = all.map((one) => [
    one.name,
    one.index ?? '',
    millis(one.with.warmMs),
    one.without === null ? '' : millis(one.without.warmMs),
    ratio(one.without, one.with),
    cold(one.with),
    cold(one.without),
    `${one.with.read} / ${one.with.rows}`,
    String(one.with.hit + one.with.fetched),
    one.without === null ? '' : String(one.without.hit + one.without.fetched),
  ])
  const costs = ['rows read / given', 'blocks with', 'blocks without']
  return markdown([['Query', 'Index', 'with', 'without it', 'ratio', 'cold, with', 'cold, without', ...costs], ...rows])
}

/** The plan of each query with and without its index. */
export function shapeTable(all: readonly Measured[]): string {
  const rows = all.map((one) => [one.name, one.with.shape, (one.without ?? one.withoutAll).shape])
  return markdown([['Query', 'Plan', 'Plan without its index'], ...rows])
}

/** Size of each index, and what it adds to the insertion of a row. */
export function priceTable(prices: readonly Price[]): string {
  const rows = prices.map(({ index, table, bytes, withUs, withoutUs }) => {
    const added = withUs - withoutUs
    return [
      index,
      table,
      mebibytes(bytes),
      `${withUs.toFixed(1)} µs`,
      `${withoutUs.toFixed(1)} µs`,
      `${added.toFixed(1)} µs`,
    ]
  })
  return markdown([['Index', 'Table', 'Size', 'insert a row', 'without it', 'adds'], ...rows])
}
