/**
 * Clients that ask one after the other, reads and writes mixed, spread over the nodes in the balance, until a
 * number of answers is reached. Every answer is kept with the version of the node that gave it.
 */
import { generator, uniform } from '../../src/engine/random.ts'
import { readSnapshot, type Director } from '../director.ts'

/** A node in the balance. */
export interface Node {
  readonly url: string
  readonly version: string
}

export interface Served {
  readonly what: string
  readonly version: string
  readonly phase: string
  readonly isWrite: boolean
  readonly status: number
  /** The beginning of a body that is no success. */
  readonly detail: string
  readonly ms: number
}

export interface Phase {
  readonly name: string
  readonly ms: number
  readonly from: number
}

export interface Serving {
  readonly answers: readonly Served[]
  readonly phases: readonly Phase[]
  /** Says which nodes are in the balance. */
  put(...nodes: readonly Node[]): void
  /** Names what has been done since the last call, with the time it took. */
  during(name: string): void
  /** Resolves when a share of all answers has come, and marks the time. */
  until(share: number): Promise<void>
  /** Resolves when a node has no request left. */
  quiet(url: string): Promise<void>
  done(): Promise<void>
}

/** An org with events that are being played. */
export interface Hall {
  readonly director: Director
  readonly ids: readonly string[]
}

interface Wish {
  readonly director: Director
  readonly what: string
  readonly path: string
  readonly method?: 'POST' | 'PATCH'
  readonly body?: unknown
}

const clients = 8
const writeShare = 0.1
const msMax = 15_000

/** Begins when the first node is put into the balance. */
export async function startServing(halls: readonly Hall[], total: number, seed: number): Promise<Serving> {
  const next = generator(seed)
  const all = await Promise.all(halls.map((hall) => wishesOf(hall, next)))
  const wishes = (at: number): Wish => (all[at % all.length] as () => Wish)()
  const answers: Served[] = []
  const phases: Phase[] = []
  const busy = new Map<string, number>()
  let nodes: readonly Node[] = []
  let [asked, turn, since, from, phase] = [0, 0, performance.now(), 0, 'before']

  async function work(): Promise<void> {
    while (asked < total) {
      const node = nodes[turn++ % Math.max(1, nodes.length)]
      if (!node) {
        await Bun.sleep(5)
        continue
      }
      asked++
      busy.set(node.url, (busy.get(node.url) ?? 0) + 1)
      answers.push({ ...(await ask(node, wishes(asked))), version: node.version, phase })
      busy.set(node.url, (busy.get(node.url) ?? 0) - 1)
    }
  }
  const running = Promise.all(Array.from({ length: clients }, work))
  const when = async (isTrue: () => boolean) => {
    while (!isTrue()) await Bun.sleep(5)
  }
  return {
    answers,
    phases,
    put: (...given) => void (nodes = given),
    during(name) {
      phases.push({ name, from, ms: Math.round(performance.now() - since) })
      phase = `after ${name}`
    },
    async until(share) {
      await when(() => answers.length >= total * share)
      since = performance.now()
      from = answers.length
    },
    quiet: (url) => when(() => (busy.get(url) ?? 0) === 0),
    done: async () => void (await running),
  }
}

/** What is asked for next: cached and uncached reads, and writes that nothing forbids. */
async function wishesOf({ director, ids }: Hall, next: () => number): Promise<() => Wish> {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(uniform(next) * all.length)] as T
  const players: string[] = []
  const matches: string[] = []
  for (const id of ids) {
    const { rows } = await readSnapshot(director, id)
    players.push(...Object.keys(rows.p).map((player) => `/api/tournaments/${id}/players/${player}`))
    const ready = Object.values(rows.m).filter(({ state }) => state === 'ready')
    matches.push(...ready.map((match) => `/api/matches/${match.id}/rack`))
  }
  const reads = ids.flatMap((id) => {
    const shared = `/api/public/${director.orgSlug}/tournaments/${id}`
    const own = ['', '/bracket', '/players', '/matches?state=ready', '/events?since=0&limit=50']
    return [...['', '/bracket', '/standings', '/players'].map((view) => shared + view)].concat(
      own.map((view) => `/api/tournaments/${id}${view}`),
    )
  })
  reads.push('/api/tournaments', '/api/tournaments?status=active&sortBy=name', '/api/public/tournaments')
  const racks = new Map<string, number>()
  return () => {
    if (uniform(next) >= writeShare) return { director, what: 'read', path: pick(reads) }
    if (uniform(next) < 0.5) {
      const body = { club: `Club ${Math.floor(uniform(next) * 50)}` }
      return { director, what: 'player', path: pick(players), method: 'PATCH', body }
    }
    // Both sides in turn: no match ends before its 199th rack.
    const path = pick(matches)
    const count = racks.get(path) ?? 0
    racks.set(path, count + 1)
    return { director, what: 'rack', path, method: 'POST', body: { winner: count % 2 === 0 ? 'a' : 'b' } }
  }
}

async function ask(
  node: Node,
  { director, what, path, method, body }: Wish,
): Promise<Omit<Served, 'version' | 'phase'>> {
  const at = performance.now()
  const told = { what: `${what} ${path}`, isWrite: method !== undefined }
  try {
    const headers = { ...director.headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
    const init = method ? { method, headers, body: JSON.stringify(body) } : { headers: director.headers }
    const answer = await fetch(node.url + path, { ...init, signal: AbortSignal.timeout(msMax) })
    const text = await answer.text()
    return { ...told, status: answer.status, detail: answer.ok ? '' : text.slice(0, 200), ms: performance.now() - at }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { ...told, status: 0, detail: error.message, ms: performance.now() - at }
  }
}
