import { expect, test } from 'bun:test'
import { cacheStatus, loadedNow, ofMemory, serverTiming } from './cache-status.ts'

test.each([
  [ofMemory, 'railbird; hit; detail=L1'],
  [{ tier: 'L2', ttlS: 12 } as const, 'railbird; hit; ttl=12; detail=L2'],
  [loadedNow, 'railbird; fwd=uri-miss; stored'],
  [{ forward: 'uri-miss', isStored: true, isJoined: true } as const, 'railbird; fwd=uri-miss; stored; collapsed'],
  [{ forward: 'stale', detail: 'floor' } as const, 'railbird; fwd=stale; detail=floor'],
])('%p is told as %p', (source, text) => {
  expect(cacheStatus(source)).toBe(text)
})

test('times are in milliseconds, and what did not happen is left out', () => {
  expect(serverTiming({ authMs: 0.21 }, ofMemory)).toBe('auth;dur=0.2, cache;desc=L1')
  expect(serverTiming({ authMs: 1, loadMs: 3.14 }, loadedNow)).toBe('auth;dur=1.0, cache;desc=uri-miss, db;dur=3.1')
  expect(serverTiming({ authMs: 0 }, null)).toBe('auth;dur=0.0')
})
