import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { coldState, ringAfter, step, type FeedInput, type FeedMutation, type FeedOutput } from './core.ts'
import { openFeed, type Committed, type FeedSignal, type Head } from './feed.ts'
import { manualTimers } from './manual-timers.ts'

const orgId = 'org' as OrgId
const tournamentId = 'one' as TournamentId
const bounds = { ringEvents: 4, ringBytes: 10_000 }

function event(version: number, epoch = 'e'): Committed {
  return { orgId, tournamentId, version, epoch, type: 'rack.recorded', at: 'now', ops: [['t', { done: version }]] }
}

function range(from: number, to: number): Committed[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => event(from + i))
}

function play(inputs: readonly FeedInput[], mutation: FeedMutation = {}) {
  let state = coldState
  const outputs: FeedOutput[] = []
  for (const input of inputs) {
    const [next, out] = step(state, input, bounds, mutation)
    state = next
    outputs.push(...out)
  }
  return { state, outputs }
}

const delivered = (outputs: readonly FeedOutput[]) =>
  outputs.flatMap((output) => (output.kind === 'event' ? output.event.version : []))

describe('the judgement', () => {
  const headAt = (version: number): FeedInput => ({ kind: 'head', head: { version, epoch: 'e' } })
  const sent = (version: number, epoch = 'e'): FeedInput => ({ kind: 'event', event: event(version, epoch) })

  test('a cold tournament asks for its head and delivers nothing before it knows it', () => {
    const { state, outputs } = play([sent(6)])

    expect(outputs).toEqual([{ kind: 'readHead' }])
    expect(ringAfter(state, 5)).toBeNull()
  })

  test('a hole is read from the log, once, and filled in order', () => {
    const { state, outputs } = play([headAt(2), sent(5), sent(6), { kind: 'read', events: range(3, 6) }])

    expect(outputs.filter(({ kind }) => kind === 'readAfter')).toEqual([{ kind: 'readAfter', version: 2 }])
    expect(delivered(outputs)).toEqual([3, 4, 5, 6])
    expect(state.mode).toBe('live')
  })

  test('a higher version is announced before the event of it is delivered', () => {
    const { outputs } = play([headAt(2), sent(3)])

    expect(outputs.map(({ kind }) => kind)).toEqual(['higher', 'level', 'higher', 'event'])
  })

  test('a failed read is repeated at the next head poll', () => {
    const { outputs } = play([headAt(2), sent(4), { kind: 'failed' }, headAt(4)])

    expect(outputs.filter(({ kind }) => kind === 'readAfter')).toHaveLength(2)
  })

  test('another epoch resets, and an event of it alone does not', () => {
    const { outputs } = play([headAt(5), sent(6, 'f'), { kind: 'head', head: { version: 3, epoch: 'f' } }])

    expect(outputs.slice(2)).toEqual([
      { kind: 'readHead' },
      { kind: 'higher', version: 3 },
      { kind: 'reset', head: { version: 3, epoch: 'f' } },
    ])
  })

  test('a log that was cut off resets instead of being waited for', () => {
    const { outputs } = play([headAt(2), headAt(9), { kind: 'read', events: range(7, 9) }, headAt(9)])

    expect(outputs.at(-1)).toEqual({ kind: 'reset', head: { version: 9, epoch: 'e' } })
    expect(delivered(outputs)).toEqual([])
  })

  test('the ring keeps its bounds and says when it does not reach back', () => {
    const { state } = play([headAt(0), ...range(1, 9).map((one): FeedInput => ({ kind: 'event', event: one }))])

    expect(state.ring.map((entry) => entry.event.version)).toEqual([6, 7, 8, 9])
    expect(ringAfter(state, 7)?.map(({ version }) => version)).toEqual([8, 9])
    expect(ringAfter(state, 5)).toHaveLength(4)
    expect(ringAfter(state, 4)).toBeNull()
    expect(ringAfter(state, 9)).toEqual([])
  })

  test('the ring is bounded in bytes too, but always holds the newest event', () => {
    const big: Committed = { ...event(2), ops: [['t', { description: 'x'.repeat(20_000) }]] }
    const { state } = play([headAt(0), sent(1), { kind: 'event', event: big }])

    expect(state.ring.map((entry) => entry.event.version)).toEqual([2])
  })

  const inputs: fc.Arbitrary<FeedInput> = fc.oneof(
    { arbitrary: fc.nat(12).map((version): FeedInput => sent(version + 1)), weight: 4 },
    { arbitrary: fc.nat(12).map((version): FeedInput => headAt(version + 1)), weight: 1 },
    {
      arbitrary: fc.tuple(fc.nat(12), fc.nat(5)).map(([from, n]): FeedInput => ({
        kind: 'read',
        events: range(from + 1, from + n),
      })),
      weight: 2,
    },
    { arbitrary: fc.constant<FeedInput>({ kind: 'failed' }), weight: 1 },
  )
  const isInOrder = (story: readonly FeedInput[], mutation: FeedMutation) => {
    let head: number | null = null
    for (const output of play(story, mutation).outputs) {
      if (output.kind === 'level') head = output.head.version
      if (output.kind === 'reset') head = output.head.version
      if (output.kind !== 'event') continue
      if (head === null || output.event.version !== head + 1) return false
      head = output.event.version
    }
    return true
  }
  const order = (mutation: FeedMutation) =>
    fc.property(fc.array(inputs, { maxLength: 30, size: 'max' }), (story) => isInOrder(story, mutation))

  test('events are delivered as last + 1 only; a duplicate is dropped and a hole is read from the log', () => {
    fc.assert(order({}), { numRuns: 500 })
  })

  test.each(['skipHoleCheck', 'skipDedupe', 'trustEmptyRing'] as const)('the order breaks with %s', (name) => {
    expect(fc.check(order({ [name]: true }), { numRuns: 500, seed: 7 }).failed).toBe(true)
  })
})

