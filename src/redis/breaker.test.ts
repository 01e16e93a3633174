import { describe, expect, test } from 'bun:test'
import { Breaker, BreakerOpen } from './breaker.ts'
import { describeConformance } from './conformance.ts'
import { GuardedPort } from './guarded.ts'
import { MemoryRedis } from './memory.ts'

/** A clock by hand, and a call that fails or takes its time on it. */
function setup() {
  const world = { now: 0, isBroken: false, takesMs: 0, calls: 0, probes: 0 }
  const timers = new Map<() => void, number>()
  const changes: boolean[] = []
  const clock = {
    now: () => world.now,
    after(ms: number, run: () => void) {
      timers.set(run, world.now + ms)
      return () => void timers.delete(run)
    },
  }
  const work = async () => {
    world.now += world.takesMs
    if (world.isBroken) throw new Error('broken')
  }
  const probe = async () => {
    world.probes++
    await work()
  }
  const breaker = new Breaker({ clock, probe, changed: (isOpen) => changes.push(isOpen) })
  const call = async () => {
    try {
      await breaker.run(() => {
        world.calls++
        return work()
      })
      return 'good'
    } catch (error) {
      return error instanceof BreakerOpen ? 'refused' : 'failed'
    }
  }
  const pass = async (ms: number) => {
    const end = world.now + ms
    for (;;) {
      const due = [...timers].filter(([, at]) => at <= end).sort(([, a], [, b]) => a - b)[0]
      if (due === undefined) break
      timers.delete(due[0])
      world.now = Math.max(world.now, due[1])
      due[0]()
      for (let i = 0; i < 10; i++) await Promise.resolve()
    }
    world.now = Math.max(world.now, end)
  }
  return { world, breaker, call, pass, changes, timers }
}

const times = async (n: number, call: () => Promise<string>) => {
  const results: string[] = []
  for (let i = 0; i < n; i++) results.push(await call())
  return results
}

describe('a breaker', () => {
  test('opens after five failures within a second, not after five in a longer time', async () => {
    const { world, call, pass, breaker } = setup()
    world.isBroken = true
    for (let i = 0; i < 8; i++) {
      await call()
      await pass(260)
    }
    expect(breaker.isOpen).toBe(false)

    await times(5, call)

    expect(breaker.isOpen).toBe(true)
  })

  test('while it is open, no call of a caller reaches the other side', async () => {
    const { world, call, changes } = setup()
    world.isBroken = true
    await times(5, call)
    const before = world.calls

    expect(new Set(await times(100, call))).toEqual(new Set(['refused']))
    expect([world.calls, changes]).toEqual([before, [true]])
  })

  test('opens when more than one in twenty of fifty calls is slow', async () => {
    const { world, call, breaker } = setup()
    await times(40, call)
    world.takesMs = 41
    await times(2, call)
    world.takesMs = 40
    await times(8, call)
    expect(breaker.isOpen).toBe(false)

    world.takesMs = 41
    await call()

    expect(breaker.isOpen).toBe(true)
  })

  test('closes by itself after three good probes in a row: one each half second, then quicker', async () => {
    const { world, call, pass, breaker, changes } = setup()
    world.isBroken = true
    await times(5, call)
    await pass(1100)
    expect([world.probes, breaker.isOpen]).toEqual([2, true])

    world.isBroken = false
    await pass(400)
    expect(world.probes).toBe(3)
    world.takesMs = 60
    await pass(200)
    world.takesMs = 0
    await pass(700)
    expect([world.probes, breaker.isOpen]).toEqual([6, true])
    await pass(200)

    expect([world.probes, breaker.isOpen, await call(), changes]).toEqual([7, false, 'good', [true, false]])
  })

  test('leaves no timer behind when closed', async () => {
    const { world, call, breaker, timers } = setup()
    world.isBroken = true
    await times(5, call)

    breaker.close()

    expect(timers.size).toBe(0)
  })
})

describe('a guarded port', () => {
  const world = { now: 0 }
  const clock = { now: () => world.now, after: () => () => {} }
  const redis = new MemoryRedis(() => world.now)

  describeConformance(
    async () => new GuardedPort(redis.open(), { clock }),
    async (ms) => void (world.now += ms),
  )

  test('is not ready while its keys are cut off; messages have a breaker of their own', async () => {
    const inner = redis.open()
    const changes: string[] = []
    const port = new GuardedPort(inner, { clock, changed: (which, isOpen) => changes.push(`${which} ${isOpen}`) })
    await inner.close()
    for (let i = 0; i < 5; i++) await port.get('x').catch(() => null)

    expect(port.state).toEqual({ isConnected: false, keys: 'open', messages: 'closed', opened: 1 })
    expect([port.ready, changes]).toEqual([false, ['keys true']])
    await port.close()
  })
})
