import { afterAll, beforeAll, expect, test } from 'bun:test'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { openJobs, type Job } from './jobs.ts'

let t: TestDatabase
beforeAll(async () => void (t = await testDatabase()), 60_000)
afterAll(() => t[Symbol.asyncDispose]())

const never = '0 0 1 1 *'
const silent = { info: () => {}, warn: () => {} }
const open = (jobs: readonly Job[], target = t.target) => openJobs({ target, jobs, log: silent })
const runsOf = (job: string) => t.ownerSql`select result, error, ended_at is not null as ended from job_runs
  where job = ${job} order by started_at`

test('two nodes never run the same job at the same moment', async () => {
  const gate = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  let inside = 0
  const job: Job = {
    name: 'sweep',
    pattern: never,
    async run() {
      inside++
      entered.resolve()
      await gate.promise
      return 'swept'
    },
  }
  await using one = open([job])
  await using other = open([job, { ...job, name: 'another', run: async () => 'done at once' }])

  const first = one.runNow('sweep')
  await entered.promise
  expect(await other.runNow('sweep')).toBe('elsewhere')
  expect(await other.runNow('another')).toBe('done')
  gate.resolve()
  expect([await first, inside]).toEqual(['done', 1])
  expect(await other.runNow('sweep')).toBe('done')
  expect([...(await runsOf('sweep'))]).toEqual([
    { result: 'swept', error: null, ended: true },
    { result: 'swept', error: null, ended: true },
  ])
})

test('a job that fails leaves its words, and runs again at its next time', async () => {
  const said: unknown[] = []
  let isBroken = true
  const run = async () => {
    if (isBroken) throw new Error('the disk is full')
    return 'fine'
  }
  await using jobs = openJobs({
    target: t.target,
    jobs: [{ name: 'clean', pattern: never, run }],
    log: { ...silent, warn: (...args: unknown[]) => said.push(args) },
  })
  expect(await jobs.runNow('clean')).toBe('failed')
  isBroken = false
  expect(await jobs.runNow('clean')).toBe('done')

  expect(said).toHaveLength(1)
  expect([...(await runsOf('clean'))]).toEqual([
    { result: null, error: 'the disk is full', ended: true },
    { result: 'fine', error: null, ended: true },
  ])
  expect(jobs.runNow('cleen')).rejects.toThrow('there is no job cleen here; there are clean')
})

test('a job of the owner runs as the owner, and is left out where there is none', async () => {
  const job: Job = {
    name: 'shape',
    pattern: never,
    isOwners: true,
    run: async (sql) => String((await sql`select pg_has_role('railbird_owner', 'member') as may`)[0]?.['may']),
  }
  await using full = open([job])
  await using without = open([job], { ...t.target, owner: null })

  expect([full.leftOut, without.leftOut]).toEqual([[], ['shape']])
  expect(await full.runNow('shape')).toBe('done')
  expect((await runsOf('shape'))[0]?.['result']).toBe('true')
})

test('a clock that is set runs the job by itself, and no more once it is disposed of', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let runs = 0
  const run = async () => {
    runs++
    resolve()
    return 'ticked'
  }
  {
    await using jobs = open([{ name: 'tick', pattern: '* * * * * *', run }])
    jobs.start()
    await promise
  }
  const after = runs
  expect(await runsOf('tick')).toHaveLength(after)
})
