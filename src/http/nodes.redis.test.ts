import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { Bodies } from '../cache/bodies.ts'
import type { Cache, Loaded, Wanted } from '../cache/cache.ts'
import { tournamentKey, tournamentTag } from '../cache/keys.ts'
import { policies } from '../cache/policies.ts'
import { limits, readConfig } from '../config.ts'
import { createContext, type Context } from '../context.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { setLogLevel } from '../log.ts'
import { startRedis, until, type RedisProcess } from '../redis/testing.ts'
import { buildServer, type Server } from '../server.ts'

interface Answer {
  readonly status: number
  readonly source: string
  readonly json: Record<string, unknown>
}
interface Node {
  readonly server: Server
  readonly context: Context
  send(method: string, path: string, body?: unknown): Promise<Answer>
}

let database: TestDatabase
let redis: RedisProcess
let token = ''
let at = ''
const stack = new AsyncDisposableStack()
const nodes: Node[] = []

/** One more process, as far as a test can have one: everything but the database and Redis is its own. */
async function openNode(): Promise<Node> {
  const env = { NODE_ENV: 'test', SESSION_SECRET: 'a key of thirty-two characters..', REDIS_URL: redis.url }
  const config = readConfig(env)
  const context = stack.use(await createContext(config, database.target, ''))
  const server = buildServer({ config, context })
  return {
    server,
    context,
    async send(method, path, body) {
      const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      const response = await server.handle(new Request(`http://localhost${path}`, init))
      const text = await response.text()
      const source = response.headers.get('cache-status') ?? ''
      return { status: response.status, source, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
    },
  }
}

function nodeOf(i: number): Node {
  const node = nodes[i]
  if (node === undefined) throw new Error(`there is no node ${i}`)
  return node
}
const healthOf = async (node: Node) => (await node.send('GET', '/api/health')).json.status as string
const areHealthy = async () => (await Promise.all(nodes.map(healthOf))).every((status) => status === 'healthy')
let names = 0
const rename = async (node: Node) => {
  const name = `Name ${++names}`
  expect((await node.send('PATCH', at, { name })).status).toBe(200)
  return name
}
const nameOn = async (node: Node) => {
  const { status, json } = await node.send('GET', at)
  expect(status).toBe(200)
  return json.name as string
}

beforeAll(async () => {
  setLogLevel('silent')
  database = stack.use(await testDatabase())
  redis = stack.use(await startRedis())
  nodes.push(await openNode(), await openNode())
  const account = { email: 'olga@example.com', password: 'correct horse battery', name: 'Olga', orgName: 'Hall' }
  token = (await nodeOf(0).send('POST', '/api/auth/register', account)).json.token as string
  const made = await nodeOf(0).send('POST', '/api/tournaments', { name: 'First', type: 'single_elimination' })
  at = `/api/tournaments/${made.json.id as string}`
  await until(areHealthy)
}, 60_000)
afterAll(() => stack.disposeAsync())

describe('two nodes on one Postgres and one Redis', () => {
  test('a commit of one is seen by the other, and at once by itself', async () => {
    await nameOn(nodeOf(1))
    for (let round = 0; round < 10; round++) {
      const [writer, reader] = [nodeOf(round % 2), nodeOf((round + 1) % 2)]
      const name = await rename(writer)

      expect(await nameOn(writer)).toBe(name)
      await until(async () => (await nameOn(reader)) === name, 500)
    }
  })

  test('a tournament made on one node is in the list of the other', async () => {
    const namesOn = async (node: Node) =>
      ((await node.send('GET', '/api/tournaments?sort=-createdAt')).json.data as { name: string }[]).map(
        ({ name }) => name,
      )
    await namesOn(nodeOf(1))
    for (const name of ['Tuesday', 'Wednesday']) {
      await nodeOf(0).send('POST', '/api/tournaments', { name, type: 'single_elimination' })

      expect((await namesOn(nodeOf(0)))[0]).toBe(name)
      await until(async () => (await namesOn(nodeOf(1)))[0] === name, 500)
    }
  })

  test('who watches on one node hears what was committed on the other, in order and without a gap', async () => {
    const { feed } = nodeOf(1).context
    const [orgs] = await database.ownerSql<{ id: OrgId }[]>`select id from organizations`
    const heard: number[] = []
    const watch = feed.watch(orgs?.id ?? ('' as OrgId), at.split('/').at(-1) as TournamentId, (signal) => {
      if (signal.kind === 'event') heard.push(signal.event.version)
    })
    await until(() => watch.isLevel)
    const from = watch.head?.version ?? 0
    const waits: number[] = []
    for (let n = 1; n <= 10; n++) {
      await rename(nodeOf(0))
      const since = performance.now()
      await until(() => heard.length >= n)
      waits.push(performance.now() - since)
    }
    watch.close()

    expect(heard).toEqual(Array.from({ length: 10 }, (_, i) => from + 1 + i))
    // The poll alone would take half a second on average.
    expect(waits.toSorted((a, b) => a - b)[5]).toBeLessThan(200)
  })

  test('what one node has loaded another takes from Redis', async () => {
    const stored = async (): Promise<Answer | null> => {
      await until(areHealthy)
      await rename(nodeOf(0))
      await redis.tell('FLUSHALL')
      const loaded = await nodeOf(0).send('GET', `${at}/bracket`)
      const isThere = until(async () => (await redis.tell('DBSIZE')) !== ':0\r\n', 2000)
      return isThere.then(
        () => loaded,
        () => null,
      )
    }
    // Where Redis was too slow to be trusted for a moment, nothing was left there.
    let loaded: Answer | null = null
    for (let tries = 1; loaded === null && tries <= 10; tries++) loaded = await stored()
    if (loaded === null) throw new Error('nothing is ever left in Redis')

    const taken = await nodeOf(1).send('GET', `${at}/bracket`)

    expect(loaded.source).toContain('stored')
    expect(taken.source).toContain('detail=L2')
    expect(taken.json).toEqual(loaded.json)
    // Environment and build stand before the org: code that renders otherwise never reads these bytes.
    expect(await redis.tell('KEYS', '*')).toMatch(/rb:test:[0-9a-f]{16}:[0-9a-f-]{36}:tournament:/)
  })

  test('the report of a node tells of Redis, of the wire and of the other nodes', async () => {
    await redis.tell('SET', 'rb:test', '1')
    const reported = async () => (await nodeOf(0).context.operations.report(1)).health
    await until(async () => (await reported()).l2?.connected === true)
    const health = await reported()

    expect(health.l2).toMatchObject({ connected: true })
    expect(health.l2?.responseTime).toBeGreaterThan(0)
    expect(health.l2?.memoryUsage).toBeGreaterThan(0)
    expect(health.l2?.keyCount).toBeGreaterThan(0)
    expect(health.bus?.peers).toBeGreaterThan(0)
    expect(health.breakers).toMatchObject({ keys: expect.stringMatching(/open|closed/) })
  })

  test('a role that was taken away on one node is gone on the other, and a new name of the org is there', async () => {
    const [writer, reader] = [nodeOf(0), nodeOf(1)]
    const body = { email: 'gus@example.com', password: 'correct horse battery', name: 'Gus' }
    const guest = (await writer.send('POST', '/api/auth/register', body)).json
    const { id } = guest.user as { id: string }
    const [orgs] = await database.ownerSql<{ id: OrgId }[]>`select id from organizations`
    const owner = token
    const as = async (who: string, node: Node, method: string, path: string, sent?: unknown) => {
      token = who
      return node.send(method, path, sent).finally(() => (token = owner))
    }
    const add = () => as(guest.token as string, reader, 'POST', '/api/venues', { name: 'Back room' })
    const named = async () =>
      (await as(guest.token as string, reader, 'GET', '/api/orgs')).json.data as { name: string }[]
    await writer.send('POST', '/api/members', { email: body.email, role: 'director' })
    await until(async () => (await add()).status === 201)
    const heard: string[] = []
    const stop = reader.context.auth.watch((user) => heard.push(user))
    await until(areHealthy)

    await writer.send('PATCH', `/api/members/${id}`, { role: 'viewer' })
    await until(() => heard.includes(id))
    stop()
    expect((await add()).status).toBe(403)
    await writer.send('PATCH', `/api/orgs/${orgs?.id}`, { name: 'New Hall' })
    await until(async () => (await named())[0]?.name === 'New Hall')
  })

  test('a key that was revoked on one node is told to the sockets of the other, and opens nothing there', async () => {
    const [writer, reader] = [nodeOf(0), nodeOf(1)]
    const { id, key } = (await writer.send('POST', '/api/api-keys', { name: 'Board', scopes: ['read'] })).json
    const read = async () => {
      const headers = { 'x-api-key': String(key) }
      return (await reader.server.handle(new Request(`http://localhost${at}`, { headers }))).status
    }
    expect(await read()).toBe(200)
    const told = new Set<unknown>()
    const stop = reader.context.auth.watch((user) => void told.add(user))

    expect((await writer.send('DELETE', `/api/api-keys/${String(id)}`)).status).toBe(204)

    await until(() => told.has(id))
    stop()
    expect(await read()).toBe(401)
  })

  /** Four nodes that trust Redis. */
  async function openFour(): Promise<Node[]> {
    const four = [...nodes, await openNode(), await openNode()]
    await until(async () => (await Promise.all(four.map(healthOf))).every((status) => status === 'healthy'))
    return four
  }

  /** A round during which Redis answered every call in good time: where it did not, each node is on its own. */
  async function undisturbed<T>(four: readonly Node[], round: (n: number) => Promise<T>): Promise<T> {
    const troubles = () =>
      four.map(({ context }) => [context.queries.cache.shared?.errors, context.nodes?.port.state.opened])
    for (let n = 1; n <= 20; n++) {
      const before = troubles()
      const result = await round(n)
      if (Bun.deepEquals(troubles(), before)) return result
      await until(async () => (await Promise.all(four.map(healthOf))).every((status) => status === 'healthy'))
    }
    throw new Error('Redis never answered in time')
  }

  test('a thousand cold reads on four nodes at once are one load', async () => {
    const four = await openFour()
    const sources = await undisturbed(four, async () => {
      await rename(nodeOf(0))
      await Promise.all(four.map(nameOn))
      const reads = Array.from({ length: 1000 }, (_, i) => four[i % 4]?.send('GET', `${at}/players`))
      return (await Promise.all(reads)).map((answer) => answer?.source ?? '')
    })

    const loads = sources.filter((source) => source.includes('stored') && !source.includes('collapsed'))
    expect(loads).toHaveLength(1)
    expect(sources.filter((source) => source.includes('detail=L2')).length).toBeGreaterThanOrEqual(3)
  })

  test('a load that fails is tried twice by four nodes, whoever asks, until that is forgotten', async () => {
    const four = await openFour()
    const caches = four.map(({ context }) => context.queries.cache)
    const [made] = await database.ownerSql<{ org: OrgId; id: TournamentId; epoch: string; version: number }[]>`
      select org_id as org, id, epoch, version::int as version from tournaments limit 1`
    if (made === undefined) throw new Error('there is no tournament')
    const { org, id, epoch, version } = made
    const tag = tournamentTag(id)
    const wish = (name: string): Wanted => ({
      key: tournamentKey(org, id, name, 'staff'),
      org,
      policy: policies.matches,
      tags: [tag],
    })
    const crowd = async (n: number) => {
      let loads = 0
      const load = () => (loads++, Promise.reject(new Error('the database is away')))
      const wanted = wish(`failing ${n}`)
      const since = performance.now()
      const reads = await Promise.allSettled(Array.from({ length: 1000 }, (_, i) => caches[i % 4]?.read(wanted, load)))
      const windows = Math.ceil((performance.now() - since) / limits.cacheFailureMs)
      return { wanted, reads, loads, windows }
    }
    const { wanted, reads, loads, windows } = await undisturbed(four, crowd)

    expect(reads.filter(({ status }) => status === 'rejected')).toHaveLength(1000)
    expect(loads).toBeGreaterThan(0)
    expect(loads).toBeLessThanOrEqual(2 * windows)
    const good = async (): Promise<Loaded> => ({ body: await Bodies.ofJson({}), versions: [[tag, version]], epoch })
    const isRead = (cache: Cache) => cache.read(wanted, good).then(Boolean, () => false)
    await until(async () => (await Promise.all(caches.map(isRead))).every(Boolean))
  })

  const cuts: readonly [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    ['frozen', async () => redis.signal('SIGSTOP'), async () => redis.signal('SIGCONT')],
    ['dead', () => redis.kill(), () => redis.restart()],
    ['flushed', () => redis.tell('FLUSHALL'), async () => {}],
    ['restarted, empty', () => redis.restart(), async () => {}],
    ['deaf', () => redis.tell('CLIENT', 'KILL', 'TYPE', 'pubsub'), async () => {}],
  ]
  test.each(cuts)(
    'Redis %s: nothing fails, nothing is old, and all is healthy again by itself',
    async (_, cut, heal) => {
      await until(areHealthy)

      await cut()
      const end = performance.now() + 1500
      while (performance.now() < end) {
        const name = await rename(nodeOf(0))
        expect(await nameOn(nodeOf(0))).toBe(name)
        await until(async () => (await nameOn(nodeOf(1))) === name)
      }
      await heal()
      await until(areHealthy)
    },
  )

  test('while Redis is dead a node is degraded and says which part, but ready', async () => {
    await redis.kill()
    await until(async () => (await healthOf(nodeOf(0))) === 'degraded')
    const { status, json } = await nodeOf(0).send('GET', '/api/health')
    const ready = await nodeOf(0).send('GET', '/api/health/ready')
    await redis.restart()
    await until(areHealthy)

    expect([status, ready.status]).toEqual([200, 200])
    expect(json.checks).toMatchObject({ database: { status: 'healthy' }, redis: { status: 'degraded' } })
  })

  test('a node that starts while Redis is dead serves, and finds it later', async () => {
    await redis.kill()
    const late = await openNode()
    const name = await rename(late)
    expect(await nameOn(late)).toBe(name)

    await redis.restart()

    await until(async () => (await healthOf(late)) === 'healthy')
  })
})
