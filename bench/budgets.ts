/**
 * `bun run bench:budgets [-- --write] [-- --drop]`: the plan of every statement that the server sends, over the seed in
 * the database of the configuration, against `budgets/plans.json` and the rules of `budgets/judge.ts`.
 * `--write` notes the plans as they are; `--drop` takes the twenty indexes away, one at a time and rolled back, and
 * wants to see the budgets that name them broken. Nobody else may use the database meanwhile.
 */
import { parseArgs } from 'node:util'
import { compare, noted, type Size } from './budgets/compare.ts'
import { faultsOf, fingerprint, pathsOf } from './budgets/judge.ts'
import { observe } from './budgets/observe.ts'
import type { Sent } from './db/capture.ts'
import { openCluster } from './db/cluster.ts'
import type { Plan } from './db/plans.ts'
import { codeOf } from '../src/store/database.ts'
import { openSession, type Replayed, type Session } from './db/replay.ts'

const plansFile = `${import.meta.dir}/budgets/plans.json`
const loadMatchesMin = 1_000_000
const say = (line: string) => void process.stdout.write(`${line}\n`)

const plansOf = (rounds: readonly Replayed[]): Plan[] =>
  rounds.flatMap(({ statements }) => statements.flatMap(({ plan, inside }) => [plan, ...inside]))

/** The indexes through which each read goes, one read for each statement. */
async function readsByIndex(session: Session, reads: readonly Sent[]): Promise<Map<string, Sent[]>> {
  const byIndex = new Map<string, Sent[]>()
  const single = new Map(reads.map((read) => [fingerprint(read.text), read]))
  for (const read of single.values()) {
    const paths = pathsOf(plansOf(await session.rounds([read], 1)))
    for (const index of new Set(paths.map((path) => path.split(' ').at(-1) ?? ''))) {
      byIndex.set(index, [...(byIndex.get(index) ?? []), read])
    }
  }
  return byIndex
}

const readsMax = 3
const slowMs = 3000
const cancelled = '57014'

/** Drops each index in a transaction that is rolled back; the names of those that no budget misses. */
async function dropEach(session: Session, reads: readonly Sent[], twenty: readonly string[]): Promise<string[]> {
  const byIndex = await readsByIndex(session, reads)
  const unmissed: string[] = []
  await session.sql.unsafe(`set statement_timeout = ${slowMs}`)
  for (const index of twenty) {
    const named = (byIndex.get(index) ?? []).slice(0, readsMax)
    const red: string[] = []
    for (const read of named) {
      const rounds = await session.rounds([read], 1, [index]).catch((error: unknown) => {
        if (codeOf(error) !== cancelled) throw error
        return null
      })
      if (rounds === null) {
        red.push(`takes more than ${slowMs} ms: ${fingerprint(read.text).slice(-160)}`)
        continue
      }
      const plans = plansOf(rounds)
      if (pathsOf(plans).some((path) => path.endsWith(` ${index}`))) continue
      const [fault] = plans.flatMap((plan) => faultsOf(plan, []))
      red.push(`${fault?.say ?? `goes by ${pathsOf(plans).join(', ')}`}: ${fingerprint(read.text).slice(-160)}`)
    }
    if (red.length === 0) unmissed.push(index)
    say(`without ${index}: ${red.length} of ${named.length} budgets that name it are red`)
    for (const line of red.slice(0, 1)) say(`  ${line}`)
  }
  return unmissed
}

async function main(options: { readonly write: boolean; readonly drop: boolean }): Promise<number> {
  await using cluster = await openCluster()
  const target = cluster.target()
  if (target.owner === null) throw new Error('budgets need the login of a superuser: set DATABASE_OWNER_URL')
  await using session = await openSession(target.owner)
  // Plans follow what is known of the rows, and a bench or a test that wrote here has left that behind.
  await session.sql.unsafe('vacuum analyze')
  const seen = await observe(target)
  const [matches] = await session.sql`select reltuples::bigint as count from pg_class where relname = 'matches'`
  const size: Size = Number(matches?.count) > loadMatchesMin ? 'load' : 'ci'
  if (options.write) await Bun.write(plansFile, `${JSON.stringify(await noted(plansFile, size, seen), null, 2)}\n`)
  const { faults, unknown } = await compare(plansFile, size, seen)
  for (const fault of faults) say(fault)
  for (const line of unknown) say(`not noted yet (--write): ${line.slice(0, 160)}`)
  const found = await session.sql`select relname as name from pg_class where relname like 'idx%' order by 1`
  const twenty = found.map(({ name }) => String(name))
  const unmissed = options.drop ? await dropEach(session, seen.reads, twenty) : []
  for (const index of unmissed) say(`no budget misses ${index}`)
  say(`${seen.statements.size} statements on the ${size} seed, ${faults.length} faults`)
  return faults.length + unmissed.length > 0 ? 1 : 0
}

if (import.meta.main) {
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options: { write: flag, drop: flag } })
    // Timers of the server that was walked would keep the process for minutes.
    process.exit(await main(values))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
