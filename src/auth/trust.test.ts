import { expect, test } from 'bun:test'
import { createRateLimiter } from './rate-limit.ts'
import { createTrust } from './trust.ts'

test('a stranger who guesses an account to its limit does not lock out the owner where the owner has signed in', () => {
  const limiter = createRateLimiter({ profile: 'strict', now: () => 0 })
  const trust = createTrust()
  const tryFrom = (place: string) => limiter.take('login_account', trust.keyFor('Ann@example.com', place)).isAllowed
  trust.note('ann@example.com', 'home')
  for (let i = 0; i < 9; i++) tryFrom('stranger')

  expect(tryFrom('stranger')).toBe(false)
  expect(tryFrom('another stranger')).toBe(false)
  expect(tryFrom('home')).toBe(true)
})

test('what is remembered is bounded, oldest first', () => {
  const trust = createTrust()
  for (let i = 0; i < 10_001; i++) trust.note('ann@example.com', `place ${i}`)

  expect(trust.keyFor('ann@example.com', 'place 0')).toBe('ann@example.com')
  expect(trust.keyFor('ann@example.com', 'place 10000')).toBe('ann@example.com place 10000')
})
