/** Judges start chips: the edges of every band of a table, and single ratings. */
import { z } from 'zod'
import { chipsByTable, tableNames } from '../../src/engine/chips/rating-tables.ts'
import type { Check } from './verdict.ts'

const number = z.number()
const shape = z.object({
  tables: z
    .array(
      z.object({ id: z.string(), bands: z.array(z.object({ min: number, max: number.nullable(), chips: number })) }),
    )
    .default([]),
  cases: z.array(z.object({ table: z.string(), rating: number, chips: number })).default([]),
})

/** A rating far above all bands. */
const highest = 5000

function* judgeChip(at: string, table: string, rating: number, expected: number): Generator<Check> {
  const name = tableNames.find((one) => one === table)
  if (name === undefined) yield { cannot: `chip table ${table}` }
  else yield { at: `${at} (${table}, rating ${rating})`, expected, found: chipsByTable(name, rating) }
}

export function* judgeChips(oracle: unknown): Generator<Check> {
  const { tables, cases } = shape.parse(oracle)
  for (const { id, bands } of tables) {
    for (const [at, { min, max, chips }] of bands.entries()) {
      yield* judgeChip(`tables.${id}.bands.${at}`, id, min, chips)
      yield* judgeChip(`tables.${id}.bands.${at}`, id, max ?? highest, chips)
    }
  }
  for (const [at, { table, rating, chips }] of cases.entries()) yield* judgeChip(`cases.${at}`, table, rating, chips)
}
