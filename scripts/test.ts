/**
 * `bun run test [-- suite ...] [--long]`: runs every suite in a process of its own and sums what their reports say.
 * A suite that cannot run here is named with the reason, never silently left out.
 * What the laws say of how much they ran is repeated at the end.
 * The last line is `N passed, N failed`; the exit code is 1 if anything failed.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argumentsOf, countOf, filesOf, findChromium, suites } from './suites.ts'
import type { Count, Suite } from './suites.ts'

const root = join(import.meta.dir, '..')
/** How often each law is tried at full length; the whole evenings and the sequences of edits have their own counts. */
const lengths = { LAW_RUNS: '1000', FULL_RUNS: '100000', EDIT_RUNS: '10000', FUZZ_RUNS: '100000' }
const longFactor = 10
const graceMs = 15_000

const find = (program: string) => Bun.which(program) ?? undefined

function environment(isLong: boolean): Record<string, string | undefined> {
  const long = isLong ? lengths : {}
  return { ...process.env, CHROME: findChromium(find, process.env.CHROME), ...long }
}

/** Copies a stream to our own output while it is read, and gives it as text. */
async function echoed(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    process.stdout.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

interface Ran {
  readonly count: Count
  /** Lines of the laws on how much they ran. */
  readonly said: readonly string[]
}

async function run(suite: Suite, folder: string, isLong: boolean): Promise<Ran> {
  const factor = isLong ? longFactor : 1
  const suiteMs = suite.suiteMs * factor
  const report = join(folder, `${suite.name}.xml`)
  const child = Bun.spawn([process.execPath, ...argumentsOf(suite, report, factor)], {
    cwd: root,
    env: environment(isLong),
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const late = setTimeout(() => {
    process.stdout.write(`${suite.name}: stopped after ${suiteMs / 1000} s\n`)
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref()
  }, suiteMs)
  const streams = Promise.all([echoed(child.stdout), echoed(child.stderr)])
  const exitCode = await child.exited
  clearTimeout(late)
  // A server that a killed test left behind would hold the pipes open for ever.
  const printed = await Promise.race([streams, Bun.sleep(graceMs).then(() => [])])
  const file = Bun.file(report)
  const output = printed.join('\n')
  const count = countOf({ report: (await file.exists()) ? await file.text() : '', output, exitCode })
  return { count, said: output.match(/^laws: .*$/gm) ?? [] }
}

/** Runs the chosen suites, all if none is named. */
async function runAll(chosen: readonly string[], isLong: boolean): Promise<Count> {
  const paths = [...new Bun.Glob('{src,db,bench,load,scripts}/**/*.test.{ts,tsx}').scanSync({ cwd: root })]
  const folder = await mkdtemp(join(tmpdir(), 'railbird-test-'))
  const total = { passed: 0, failed: 0, skipped: 0 }
  const lines: string[] = []
  for (const suite of suites.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
    const missing = filesOf(suite, paths).length === 0 ? 'there are no such tests' : suite.lacks(find)
    if (missing !== undefined) {
      process.stdout.write(`${suite.name}: not run: ${missing}\n`)
      continue
    }
    const started = performance.now()
    const { count, said } = await run(suite, folder, isLong)
    lines.push(...said)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`${suite.name}: ${told(count)}, ${count.skipped} skipped in ${seconds} s\n`)
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key]
  }
  await rm(folder, { recursive: true, force: true })
  for (const line of lines) process.stdout.write(`${line}\n`)
  return total
}

function told({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`
}

const words = process.argv.slice(2)
const unknown = words.filter((word) => word !== '--long' && !suites.some(({ name }) => name === word))
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(' ')}; suites are ${suites.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}
const total = await runAll(
  words.filter((word) => word !== '--long'),
  words.includes('--long'),
)
process.stdout.write(`\n${told(total)}\n`)
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)
