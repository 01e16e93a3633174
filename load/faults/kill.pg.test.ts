import { expect, test } from 'bun:test'
import { killServer } from './kill.ts'
import { asText } from './report.ts'

test('a server killed twice under load loses and doubles no rack, and every viewer catches up', async () => {
  const report = await killServer({ kills: 2, rate: 100, seed: 11, log: () => {} })

  expect(asText(report)).toContain('every law was kept')
  expect(Number(report.figures.acknowledged)).toBeGreaterThan(50)
  expect(report.figures['unknown to the end']).toBe(0)
}, 90_000)
