import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { digestOf, digestText } from '../live/digest.ts'
import { Ledger } from '../live/fixtures/ledger.ts'
import { moveFrame } from '../live/frames.ts'
import type { ServerFrame } from '../live/protocol.ts'
import { advance, emptyReplica, sinceOf, type Replica } from './replica.ts'

type RoomFrame = Parameters<typeof advance>[1]

const ledger = new Ledger()
for (let n = 0; n < 40; n++) ledger.commit(n * 3 + 1)

const rowsAt = (version: number) => ledger.rowsAt('e1', version, 'public')
const digestAt = (version: number) => {
  const rows = rowsAt(version)
  return rows ? digestText(digestOf(rows)) : ''
}

function snapAt(version: number): RoomFrame {
  const rows = rowsAt(version)
  if (!rows) throw new Error('no such version')
  return { t: 'snap', id: 1, e: 'e1', v: version, d: rows, h: digestAt(version) }
}

function move(from: number, to: number): RoomFrame {
  return JSON.parse(moveFrame('public', ledger.events.slice(from - 1, to)).text(1)) as RoomFrame
}

function beat(version: number): RoomFrame {
  return { t: 'hb', id: 1, v: version, h: digestAt(version) }
}

/** What an honest server sends: a snapshot, then frames of one or more versions, with heartbeats between. */
const honest: fc.Arbitrary<readonly RoomFrame[]> = fc
  .tuple(
    fc.integer({ min: 1, max: 10 }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), { maxLength: 7 }),
  )
  .map(([start, moves]) => {
    const frames: RoomFrame[] = [snapAt(start)]
    let version = start
    for (const [length, hasBeat] of moves) {
      frames.push(move(version + 1, version + length))
      version += length
      if (hasBeat) frames.push(beat(version))
    }
    return frames
  })

/** The same frames with some lost, some doubled and some late. */
const mangled = honest.chain((frames) =>
  fc
    .array(fc.nat(frames.length - 1), { maxLength: frames.length * 2 })
    .map((picks) => [...picks.flatMap((i) => frames[i] ?? []), lastBeat(frames)]),
)

function lastBeat(frames: readonly RoomFrame[]): RoomFrame {
  const ends = frames.map((frame) => (frame.t === 'b' ? frame.to : 'v' in frame ? (frame.v ?? 0) : 0))
  return beat(Math.max(...ends))
}

test('whatever frames are lost, doubled or late, the end is the equal digest or the room asked for again', () => {
  fc.assert(
    fc.property(mangled, (frames) => {
      let replica = emptyReplica
      for (const frame of frames) {
        const step = advance(replica, frame)
        if (step.effect !== 'none') return
        replica = step.replica
      }
      // Without any snapshot the room is still waiting for one: nothing is shown.
      if (!replica.fold) return expect(replica.isCurrent).toBe(false)
      expect(digestText(replica.fold.digest)).toBe(digestAt(replica.version))
      expect(replica.isCurrent).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('within an epoch the version never goes back, no hole is applied over and nothing is applied twice', () => {
  fc.assert(
    fc.property(mangled, (frames) => {
      let replica = emptyReplica
      for (const frame of frames) {
        const next = advance(replica, frame).replica
        expect(next.version).toBeGreaterThanOrEqual(replica.version)
        if (next.fold) expect(next.fold.rows).toEqual(rowsAt(next.version) ?? ({} as never))
        replica = next
      }
    }),
    { numRuns: 300 },
  )
})

function after(...frames: readonly RoomFrame[]): { replica: Replica; effects: string[] } {
  let replica = emptyReplica
  const effects: string[] = []
  for (const frame of frames) {
    const step = advance(replica, frame)
    replica = step.replica
    effects.push(step.effect)
  }
  return { replica, effects }
}

test('a hole asks to resume from the version held', () => {
  const { replica, effects } = after(snapAt(3), move(5, 5))

  expect(effects).toEqual(['none', 'resume'])
  expect(sinceOf(replica)).toEqual({ e: 'e1', v: 3 })
})

test('another digest asks for a snapshot, and nothing is resumed from rows that may be wrong', () => {
  const { replica, effects } = after(snapAt(3), {
    ...(beat(3) as Extract<ServerFrame, { t: 'hb' }>),
    h: '0'.repeat(13),
  })

  expect(effects).toEqual(['none', 'resync'])
  expect(sinceOf(replica)).toBeUndefined()
})

test('a snapshot whose rows are not what its digest says is not shown', () => {
  const { replica, effects } = after({ ...(snapAt(3) as Extract<ServerFrame, { t: 'snap' }>), h: '0'.repeat(13) })

  expect(effects).toEqual(['resync'])
  expect(replica.fold).toBeNull()
})

test('an op of an unknown kind asks for a snapshot', () => {
  const { effects } = after(snapAt(3), { t: 'ev', id: 1, v: 4, ops: [['zz', 'a', {}] as never] })

  expect(effects.at(-1)).toBe('resync')
})

test('an older snapshot of the same epoch is refused, after a reset it counts', () => {
  const reset: RoomFrame = { t: 'reset', id: 1, why: 'unknown' }

  expect(after(snapAt(5), snapAt(3)).effects.at(-1)).toBe('resync')
  expect(after(snapAt(5), reset, snapAt(3)).replica).toMatchObject({ version: 3, isCurrent: true })
})

test('a heartbeat without a version takes back that the rows are the latest', () => {
  expect(after(snapAt(5), { t: 'hb', id: 1 }).replica.isCurrent).toBe(false)
})

test('while catching up the rows are not called the latest', () => {
  const ok: RoomFrame = { t: 'ok', id: 1, e: 'e1', v: 5, head: 7 }

  expect(after(snapAt(5), ok).replica.isCurrent).toBe(false)
  expect(after(snapAt(5), ok, move(6, 7)).replica).toMatchObject({ version: 7, isCurrent: true })
})
