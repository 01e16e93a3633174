/**
 * `bun run bench [-- --only <part of a name>]`: tables for people, with the machine they were measured on.
 * Benches (`suite/*.bench.ts`) go through mitata against their peers, scenarios (`scenario/*.ts`) run one by one.
 * Nothing here decides a merge: a single pass on a shared machine can be wrong in direction.
 */
import { cpus, release, totalmem } from 'node:os'
import { bench as measureLater, do_not_optimize, run } from 'mitata'
import type { Bench, Scenario } from './bench.ts'
import { benchTable, scenarioTable } from './report.ts'
import type { Measured } from './report.ts'

const seed = 20181103
const here = import.meta.dir

/** The machine in one line, so that a figure copied elsewhere can carry it. */
function machine(): string {
  const [cpu] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const commit = Bun.spawnSync(['git', 'rev-parse', '--short', 'HEAD'], { cwd: here })
  const sha = commit.success ? commit.stdout.toString().trim() : 'no git'
  const model = cpu?.model.trim() ?? 'unknown processor'
  const system = `${process.platform} ${release()}, Bun ${Bun.version}`
  return `${model}, ${cpus().length} cores, ${memory}, ${system}, commit ${sha}`
}

async function load<T>(pattern: string, member: string): Promise<T[]> {
  const found: T[] = []
  for (const path of [...new Bun.Glob(pattern).scanSync({ cwd: here })].toSorted()) {
    const module = (await import(`${here}/${path}`)) as Record<string, T | T[] | undefined>
    const value = module[member]
    if (value === undefined) process.stdout.write(`${path} exports no "${member}": left out\n`)
    else found.push(...(Array.isArray(value) ? value : [value]))
  }
  return found
}

/** Runs benches through mitata, which warms up and batches short ones by itself. */
async function measure(benches: readonly Bench[]): Promise<Measured[]> {
  const peers = new Map(benches.map(({ name, peerOf }) => [name, peerOf]))
  for (const one of benches) {
    const state = await one.setup(seed)
    // The result is handed on: a promise is then waited for, where it would else be measured as it is made.
    measureLater(one.name, () => {
      const result = one.run(state, 1)
      do_not_optimize(result)
      return result
    })
  }
  const { benchmarks } = await run({ format: 'quiet', throw: true })
  return benchmarks
    .flatMap(({ runs }) => runs)
    .flatMap(({ name, stats }) => {
      if (stats === undefined) return []
      return [{ name, avg: stats.avg, p50: stats.p50, p99: stats.p99, peerOf: peers.get(name) }]
    })
}

/** Runs scenarios one after another; one that throws is told and does not stop the others. */
async function runScenarios(scenarios: readonly Scenario[]): Promise<{ results: object[]; failed: number }> {
  const results: object[] = []
  let failed = 0
  for (const { name, run: start } of scenarios) {
    process.stdout.write(`\n${name}\n`)
    try {
      const rows = await start()
      process.stdout.write(`${scenarioTable(rows)}\n`)
      results.push({ name, rows })
    } catch (error) {
      failed++
      process.stdout.write(`not measured: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
  return { results, failed }
}

function wanted<T extends { readonly name: string; readonly peerOf?: string }>(all: readonly T[], part: string): T[] {
  return all.filter(({ name, peerOf }) => name.includes(part) || (peerOf ?? '').includes(part))
}

async function main(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--only')
  const part = at === -1 ? '' : (args[at + 1] ?? '')
  const benches = wanted(await load<Bench>('suite/*.bench.ts', 'benches'), part)
  const scenarios = wanted(await load<Scenario>('scenario/*.ts', 'scenario'), part)
  process.stdout.write(`${machine()}, seed ${seed}\n`)
  if (benches.length + scenarios.length === 0) {
    process.stdout.write(part === '' ? 'there are no benches\n' : `no bench is called "${part}"\n`)
    return 2
  }
  const measured = benches.length > 0 ? await measure(benches) : []
  if (measured.length > 0) process.stdout.write(`\n${benchTable(measured)}\n`)
  const { results, failed } = await runScenarios(scenarios)
  const saved = { machine: machine(), seed, at: new Date().toISOString(), benches: measured, scenarios: results }
  await Bun.write(`${here}/results/bench.json`, JSON.stringify(saved, null, 2))
  return failed > 0 ? 1 : 0
}

process.exit(await main(process.argv.slice(2)))
