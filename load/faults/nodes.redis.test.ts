import { expect, test } from 'bun:test'
import { freezeRedis } from './freeze.ts'
import { cutNodes } from './nodes.ts'
import { asText } from './report.ts'

test('three nodes whose wire is cut, lossy, frozen and flushed never show an answer of over a second', async () => {
  const report = await cutNodes({ kills: 1, rate: 20, seed: 11, seconds: 1.2, log: () => {} })

  // The p99 of a healthy wire is judged by the command, alone on its machine; here other tests run beside.
  const breaches = report.violations.filter(({ detail }) => !detail.startsWith('healthy:'))
  expect(breaches, asText(report)).toEqual([])
  expect(Number(report.figures['messages lost on the way'])).toBeGreaterThan(0)
  expect(Number(report.figures.reads)).toBeGreaterThan(500)
}, 120_000)

test('a Redis that stands still fails no answer, and the node is healthy soon after', async () => {
  const report = await freezeRedis({ rate: 100, seconds: 4, seed: 11, log: () => {} })

  // What an answer costs is judged by the command, alone on its machine.
  const breaches = report.violations.filter(({ detail }) => !detail.includes('CPU'))
  expect(breaches, asText(report)).toEqual([])
  expect(Number(report.figures.answers)).toBeGreaterThan(500)
}, 120_000)
