/**
 * Writes to several nodes in turn at a stated rate, and reads of all of them all the time. Only noted here: who was
 * acknowledged what and when, who read what and when. Judged by `staleness.ts`.
 */
import type { Violation } from '../check/laws.ts'
import type { Director } from '../director.ts'
import type { Acked, Seen } from './staleness.ts'

export interface TrafficOptions {
  readonly director: Director
  readonly urls: readonly string[]
  /** Writes a second over all nodes. */
  readonly rate: number
  readonly tournaments: number
}

export interface Traffic {
  readonly acked: Acked[]
  readonly seen: readonly Seen[]
  /** Answers that no fault of Redis excuses. */
  readonly refused: readonly Violation[]
  readonly ids: readonly string[]
  readonly urls: readonly string[]
  /** What writes are booked under from now on; null: nobody writes. */
  during(phase: string | null): void
  /** Highest version acknowledged of a tournament. */
  version(id: string): number
  /** One write to any node: its version, or null if the connection broke. */
  write(url: string, id: string): Promise<number | null>
  stop(): Promise<void>
}

const at = (url: string, id: string) => `${url}/api/tournaments/${id}`
const readPauseMs = 4
const answerMsMax = 5000

/** Makes the tournaments and begins to read; writes begin with the first phase. */
export async function startTraffic({ director, urls, rate, tournaments }: TrafficOptions): Promise<Traffic> {
  const acked: Acked[] = []
  const seen: Seen[] = []
  const refused: Violation[] = []
  const ids = await makeTournaments(director, tournaments)
  const known = new Map<string, number>()
  let phase: string | null = null
  let [isStopped, written] = [false, 0]

  async function ask(url: string, init: RequestInit): Promise<number | null> {
    const headers = { ...director.headers, 'content-type': 'application/json' }
    const answer = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(answerMsMax) })
    await answer.arrayBuffer()
    if (answer.ok) return Number(answer.headers.get('railbird-version'))
    refused.push({ law: 'answer', detail: `${init.method} of ${phase ?? 'a pause'}: ${answer.status}` })
    return null
  }

  async function write(url: string, id: string): Promise<number | null> {
    const body = JSON.stringify({ name: `Wire ${++written}` })
    try {
      const version = await ask(at(url, id), { method: 'PATCH', body })
      if (version !== null) known.set(id, Math.max(known.get(id) ?? 0, version))
      return version
    } catch (error) {
      if (error instanceof Error) return null
      throw error
    }
  }

  async function writer(): Promise<void> {
    for (let turn = 0; !isStopped; turn++) {
      const due = performance.now() + 1000 / rate
      const node = turn % urls.length
      const id = ids[Math.floor(turn / urls.length) % ids.length] ?? ''
      const booked = phase
      if (booked !== null) {
        const version = await write(urls[node] ?? '', id)
        if (version !== null) acked.push({ phase: booked, node, id, version, at: performance.now() })
      }
      await Bun.sleep(Math.max(0, due - performance.now()))
    }
  }

  async function reader(node: number): Promise<void> {
    for (let turn = 0; !isStopped; turn++) {
      const id = ids[turn % ids.length] ?? ''
      const began = performance.now()
      const version = await ask(at(urls[node] ?? '', id), { method: 'GET' })
      if (version !== null) seen.push({ node, id, version, at: began })
      await Bun.sleep(readPauseMs)
    }
  }

  const running = Promise.all([writer(), ...urls.map((_, node) => reader(node))])
  return {
    acked,
    seen,
    refused,
    ids,
    urls,
    during: (name) => void (phase = name),
    version: (id) => known.get(id) ?? 0,
    write,
    async stop() {
      isStopped = true
      await running
    },
  }
}

async function makeTournaments(director: Director, howMany: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 1; n <= howMany; n++) {
    const form = { name: `Wire ${n}`, type: 'single_elimination' }
    ids.push((await director.post<{ id: string }>('/api/tournaments', form)).id)
  }
  return ids
}
