/**
 * A seed in batches that can be made in any order, so that several threads make them; here they come back in theirs.
 * First everybody who is there before any event, then events, then what the offices did.
 */
import type { Cast } from './cast.ts'
import { castOf } from './cast.ts'
import { addEvent, castRows } from './copy.ts'
import { eventsAtTables, playEvent } from './play.ts'
import { type CopiedTable, Rows } from './rows.ts'
import type { SeedSize } from './sizes.ts'
import { officeRows } from './trail.ts'

const eventsOf = 40

/** Text for COPY by table, and the table and key of a row that stands for all of them. */
export interface Batch {
  readonly texts: readonly { readonly table: CopiedTable; readonly text: string; readonly rows: number }[]
  readonly mark: { readonly table: 'users' | 'tournaments' | 'audit_logs'; readonly key: readonly string[] }
}

const eventsIn = ({ tournaments, earlier }: SeedSize) => tournaments + earlier.events
const groupsOf = (size: SeedSize) => Math.ceil(eventsIn(size) / eventsOf)

/** What makes batches of one size, once for each thread. */
export class Maker {
  readonly #size: SeedSize
  readonly #cast: Cast
  readonly #atTables: ReadonlySet<number>

  constructor(size: SeedSize) {
    this.#size = size
    this.#cast = castOf(size)
    this.#atTables = eventsAtTables(this.#cast, size)
  }

  /** Work is counted from 0: the cast, groups of events, and the office of each org. */
  static jobs(size: SeedSize): number {
    return 1 + groupsOf(size) + size.orgs
  }

  /** The batches of one piece of work, in order. */
  make(job: number): Batch[] {
    const groups = groupsOf(this.#size)
    if (job === 0) return [batchOf(castRows(this.#cast))]
    if (job <= groups) return [batchOf(this.#events((job - 1) * eventsOf))]
    return [...officeRows(this.#cast, this.#size, job - groups - 1)].map(batchOf)
  }

  #events(from: number): Rows {
    const rows = new Rows()
    for (let at = from; at < Math.min(from + eventsOf, eventsIn(this.#size)); at++) {
      addEvent(rows, playEvent(this.#cast, this.#size, at, this.#atTables.has(at)))
    }
    return rows
  }
}

const marks = ['users', 'tournaments', 'audit_logs'] as const

function batchOf(rows: Rows): Batch {
  const table = marks.find((name) => rows.lines.has(name)) ?? 'users'
  const [line = ''] = rows.lines.get(table) ?? []
  const [first = '', second = ''] = line.split('\t')
  const texts = [...rows.texts()].map(([name, text]) => {
    return { table: name, text, rows: rows.lines.get(name)?.length ?? 0 }
  })
  return { texts, mark: { table, key: table === 'audit_logs' ? [first, second] : [first] } }
}

/** Makes all batches of a size on `threads` threads, a few of them ahead, and gives them in order. */
export async function* batches(size: SeedSize, threads: number): AsyncGenerator<Batch> {
  const workers = Array.from({ length: threads }, () => new Worker(new URL('../seed-thread.ts', import.meta.url).href))
  try {
    const made: Promise<Batch[]>[] = []
    const jobs = Maker.jobs(size)
    for (let job = 0; job < jobs; job++) {
      for (let next = made.length; next < Math.min(jobs, job + threads * 2); next++) {
        const worker = workers[next % threads]
        if (worker !== undefined) made.push(ask(worker, size, next))
      }
      yield* (await made[job]) ?? []
      made[job] = Promise.resolve([])
    }
  } finally {
    for (const worker of workers) worker.terminate()
  }
}

function ask(worker: Worker, size: SeedSize, job: number): Promise<Batch[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Batch[]>()
  // Whoever waits for the batch hears of a failure; one that nobody waits for any more is no matter.
  promise.catch(() => undefined)
  const hear = ({ data }: MessageEvent<{ readonly job: number; readonly batches: Batch[] }>) => {
    if (data.job !== job) return
    worker.removeEventListener('message', hear)
    resolve(data.batches)
  }
  worker.addEventListener('message', hear)
  worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true })
  worker.postMessage({ size, job })
  return promise
}
