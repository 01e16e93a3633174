/**
 * Named jobs that one node of all does at a time: whichever gets the job's advisory lock, on a connection of its own.
 * A run is a row of `job_runs` with start, end and result or error, unless nothing was due; a job that fails is said in
 * the log and tried at its next time. Times are cron patterns in UTC.
 * Invariant: two nodes never run the same job at the same moment.
 */
import { Cron } from 'croner'
import type postgres from 'postgres'
import type { Log } from '../log.ts'
import { connect, type DatabaseTarget, type Endpoint } from './target.ts'

/** Work with a name and its times. */
export interface Job {
  /** Short and lasting: it names the lock and the rows. */
  readonly name: string
  /** Five fields: minute, hour, day, month, weekday. */
  readonly pattern: string
  /** One connection as app, as owner where `isOwners`. Returns what was done, in words; null: nothing was due. */
  readonly run: (sql: postgres.Sql) => Promise<string | null>
  /** Left out, and said so, where this process has no login of the owner. */
  readonly isOwners?: boolean
}

/** How a run ended: done by this node, under way on another, or failed. */
export type JobEnd = 'done' | 'elsewhere' | 'failed'

/** The jobs of one process. Nothing runs before `start`. */
export interface Jobs extends AsyncDisposable {
  /** Sets the clocks. */
  start(): void
  /** One run now, unless another node is at it. Throws for a name that is no job here. */
  runNow(name: string): Promise<JobEnd>
  /** Names of jobs that are left to others, because this process is not the owner. */
  readonly leftOut: readonly string[]
}

interface JobsDeps {
  readonly target: DatabaseTarget
  readonly jobs: readonly Job[]
  readonly log: Pick<Log, 'info' | 'warn'>
}

const keptDays = 30
const idleSeconds = 30

/** Opens the jobs of this process; connections are made when the first run is due. */
export function openJobs({ target, jobs, log }: JobsDeps): Jobs {
  const options = { max: 1, fetch_types: false, idle_timeout: idleSeconds }
  const app = connect(target.app, options)
  const owner = target.owner && connect(target.owner, options)
  const mine = jobs.filter(({ isOwners }) => !isOwners || owner !== null)
  const running = new Set<Promise<JobEnd>>()
  const clocks: Cron[] = []

  const run = async (job: Job): Promise<JobEnd> => {
    try {
      return await underLock(target.app, job, () => job.run(job.isOwners && owner ? owner : app))
    } catch (error) {
      log.warn({ err: error, job: job.name }, 'a job has failed')
      return 'failed'
    }
  }
  const track = (job: Job): Promise<JobEnd> => {
    const work = run(job).finally(() => running.delete(work))
    running.add(work)
    return work
  }

  return {
    leftOut: jobs.filter((job) => !mine.includes(job)).map(({ name }) => name),
    start() {
      for (const job of mine) {
        clocks.push(
          new Cron(job.pattern, { timezone: 'UTC', protect: true, unref: true }, async () => void (await track(job))),
        )
      }
    },
    async runNow(name) {
      const job = mine.find((one) => one.name === name)
      if (!job) throw new Error(`there is no job ${name} here; there are ${mine.map((one) => one.name).join(', ')}`)
      return track(job)
    },
    async [Symbol.asyncDispose]() {
      for (const clock of clocks) clock.stop()
      await Promise.all(running)
      await app.end({ timeout: 1 })
      await owner?.end({ timeout: 1 })
    },
  }
}

/** Holds the lock on a connection of its own for as long as the work takes. */
async function underLock(endpoint: Endpoint, { name }: Job, work: () => Promise<string | null>): Promise<JobEnd> {
  const held = connect(endpoint, { max: 1, fetch_types: false, max_lifetime: null })
  const note = (result: string | null, error: string | null, id: string) =>
    held`update job_runs set ended_at = clock_timestamp(), result = ${result}, error = ${error} where id = ${id}`
  try {
    const [lock] = await held`select pg_try_advisory_lock(hashtextextended(${`job ${name}`}, 0)) as mine`
    if (lock?.['mine'] !== true) return 'elsewhere'
    const id = Bun.randomUUIDv7()
    await held`insert into job_runs (id, job) values (${id}, ${name})`
    await held`delete from job_runs where job = ${name} and started_at < now() - make_interval(days => ${keptDays})`
    try {
      const result = await work()
      await (result === null ? held`delete from job_runs where id = ${id}` : note(result, null, id))
      return 'done'
    } catch (error) {
      await note(null, error instanceof Error ? error.message : String(error), id)
      throw error
    } finally {
      await held`select pg_advisory_unlock(hashtextextended(${`job ${name}`}, 0))`
    }
  } finally {
    // Where this process dies, the lock goes with the connection.
    await held.end({ timeout: 1 })
  }
}
