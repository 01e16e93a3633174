import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { ceilingMs, cumulative, Histogram, quantileOf } from './histogram.ts'

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

test('a quantile lies at most an eighth, and never below, the true one', () => {
  const duration = fc.double({ min: 0.02, max: 500_000, noNaN: true })
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1, maxLength: 200 }), fc.constantFrom(0.5, 0.95, 0.99), (values, q) => {
      const sorted = values.toSorted((a, b) => a - b)
      const truth = sorted[Math.ceil(q * sorted.length) - 1] ?? 0

      const told = filled(values).quantile(q) ?? 0

      expect(told).toBeGreaterThanOrEqual(Math.floor(truth * 1000) / 1000)
      expect(told).toBeLessThanOrEqual(truth * 1.125 + 0.002)
    }),
  )
})

test('no duration has no quantile', () => {
  expect(new Histogram().quantile(0.95)).toBeNull()
})

test('buckets ascend without a hole', () => {
  const ends = Array.from({ length: 216 }, (_, i) => ceilingMs(i))

  expect(ends).toEqual(ends.toSorted((a, b) => a - b))
  for (const [i, end] of ends.slice(0, 100).entries()) expect(filled([end * 0.9999]).counts[i]).toBe(1)
})

test('the difference of two snapshots is the period between them', () => {
  const histogram = filled([1000, 1000, 1000])
  const before = histogram.counts.slice()
  histogram.record(2)

  expect(quantileOf(histogram.counts, 0.95, before)).toBeLessThan(2.3)
  expect(histogram.quantile(0.95)).toBeGreaterThanOrEqual(1000)
})

test('counts up to a bound hold all of them at the last', () => {
  const { counts } = filled([0.5, 3, 80, 4000])

  expect(cumulative(counts, [1, 10, 100, 1000, 10_000])).toEqual([1, 2, 3, 3, 4])
})

test('what is no sane duration is counted all the same', () => {
  const histogram = filled([-1, 0, 1e12])

  expect([histogram.total, histogram.counts[0]]).toEqual([3, 2])
})
