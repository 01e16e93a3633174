import { describe, expect, test } from 'bun:test'
import type { OrgId } from '../engine/types.ts'
import { Bodies } from './bodies.ts'
import { entryOverheadBytes, Kept } from './entry.ts'
import { Floors } from './floors.ts'
import { shortKey } from './keys.ts'
import { Memory } from './memory.ts'
import { policies } from './policies.ts'
import { ManualClock } from './testing.ts'

const acme = 'acme' as OrgId
const zeta = 'zeta' as OrgId

function setup(bytesMax: number) {
  const clock = new ManualClock()
  const floors = new Floors({ clock, readNumbers: async () => [], tickMs: 5, idleMs: 60_000 }, 1000)
  const memory = new Memory(floors, bytesMax)
  const keep = (name: string, { org = acme, bytes = 100, status = 200 as 200 | 404 } = {}) => {
    const loaded = { body: Bodies.uncoded(new Uint8Array(bytes)), versions: [], status }
    const marks = { versions: [], cells: [], bornAt: 0, softUntil: 1, hardUntil: 1 }
    const kept = new Kept({ key: shortKey(org, 'x', name), org, policy: policies.short }, loaded, marks)
    return memory.put(kept, clock.now()) ? kept : null
  }
  const has = (name: string, org = acme) => memory.get(shortKey(org, 'x', name)) !== undefined
  return { memory, keep, has, clock }
}

// About what one entry of 100 bytes costs with its key.
const one = entryOverheadBytes + 150

describe('the memory', () => {
  test('lets the oldest go that nobody has asked for', () => {
    const { keep, has } = setup(3 * one)
    const first = keep('a')
    keep('b')
    if (first) first.hits++
    keep('c')
    keep('d')

    expect(['a', 'b', 'c', 'd'].map((name) => has(name))).toEqual([true, false, true, true])
  })

  test('takes the mark away as the hand passes, so that old fame does not last', () => {
    const { keep, has } = setup(3 * one)
    for (const name of 'abc') {
      const kept = keep(name)
      if (kept) kept.hits++
    }
    keep('d')

    expect([has('a'), has('b'), has('c'), has('d')]).toEqual([false, true, true, true])
  })

  test('an org below its share is never evicted for another', () => {
    const { keep, has } = setup(10 * one)
    for (let i = 0; i < 4; i++) keep(`z${i}`, { org: zeta })
    for (let i = 0; i < 500; i++) keep(`a${i}`)

    expect([0, 1, 2, 3].every((i) => has(`z${i}`, zeta))).toBe(true)
  })

  test('an org alone may use all of it, and one that nobody reads any more gives way', async () => {
    const { memory, keep, has, clock } = setup(10 * one)
    for (let i = 0; i < 9; i++) keep(`z${i}`, { org: zeta })
    const alone = memory.size
    await clock.advance(700_000)
    for (let i = 0; i < 20; i++) keep(`a${i}`)

    expect(alone).toBe(9)
    expect(has('z8', zeta)).toBe(false)
    expect(has('a19')).toBe(true)
  })

  test('keeps 404s to a fiftieth of the share, so that guessed ids push nothing out', () => {
    const { memory, keep } = setup(1000 * one)
    for (let i = 0; i < 800; i++) keep(`n${i}`, { status: 404 })

    expect(memory.size).toBeLessThanOrEqual(20)
    expect(keep('real')).not.toBeNull()
  })

  test('does not take what is larger than a mebibyte', () => {
    const { memory, keep } = setup(64 * 1024 * 1024)

    expect(keep('huge', { bytes: 1024 * 1024 + 1 })).toBeNull()
    expect(memory.bytes).toBe(0)
  })

  test('counts to the byte, whatever is put, replaced, grown and dropped', async () => {
    const { memory, keep } = setup(50 * one)
    for (let i = 0; i < 2000; i++) {
      const kept = keep(`k${(i * 7919) % 90}`, { org: i % 3 ? acme : zeta, bytes: (i * 31) % 900 })
      if (kept && i % 5 === 0) await kept.bodies.blob('gzip')
      if (kept && i % 11 === 0) memory.drop(kept)
      expect(memory.bytes).toBeLessThanOrEqual(50 * one)
    }
    const queues = [...memory.queues()]

    expect(queues.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(memory.bytes)
    expect(queues.reduce((sum, { entries }) => sum + entries, 0)).toBe(memory.size)
  })
})
