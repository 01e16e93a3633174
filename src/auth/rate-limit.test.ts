import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { AppError } from '../errors.ts'
import { addressKey, createRateLimiter, rateHeaders } from './rate-limit.ts'

function clock(start = 1_000_000) {
  let at = start
  return { now: () => at, pass: (ms: number) => void (at += ms) }
}

describe('rate limiter', () => {
  test('at no moment has a key been given more than `burst` plus what its rate allows since', () => {
    // strict, per account: 5 a minute, burst 5
    const stepMs = 12_000
    const waits = fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 120 })
    fc.assert(
      fc.property(waits, (gaps) => {
        const time = clock()
        const limiter = createRateLimiter({ profile: 'strict', now: time.now })
        const admitted: number[] = []
        for (const gap of gaps) {
          time.pass(gap)
          if (limiter.take('login_account', 'a').isAllowed) admitted.push(time.now())
        }
        for (let i = 0; i < admitted.length; i++) {
          for (let j = i; j < admitted.length; j++) {
            const span = (admitted[j] ?? 0) - (admitted[i] ?? 0)
            expect(j - i + 1).toBeLessThanOrEqual(5 + span / stepMs + 1e-6)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a caller who waits as told is let in, and one who comes a second earlier is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3000 }), (tries, gap) => {
        const time = clock()
        const limiter = createRateLimiter({ profile: 'strict', now: time.now })
        let refusal = limiter.take('connect', 'hall')
        for (let i = 0; i < tries + 10; i++) {
          time.pass(i === 0 ? gap : 0)
          refusal = limiter.take('connect', 'hall')
        }
        expect(refusal.isAllowed).toBe(false)
        time.pass((refusal.retryAfterS - 1) * 1000 - 1)
        expect(limiter.take('connect', 'hall').isAllowed).toBe(false)
        time.pass(1001)
        expect(limiter.take('connect', 'hall').isAllowed).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  test('a burst is admitted exactly, in every profile and class', () => {
    const bursts = [
      ['strict', 'api', 100],
      ['strict', 'login_account', 5],
      ['strict', 'login_address', 20],
      ['strict', 'connect', 10],
      ['standard', 'api', 200],
      ['standard', 'login_account', 10],
      ['standard', 'login_address', 60],
      ['standard', 'connect', 500],
      ['open', 'login_account', 6000],
      ['open', 'connect', 2000],
    ] as const
    for (const [profile, kind, burst] of bursts) {
      const limiter = createRateLimiter({ profile, now: () => 5 })
      let admitted = 0
      for (let i = 0; i < burst + 50; i++) if (limiter.take(kind, 'k').isAllowed) admitted++
      expect([profile, kind, admitted]).toEqual([profile, kind, burst])
    }
  })

  test('keys and classes do not pay for each other', () => {
    const limiter = createRateLimiter({ profile: 'strict', now: () => 0 })
    for (let i = 0; i < 9; i++) limiter.take('login_account', 'a')

    expect(limiter.take('login_account', 'a').isAllowed).toBe(false)
    expect(limiter.take('login_account', 'b').isAllowed).toBe(true)
    expect(limiter.take('login_address', 'a').isAllowed).toBe(true)
  })

  test('memory is bounded; a forgotten key is the one that was idle longest', () => {
    const time = clock()
    const limiter = createRateLimiter({ profile: 'strict', now: time.now, keysMax: 10 })
    for (let i = 0; i < 5; i++) limiter.take('login_account', 'busy')
    for (let i = 0; i < 1000; i++) {
      time.pass(1)
      limiter.take('login_account', `stranger ${i}`)
      if (i % 5 === 0) limiter.take('login_account', 'busy')
      expect(limiter.size()).toBeLessThanOrEqual(10)
    }

    expect(limiter.take('login_account', 'busy').isAllowed).toBe(false)
  })

  test('keys whose time has passed leave the memory', () => {
    const time = clock()
    const limiter = createRateLimiter({ profile: 'strict', now: time.now })
    for (let i = 0; i < 100; i++) limiter.take('api', `user ${i}`)
    time.pass(60_000)
    for (let i = 0; i < 100; i++) limiter.take('api', 'one')

    expect(limiter.size()).toBe(1)
  })

  test('a clock that is set back locks nobody out for longer than one burst', () => {
    const time = clock()
    const limiter = createRateLimiter({ profile: 'strict', now: time.now })
    for (let i = 0; i < 5; i++) limiter.take('login_account', 'a')
    time.pass(-3_600_000)

    expect(limiter.take('login_account', 'a').retryAfterS).toBe(12)
    time.pass(12_000)
    expect(limiter.take('login_account', 'a').isAllowed).toBe(true)
  })

  test('a refusal says when to come back, in the header fields of the draft', () => {
    const limiter = createRateLimiter({ profile: 'strict', now: () => 0 })
    const first = limiter.require('login_account', 'a')
    for (let i = 0; i < 4; i++) limiter.require('login_account', 'a')

    expect(rateHeaders(first)).toEqual({ 'ratelimit-policy': '"default";q=5;w=60', ratelimit: '"default";r=4;t=12' })
    expect(() => limiter.require('login_account', 'a')).toThrow(AppError)
    const refusal = limiter.take('login_account', 'a')
    expect(refusal).toMatchObject({ isAllowed: false, remaining: 0, retryAfterS: 12, resetS: 60 })
  })
})

test('an address is counted whole in IPv4 and by its /48 in IPv6', () => {
  expect(addressKey('192.0.2.7')).toBe('192.0.2.7')
  expect(addressKey('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48')
  expect(addressKey('2001:0db8:0001::9')).toBe('2001:db8:1::/48')
  expect(addressKey('2001:db8::1')).toBe('2001:db8:0::/48')
  expect(addressKey('::1')).toBe('0:0:0::/48')
  expect(addressKey('fe80::1%eth0')).toBe('fe80:0:0::/48')
})
