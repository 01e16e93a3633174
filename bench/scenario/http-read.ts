/**
 * A body of 17 KB through the whole server: a hit in zstd and a 304, against a bare `Bun.serve` with the same bytes,
 * our own route without cache and without database, and what others would do with such a body in their usual way.
 * The figures also go to bench/results/http-read.md and .json.
 */
import { join } from 'node:path'
import { registerDirector, startEvent } from '../../load/director.ts'
import { createTarget } from '../../load/target.ts'
import type { Row, Scenario } from '../bench.ts'
import { measureArms, medianRatio, type Arm, type Cost } from '../measure/paired.ts'
import { quantile, rounded } from '../measure/quantiles.ts'
import { spawnPeer } from '../peer/spawn.ts'

const plan = { slices: 40, warmUpSlices: 10, warmUpTimes: 40, connections: 8 }
const requests = 300
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' }
const results = join(import.meta.dir, '../results')
// A single elimination of so many players is a bracket of 17 KB.
const players = 13

const hit = 'railbird, zstd hit'
const signedIn = 'railbird, zstd hit, signed in'
const lookedUp = 'the same, the caller looked up once in 300'
const unchanged = 'railbird, 304'
const bare = 'bare Bun.serve, same headers and body'
const bareOwn = 'bare Bun.serve, same headers and body, signed in'
const bodyOnly = 'bare Bun.serve, same body'
const uncached = 'railbird route without cache and database'
const plain = 'the same, no coding'
const hono = 'hono, compress and etag'
const fastify = 'fastify on Node, compress and etag'
const ocache = 'ocache handler, no coding'

async function run(): Promise<Row[]> {
  await using target = createTarget()
  await target.start()
  const director = await registerDirector(target.url)
  const id = await startEvent(director, { name: 'Cached', players, raceTo: 7 })
  const read = `${target.url}/api/public/${director.orgSlug}/tournaments/${id}/bracket`
  const own = `${target.url}/api/tournaments/${id}/bracket`
  const text = await (await fetch(read)).text()
  const coded = await fetch(read, { headers: browser, decompress: false })
  const ownHeaders = { ...browser, ...director.headers }
  const codedOwn = await fetch(own, { headers: ownHeaders, decompress: false })
  const frame = await coded.bytes()
  const ownFrame = await codedOwn.bytes()
  const few = { 'content-type': 'application/json', 'content-encoding': 'zstd' }
  await using dressedPeer = await spawnPeer('bare', frame, headersOf(coded))
  await using dressedOwnPeer = await spawnPeer('bare', ownFrame, headersOf(codedOwn))
  await using barePeer = await spawnPeer('bare', frame, JSON.stringify(few))
  await using uncachedPeer = await spawnPeer('uncached', text)
  await using honoPeer = await spawnPeer('hono', text, 'compress,etag')
  await using fastifyPeer = await spawnPeer('fastify', text)
  await using ocachePeer = await spawnPeer('ocache', text)

  const arm = (name: string, pid: number, url: string, more: Partial<Arm> = {}): Arm => {
    return { name, pid, url, headers: browser, status: 200, requests, lead: plan.connections, ...more }
  }
  const tag = coded.headers.get('etag') ?? ''
  const arms = [
    arm(hit, target.pid, read),
    arm(signedIn, target.pid, own, { headers: ownHeaders }),
    // Slices of one arm lie more than a second apart, and so long a caller is remembered.
    arm(lookedUp, target.pid, own, { headers: ownHeaders, lead: 0 }),
    arm(unchanged, target.pid, read, { headers: { ...browser, 'if-none-match': tag }, status: 304 }),
    arm(bare, dressedPeer.pid, dressedPeer.origin),
    arm(bareOwn, dressedOwnPeer.pid, dressedOwnPeer.origin, { headers: ownHeaders }),
    arm(bodyOnly, barePeer.pid, barePeer.origin),
    arm(uncached, uncachedPeer.pid, `${uncachedPeer.origin}/big`),
    arm(plain, uncachedPeer.pid, `${uncachedPeer.origin}/big`, { headers: { 'accept-encoding': 'identity' } }),
    arm(hono, honoPeer.pid, `${honoPeer.origin}/big`, { requests: requests / 3 }),
    arm(fastify, fastifyPeer.pid, `${fastifyPeer.origin}/big`, { requests: requests / 5 }),
    arm(ocache, ocachePeer.pid, `${ocachePeer.origin}/big`),
  ]
  const costs = await measureArms(arms, plan)
  await writeTable(costs, text.length, frame.length)
  return rows(costs, text.length, frame.length)
}

/** Headers of an answer but for those that every server sets itself. */
function headersOf({ headers }: Response): string {
  const own = Object.entries(headers.toJSON()).filter(([name]) => name !== 'date' && name !== 'content-length')
  return JSON.stringify(Object.fromEntries(own))
}

const median = (cost: Cost | undefined, of: 'micros' | 'perSecond') => quantile([...(cost?.[of] ?? [])], 0.5)

function rows(costs: ReadonlyMap<string, Cost>, bytes: number, coded: number): Row[] {
  const cpu = [...costs].map(([name, cost]): Row => {
    return { figure: `CPU a request, ${name}`, value: rounded(median(cost, 'micros')), unit: 'µs' }
  })
  const atMost = (name: string, base: string, max: number): Row => {
    const value = medianRatio(costs, name, base)
    return { figure: `${name} / ${base}`, value, unit: 'x', bound: `<= ${max}`, isOk: value <= max }
  }
  const atLeast = (name: string, min: number): Row => {
    const value = medianRatio(costs, name, hit)
    return { figure: `${name} / ${hit}`, value, unit: 'x', bound: `>= ${min}`, isOk: value >= min }
  }
  return [
    { figure: 'body', value: bytes, unit: 'bytes' },
    { figure: 'body in zstd', value: coded, unit: 'bytes' },
    ...cpu,
    atMost(hit, bare, 1.3),
    { figure: `${hit} / ${bodyOnly}`, value: medianRatio(costs, hit, bodyOnly), unit: 'x' },
    atMost(signedIn, bareOwn, 1.3),
    { figure: `${lookedUp} / ${bareOwn}`, value: medianRatio(costs, lookedUp, bareOwn), unit: 'x' },
    atMost(unchanged, uncached, 0.5),
    atLeast(uncached, 1.5),
    atLeast(hono, 8),
    atLeast(fastify, 15),
    { figure: `${ocache} / ${hit}`, value: medianRatio(costs, ocache, hit), unit: 'x' },
  ]
}

async function writeTable(costs: ReadonlyMap<string, Cost>, bytes: number, coded: number): Promise<void> {
  const lines = [...costs].map(([name, cost]) => {
    const [micros, perSecond] = [median(cost, 'micros'), median(cost, 'perSecond')]
    return `| ${name} | ${micros.toFixed(1)} | ${medianRatio(costs, name, hit)} | ${Math.round(perSecond)} |`
  })
  const text = [
    `# A body of ${bytes} bytes, ${coded} in zstd`,
    '',
    `Bun ${Bun.version}; medians of ${plan.slices} slices, ${plan.connections} connections, one client beside it.`,
    '',
    '| Server | CPU a request, µs | to our hit | Requests a second |',
    '|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
  await Bun.write(join(results, 'http-read.md'), text)
  await Bun.write(join(results, 'http-read.json'), JSON.stringify({ bytes, coded, costs: [...costs] }, null, 1))
}

export const scenario: Scenario = { name: 'CPU of a cached read of 17 KB', run }