describe('the feed around it', () => {
  function world() {
    const log: Committed[] = range(1, 3)
    const calls: string[] = []
    const signals: FeedSignal[] = []
    const timers = manualTimers()
    const gate = { isOpen: true, heads: new Map<TournamentId, Head>() }
    const feed = openFeed({
      readAfter: async (_org, _id, after, limit) => {
        calls.push(`after ${after}`)
        if (!gate.isOpen) throw new Error('away')
        return log.filter(({ version }) => version > after).slice(0, limit)
      },
      readHeads: async (ids) => {
        calls.push(`heads of ${ids.length}`)
        const version = log.at(-1)?.version
        return version === undefined ? new Map() : new Map(ids.map((id) => [id, { version, epoch: 'e' }]))
      },
      timers,
      limits: { ...bounds, headPollMs: 1000 },
      log: { warn: () => {}, error: () => {} },
      onHead: (_id, version) => calls.push(`floor ${version}`),
    })
    return { log, calls, signals, timers, gate, feed, listen: (signal: FeedSignal) => void signals.push(signal) }
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  test('a lost publish is found by the head poll', async () => {
    const { log, signals, timers, feed, listen } = world()
    await using _feed = feed
    const watch = feed.watch(orgId, tournamentId, listen)
    await turn()

    log.push(event(4))
    timers.advance(1000)
    await turn()

    expect(signals.map(({ kind }) => kind)).toEqual(['level', 'event', 'level'])
    expect(watch.head).toEqual({ version: 4, epoch: 'e' })
  })

  test('nothing is read while nobody watches, and floors still rise', async () => {
    const { calls, timers, feed } = world()
    await using _feed = feed

    feed.publish(event(9))
    timers.advance(5000)
    await turn()

    expect(calls).toEqual(['floor 9'])
  })

  test('a deleted tournament is told to be gone', async () => {
    const { log, signals, timers, feed, listen } = world()
    await using _feed = feed
    feed.watch(orgId, tournamentId, listen)
    await turn()

    log.length = 0
    timers.advance(1000)
    await turn()

    expect(signals.at(-1)).toEqual({ kind: 'gone' })
  })

  test('a listener that throws does not keep the others from hearing', async () => {
    const { signals, feed, listen } = world()
    await using _feed = feed
    feed.watch(orgId, tournamentId, () => {
      throw new Error('broken')
    })
    feed.watch(orgId, tournamentId, listen)
    await turn()

    feed.publish(event(4))

    expect(signals.map(({ kind }) => kind)).toEqual(['level', 'event'])
  })

  test('a tournament nobody watches is forgotten, and watching again reads the head anew', async () => {
    const { calls, feed, listen } = world()
    await using _feed = feed
    const watch = feed.watch(orgId, tournamentId, listen)
    await turn()
    watch.close()
    const again = feed.watch(orgId, tournamentId, listen)

    expect(again.head).toBeNull()
    await turn()

    expect(again.isLevel).toBe(true)
    expect(calls.filter((call) => call.startsWith('heads'))).toHaveLength(2)
  })
})
