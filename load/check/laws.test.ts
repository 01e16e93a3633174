import { describe, expect, test } from 'bun:test'
import type { Attempt, History, Logged, Stream, Tournament } from './history.ts'
import { check } from './laws.ts'

const rack = (version: number, winner: 'a' | 'b', actor = 'us'): Logged => ({
  version,
  type: 'rack.recorded',
  actor,
  data: { match: 'm1', winner, number: version },
})

const sent = (id: number, more: Partial<Attempt> = {}): Attempt => ({
  id,
  key: `k${id}`,
  tournament: 't',
  match: 'm1',
  winner: 'a',
  invokedAt: id * 10,
  returnedAt: id * 10 + 5,
  outcome: 'ok',
  version: id,
  ...more,
})

const unanswered = ({ version: _, ...attempt }: Attempt): Attempt => ({ ...attempt, outcome: 'unknown' })

/** Three racks in three versions, the third answered only when it was sent again; one viewer who saw it all. */
function clean(): { attempts: Attempt[]; tournament: Tournament; stream: Stream } {
  const snapshot = { m: { m1: { scoreA: 2, scoreB: 1 } } }
  return {
    attempts: [
      sent(1),
      sent(2, { winner: 'b' }),
      unanswered(sent(3)),
      sent(3, { id: 4, invokedAt: 40, returnedAt: 45 }),
    ],
    tournament: { id: 't', events: [rack(1, 'a'), rack(2, 'b'), rack(3, 'a')], version: 3, snapshot },
    stream: { viewer: 'v1', tournament: 't', versions: [1, 3], shown: structuredClone(snapshot), isLive: true },
  }
}

function laws(parts: ReturnType<typeof clean>, actor: string | null = null): string[] {
  const { attempts, tournament, stream } = parts
  const history: History = { attempts, tournaments: [tournament], streams: [stream], actor }
  return [...new Set(check(history).map(({ law }) => law))].sort()
}

/** The clean history with something broken in it. */
function broken(change: (parts: ReturnType<typeof clean>) => Partial<ReturnType<typeof clean>>) {
  const parts = clean()
  return { ...parts, ...change(parts) }
}

const withEvents = (events: Logged[], a: number, b: number) =>
  broken(({ tournament, stream }) => {
    const snapshot = { m: { m1: { scoreA: a, scoreB: b } } }
    const version = events.length
    return {
      tournament: { ...tournament, events, version, snapshot },
      stream: { ...stream, versions: [version], shown: snapshot },
    }
  })

describe('a history that keeps every law stays green', () => {
  test('with an answer that came at the second sending', () => {
    expect(laws(clean())).toEqual([])
  })

  test('with a rack that happened though its answer never came', () => {
    const parts = broken(({ attempts }) => ({ attempts: attempts.slice(0, 3) }))

    expect(laws(parts)).toEqual([])
  })

  test('with a rack that neither was answered nor happened', () => {
    const parts = broken(({ attempts }) => ({ attempts: [...attempts, unanswered(sent(9))] }))

    expect(laws(parts)).toEqual([])
  })

  test('with racks of another account, when only ours are judged', () => {
    const parts = withEvents([rack(1, 'a'), rack(2, 'b'), rack(3, 'a'), rack(4, 'a', 'demo')], 3, 1)

    expect(laws(parts, 'us')).toEqual([])
    expect(laws(parts)).toEqual(['R2'])
  })

  test('with two that overlapped and took their versions the other way round', () => {
    const parts = broken(() => ({
      attempts: [
        sent(1, { version: 3, returnedAt: 29 }),
        sent(2, { winner: 'b', returnedAt: 29 }),
        sent(3, { version: 1, invokedAt: 12 }),
      ],
    }))

    expect(laws(parts)).toEqual([])
  })
})

describe('a broken history is red on the law it breaks', () => {
  test('R1: an acknowledged rack is not in the log', () => {
    expect(laws(withEvents([rack(1, 'a'), rack(2, 'b')], 1, 1))).toEqual(['R1'])
  })

  test('R1: the log has another winner than was acknowledged', () => {
    const parts = withEvents([rack(1, 'a'), rack(2, 'a'), rack(3, 'a')], 3, 0)

    expect(laws(parts)).toContain('R1')
  })

  test('R1: two operations were acknowledged by one event', () => {
    const attempts = [...clean().attempts, sent(5, { version: 3 })]

    expect(laws(broken(() => ({ attempts })))).toEqual(['R1', 'R3'])
  })

  test('R1: the score is not what the racks add up to', () => {
    const parts = broken(({ tournament, stream }) => {
      const snapshot = { m: { m1: { scoreA: 3, scoreB: 1 } } }
      return { tournament: { ...tournament, snapshot }, stream: { ...stream, shown: snapshot } }
    })

    expect(laws(parts)).toEqual(['R1'])
  })

  test('R2: a rack is doubled', () => {
    expect(laws(withEvents([rack(1, 'a'), rack(2, 'b'), rack(3, 'a'), rack(4, 'a')], 3, 1))).toEqual(['R2'])
  })

  test('R2: one key was answered with two versions', () => {
    const attempts = [...clean().attempts, sent(3, { id: 5, version: 1, invokedAt: 60, returnedAt: 61 })]

    expect(laws(broken(() => ({ attempts })))).toEqual(['R2'])
  })

  test('R3: a version is missing in the log', () => {
    const events = [rack(1, 'a'), rack(2, 'b'), rack(4, 'a')]
    const parts = broken(({ attempts, tournament, stream }) => ({
      attempts: attempts.map((attempt) => (attempt.version === 3 ? { ...attempt, version: 4 } : attempt)),
      tournament: { ...tournament, events, version: 4 },
      stream: { ...stream, versions: [1, 4] },
    }))

    expect(laws(parts)).toEqual(['R3'])
  })

  test('R3: versions are swapped against the order of the answers', () => {
    const parts = broken(({ tournament }) => ({
      attempts: [sent(1, { version: 3 }), sent(2, { winner: 'b' }), sent(3, { version: 1 })],
      tournament,
    }))

    expect(laws(parts)).toEqual(['R3'])
  })

  test('R3: the log lists a version twice', () => {
    expect(laws(withEvents([rack(1, 'a'), rack(2, 'b'), rack(2, 'b'), rack(3, 'a')], 2, 2))).toContain('R3')
  })

  test('R4: a viewer went back', () => {
    const parts = broken(({ stream }) => ({ stream: { ...stream, versions: [1, 3, 2, 3] } }))

    expect(laws(parts)).toEqual(['R4'])
  })

  test('R4: a viewer was given the same version twice', () => {
    const parts = broken(({ stream }) => ({ stream: { ...stream, versions: [1, 2, 2, 3] } }))

    expect(laws(parts)).toEqual(['R4'])
  })

  test('R4: a viewer shows another score at the same version', () => {
    const shown = { m: { m1: { scoreA: 1, scoreB: 1 } } }
    const parts = broken(({ stream }) => ({ stream: { ...stream, shown } }))

    expect(laws(parts)).toEqual(['R4'])
  })

  test('R7: a viewer never came to the end', () => {
    const parts = broken(({ stream }) => ({ stream: { ...stream, versions: [1, 2] } }))

    expect(laws(parts)).toEqual(['R7'])
  })

  test('R7: a viewer at the end does not know that it is current', () => {
    const parts = broken(({ stream }) => ({ stream: { ...stream, isLive: false } }))

    expect(laws(parts)).toEqual(['R7'])
  })
})
