/**
 * CPU of the server for one cached read of a bracket, against a bare `Bun.serve` in a process of its own that returns
 * the same bytes, headers and body. All are asked in turn, in short slices whose order is drawn, so that noise meets
 * them alike. Counted is the CPU time of all threads of the serving process; Postgres is asked for one head a second.
 */
import { generator, uniform } from '../../src/engine/random.ts'
import { registerDirector, startEvent } from '../../load/director.ts'
import { createTarget } from '../../load/target.ts'
import type { Row, Scenario } from '../bench.ts'
import { cpuMicros } from '../measure/process.ts'
import { quantile, rounded } from '../measure/quantiles.ts'

const ratioMax = 1.6
const slices = 60
const warmUpSlices = 20
const requestsPerSlice = 400
const connections = 8
const same = 'bare, same headers and body'
const bodyOnly = 'bare, same body'

interface Arm {
  readonly name: string
  readonly pid: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

async function run(): Promise<Row[]> {
  await using target = createTarget()
  await target.start()
  const director = await registerDirector(target.url)
  const id = await startEvent(director, { name: 'Cached', players: 48, raceTo: 7 })
  const read = `${target.url}/api/public/${director.orgSlug}/tournaments/${id}/bracket`
  const own = `${target.url}/api/tournaments/${id}/bracket`
  const answer = await fetch(read)
  const bytes = await answer.bytes()
  await using plain = await bareServer(bytes, { 'content-type': 'application/json' })
  await using dressed = await bareServer(bytes, answer.headers.toJSON())
  const arms: Arm[] = [
    { name: 'railbird, anybody', pid: target.pid, url: read, headers: {} },
    { name: 'railbird, signed in', pid: target.pid, url: own, headers: director.headers },
    { name: bodyOnly, ...plain, headers: {} },
    { name: same, ...dressed, headers: {} },
  ]
  return rows(await measure(arms), bytes.length)
}

/** Median over the slices of CPU microseconds a request, and of the ratios of arms asked in the same slice. */
function rows(cost: ReadonlyMap<string, number[]>, bytes: number): Row[] {
  const of = (name: string) => cost.get(name) ?? []
  const median = (name: string): Row => {
    return { figure: `CPU a request, ${name}`, value: rounded(quantile(of(name), 0.5)), unit: 'µs' }
  }
  const ratio = (name: string, base: string) => {
    const value = quantile(
      of(name).map((each, at) => each / (of(base)[at] ?? Number.NaN)),
      0.5,
    )
    return Math.round(value * 100) / 100
  }
  const bounded = (name: string): Row => {
    const value = ratio(name, same)
    return { figure: `${name} / ${same}`, value, unit: 'x', bound: `<= ${ratioMax}`, isOk: value <= ratioMax }
  }
  return [
    { figure: 'body', value: bytes, unit: 'bytes' },
    ...[...cost.keys()].map(median),
    bounded('railbird, anybody'),
    bounded('railbird, signed in'),
    { figure: `railbird, anybody / ${bodyOnly}`, value: ratio('railbird, anybody', bodyOnly), unit: 'x' },
  ]
}

async function measure(arms: readonly Arm[]): Promise<Map<string, number[]>> {
  const next = generator(20181103)
  const cost = new Map<string, number[]>(arms.map(({ name }) => [name, []]))
  for (let slice = 0; slice < warmUpSlices + slices; slice++) {
    const order = arms.map((arm) => ({ arm, key: uniform(next) })).sort((x, y) => x.key - y.key)
    for (const { arm } of order) {
      const micros = await oneSlice(arm)
      if (slice >= warmUpSlices) cost.get(arm.name)?.push(micros)
    }
  }
  return cost
}

/** CPU microseconds a request over one slice. */
async function oneSlice({ pid, url, headers }: Arm): Promise<number> {
  const before = cpuMicros(pid)
  let left = requestsPerSlice
  const work = async () => {
    while (left-- > 0) {
      const answer = await fetch(url, { headers })
      if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  return (cpuMicros(pid) - before) / requestsPerSlice
}

const bareCode = `
const [headers, path] = [JSON.parse(process.argv[1]), process.argv[2]]
const bytes = await Bun.file(path).bytes()
const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response(bytes, { headers }) })
console.log(server.port)`

/** A process that does nothing but answer with these bytes. */
async function bareServer(
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<{ pid: number; url: string } & AsyncDisposable> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(date|content-length)$/.test(name)))
  const path = `${process.env.TMPDIR ?? '/tmp'}/railbird-bench-${crypto.randomUUID()}`
  await Bun.write(path, bytes)
  const command = [process.execPath, '-e', bareCode, JSON.stringify(kept), path]
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' })
  const { value } = await child.stdout.getReader().read()
  const url = `http://127.0.0.1:${Number(new TextDecoder().decode(value))}/`
  const dispose = async () => {
    child.kill()
    await child.exited
    await Bun.file(path).delete()
  }
  return { pid: child.pid, url, [Symbol.asyncDispose]: dispose }
}

export const scenario: Scenario = { name: 'CPU of a cached bracket read against a bare Bun.serve', run }
