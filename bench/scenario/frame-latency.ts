/**
 * A rack sent through HTTP until a viewer has the frame that tells of it, on one node. Open loop: racks are due at a
 * fixed rate, and time counts from the moment a rack was due, not from when it was sent.
 * Client, server and Postgres share this machine; the lateness of the sender is told, because it is in the figures.
 */
import { tmpdir } from 'node:os'
import type { ServerFrame } from '../../src/live/protocol.ts'
import { generator, uniform } from '../../src/engine/random.ts'
import { readSnapshot, registerDirector, startEvent, type Director } from '../../load/director.ts'
import { createTarget } from '../../load/target.ts'
import type { Row, Scenario } from '../bench.ts'
import { watchDisk } from '../measure/disk.ts'
import { quantile, rounded } from '../measure/quantiles.ts'

const perSecond = 50
const samples = 1500
const warmUp = 100
const p50MsMax = 15
const p99MsMax = 60

/** When the viewer of a tournament had each version. */
interface Viewer extends Disposable {
  readonly seenAt: ReadonlyMap<number, number>
}

interface Sample {
  readonly event: string
  readonly dueAt: number
  readonly sentAt: number
  readonly answeredAt: number
  readonly version: number
}

async function run(): Promise<Row[]> {
  await using target = createTarget()
  await target.start()
  const director = await registerDirector(target.url)
  const events = await Promise.all([1, 2, 3, 4].map((n) => startEvent(director, form(n))))
  using stack = new DisposableStack()
  const viewers = new Map<string, Viewer>()
  for (const id of events) viewers.set(id, stack.use(await watch(target.url, id)))

  const disk = await watchDisk(tmpdir())
  const done = (await sendAll(director, events)).slice(warmUp)
  await Bun.sleep(500)
  await disk.stop()
  const frameMs = done.map(({ event, version, dueAt }) => (viewers.get(event)?.seenAt.get(version) ?? Infinity) - dueAt)
  const answerMs = done.map(({ answeredAt, dueAt }) => answeredAt - dueAt)
  const lateMs = done.map(({ sentAt, dueAt }) => sentAt - dueAt)
  return rows(frameMs, answerMs, lateMs, disk.samplesMs)
}

function rows(
  frameMs: readonly number[],
  answerMs: readonly number[],
  lateMs: readonly number[],
  diskMs: readonly number[],
): Row[] {
  const bounded = (q: number, max: number): Row => {
    const value = quantile(frameMs, q)
    const figure = `rack due to frame, p${q * 100}`
    return { figure, value: rounded(value), unit: 'ms', bound: `< ${max} ms`, isOk: value < max }
  }
  return [
    { figure: 'racks measured', value: frameMs.length, unit: '' },
    { figure: 'rate', value: perSecond, unit: '/s' },
    bounded(0.5, p50MsMax),
    bounded(0.99, p99MsMax),
    { figure: 'rack due to frame, worst', value: rounded(Math.max(...frameMs)), unit: 'ms' },
    { figure: 'rack due to answer, p50', value: rounded(quantile(answerMs, 0.5)), unit: 'ms' },
    { figure: 'rack due to answer, p99', value: rounded(quantile(answerMs, 0.99)), unit: 'ms' },
    { figure: 'sender late, p99', value: rounded(quantile(lateMs, 0.99)), unit: 'ms' },
    { figure: 'the disk alone, 8 KiB and fdatasync, p99', value: rounded(quantile(diskMs, 0.99)), unit: 'ms' },
    { figure: 'the disk alone, worst', value: rounded(Math.max(...diskMs)), unit: 'ms' },
  ]
}

const form = (n: number) => ({ name: `Latency ${n}`, players: 16, raceTo: 30 })

/** A viewer with nothing but a socket: the clock stops when the frame is there. */
async function watch(url: string, id: string): Promise<Viewer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, 'railbird.v1')
  const seenAt = new Map<number, number>()
  const joined = Promise.withResolvers<void>()
  socket.onerror = () => joined.reject(new Error('the room could not be joined'))
  socket.onopen = () => socket.send(JSON.stringify({ t: 'hello', p: 1 }))
  socket.onmessage = ({ data }) => {
    const now = performance.now()
    const frame = JSON.parse(String(data)) as ServerFrame
    if (frame.t === 'welcome') socket.send(JSON.stringify({ t: 'sub', id: 1, room: 't:' + id }))
    if (frame.t === 'snap') joined.resolve()
    if (frame.t === 'ev') seenAt.set(frame.v, now)
    if (frame.t === 'b') for (let v = frame.from; v <= frame.to; v++) seenAt.set(v, now)
  }
  await joined.promise
  return { seenAt, [Symbol.dispose]: () => socket.close() }
}

/** Sends racks on their minute; each goes to the event whose turn it is, at a match nobody else scores. */
async function sendAll(director: Director, events: readonly string[]): Promise<Sample[]> {
  const next = generator(20181103)
  const boards = await Promise.all(events.map((event) => openBoard(director, event)))
  const pending: Promise<Sample>[] = []
  const startedAt = performance.now() + 100
  for (let i = 0; i < samples + warmUp; i++) {
    const dueAt = startedAt + (i * 1000) / perSecond
    await Bun.sleep(Math.max(0, dueAt - performance.now()))
    const board = boards[i % boards.length] as Board
    pending.push(sendRack(director, board, uniform(next), dueAt))
  }
  return Promise.all(pending)
}

interface Board {
  readonly event: string
  open: string[]
}

async function openBoard(director: Director, event: string): Promise<Board> {
  const { rows: seen } = await readSnapshot(director, event)
  const open = Object.values(seen.m).filter(({ state }) => state === 'ready' || state === 'active')
  return { event, open: open.map(({ id }) => id) }
}

async function sendRack(director: Director, board: Board, chance: number, dueAt: number): Promise<Sample> {
  const match = board.open[Math.floor(chance * board.open.length)]
  if (match === undefined) throw new Error('The events were played out before enough racks were measured.')
  const sentAt = performance.now()
  const path = `/api/matches/${match}/rack`
  const body = { winner: chance * 1000 - Math.floor(chance * 1000) < 0.5 ? 'a' : 'b' }
  const answer = await director.post<{ version: number; state: string }>(path, body)
  const answeredAt = performance.now()
  if (answer.state === 'completed') Object.assign(board, await openBoard(director, board.event))
  return { event: board.event, dueAt, sentAt, answeredAt, version: answer.version }
}

export const scenario: Scenario = { name: 'rack through HTTP to the frame of a viewer, same node', run }
