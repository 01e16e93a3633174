import { expect, test } from 'bun:test'
import type { Entry } from '../cache/cache.ts'
import type { Reading } from '../cache/contract.ts'
import { cacheStatus, ofMemory, serverTiming, sourceOf } from './cache-status.ts'

const now = performance.now()
// One cast: of an entry only its times are told.
const entry = { bornAt: now - 60_000, softUntil: now + 30_000 } as unknown as Entry
const quiet = { isStale: false, isJoined: false, isUnverified: false }
const reading: Reading = { entry, tier: 'load', ...quiet, isStored: true, cause: 'cold' }

test.each([
  [ofMemory, 'railbird; hit; detail=L1'],
  [{ tier: 'L2', ttlS: 12 } as const, 'railbird; hit; ttl=12; detail=L2'],
  [sourceOf(reading), 'railbird; fwd=uri-miss; stored'],
  [sourceOf({ ...reading, isStored: false }), 'railbird; fwd=uri-miss'],
  [sourceOf({ ...reading, isStored: false, cause: 'floor' }), 'railbird; fwd=stale; detail=floor'],
  [sourceOf({ ...reading, isJoined: true }), 'railbird; fwd=uri-miss; stored; collapsed'],
  [sourceOf({ ...reading, cause: 'floor' }), 'railbird; fwd=stale; stored; detail=floor'],
  [sourceOf({ ...reading, tier: 'memory', cause: null }), 'railbird; hit; ttl=30; detail=L1'],
  [sourceOf({ ...reading, tier: 'shared', cause: null }), 'railbird; hit; ttl=30; detail=L2'],
  [sourceOf({ ...reading, tier: 'memory', isUnverified: true }), 'railbird; fwd=stale; detail=unverified'],
  [{ forward: 'uri-miss', isStored: true, isJoined: true } as const, 'railbird; fwd=uri-miss; stored; collapsed'],
  [{ forward: 'stale', detail: 'floor' } as const, 'railbird; fwd=stale; detail=floor'],
])('%p is told as %p', (source, text) => {
  expect(cacheStatus(source)).toBe(text)
})

test('times are in milliseconds, and what did not happen is left out', () => {
  const work = { ms: 4, queries: 2, queryMs: 3.14, waitMs: 0.3 }
  expect(serverTiming({ authMs: 0.21 }, ofMemory, undefined)).toBe('auth;dur=0.2, cache;desc=L1')
  expect(serverTiming({ authMs: 1 }, sourceOf(reading), work)).toBe(
    'auth;dur=1.0, cache;desc=uri-miss, pool;dur=0.3, db;dur=3.1;desc="2 queries", total;dur=4.0',
  )
  expect(serverTiming(undefined, null, { ...work, queries: 1, waitMs: 0 })).toBe(
    'db;dur=3.1;desc="1 query", total;dur=4.0',
  )
})
