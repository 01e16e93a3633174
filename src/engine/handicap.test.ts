import { expect, test } from 'bun:test'
import { rackOdds } from './handicap.ts'

test('a difference of 332 points wins 91 racks of 100', () => {
  expect(rackOdds(832, 500)).toBeCloseTo(0.90898, 5)
})

test('a hundred points double the odds, and equal ratings share them', () => {
  expect(rackOdds(600, 500)).toBeCloseTo(2 / 3, 12)
  expect(rackOdds(550, 550)).toBe(0.5)
})

test('LAW-16: the odds of both sides make one', () => {
  for (let difference = -400; difference <= 400; difference += 37) {
    expect(rackOdds(600 + difference, 600) + rackOdds(600, 600 + difference)).toBeCloseTo(1, 12)
  }
})
