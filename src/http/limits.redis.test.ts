import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { readConfig } from '../config.ts'
import { createContext } from '../context.ts'
import { setLogLevel } from '../log.ts'
import { startRedis, until, type RedisProcess } from '../redis/testing.ts'
import { buildServer } from '../server.ts'

type Node = (method: string, path: string, token?: string, body?: unknown) => Promise<Response>

let database: TestDatabase
let redis: RedisProcess
const stack = new AsyncDisposableStack()
const nodes: Node[] = []
// Signed in before the guesses of a password use up what this address may do.
const tokens = new Map<string, string>()

async function openNode(): Promise<Node> {
  const env = { NODE_ENV: 'test', SESSION_SECRET: 'a key of thirty-two characters..', REDIS_URL: redis.url }
  const config = readConfig({ ...env, RATE_PROFILE: 'strict' })
  const context = stack.use(await createContext(config, database.target, ''))
  const server = buildServer({ config, context })
  return (method, path, token, body) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    return server.handle(new Request(`http://localhost${path}`, init))
  }
}

async function person(name: string): Promise<string> {
  const body = { email: `${name}@example.com`, password: 'correct horse battery', name, orgName: `${name} Hall` }
  const [node] = nodes
  if (node === undefined) throw new Error('no node was opened')
  const answer = await node('POST', '/api/auth/register', undefined, body)
  return ((await answer.json()) as { token: string }).token
}

/** Asks both nodes so often at once; how many came to each status, and what may have leaked meanwhile. */
async function flood(each: number, stepMs: number, ask: (node: Node) => Promise<Response>) {
  const began = performance.now()
  const answers = await Promise.all(nodes.flatMap((node) => Array.from({ length: each }, () => ask(node))))
  const counts = new Map<number, number>()
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1)
  return { counts, leaked: Math.ceil((performance.now() - began) / stepMs), answers }
}

const healthOf = async (node: Node) => ((await (await node('GET', '/api/health')).json()) as { status: string }).status
const areHealthy = async () => (await Promise.all(nodes.map(healthOf))).every((status) => status === 'healthy')

beforeAll(async () => {
  setLogLevel('silent')
  database = stack.use(await testDatabase())
  redis = stack.use(await startRedis())
  nodes.push(await openNode(), await openNode())
  await until(areHealthy)
  for (const name of ['olga', 'bert', 'carl']) tokens.set(name, await person(name))
}, 60_000)
afterAll(() => stack.disposeAsync())

describe('limits of two nodes on one Redis', () => {
  test('200 calls to each at once get the limit and at most one percent more', async () => {
    const token = tokens.get('olga')
    const { counts, leaked, answers } = await flood(200, 600, (node) => node('GET', '/api/venues', token))

    expect([...counts.keys()].toSorted()).toEqual([200, 429])
    expect(counts.get(200)).toBeGreaterThanOrEqual(100)
    expect(counts.get(200)).toBeLessThanOrEqual(101 + leaked)
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('ratelimit-policy')).toBe('"default";q=100;w=60')
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('guesses of a password are counted together, to the last one', async () => {
    const guess = { email: 'olga@example.com', password: 'wrong horse battery' }
    const { counts, leaked } = await flood(15, 12_000, (node) => node('POST', '/api/auth/login', undefined, guess))

    expect([...counts.keys()].toSorted()).toEqual([401, 429])
    expect(counts.get(401)).toBeGreaterThanOrEqual(5)
    expect(counts.get(401)).toBeLessThanOrEqual(5 + leaked)
  })

  test('with Redis killed nobody is failed, and everybody is still limited', async () => {
    const token = tokens.get('bert')
    await until(areHealthy)
    await redis.kill()
    const { counts, leaked } = await flood(200, 600, (node) => node('GET', '/api/venues', token))

    expect([...counts.keys()].toSorted()).toEqual([200, 429])
    // Half of it for each node.
    expect(counts.get(200)).toBeGreaterThanOrEqual(50)
    expect(counts.get(200)).toBeLessThanOrEqual(100 + leaked)

    await redis.restart()
    await until(areHealthy)
    const again = tokens.get('carl')
    const healed = await flood(200, 600, (node) => node('GET', '/api/venues', again))
    expect(healed.counts.get(200)).toBeLessThanOrEqual(101 + healed.leaked)
    expect(healed.counts.get(200)).toBeGreaterThanOrEqual(100)
  })
})
