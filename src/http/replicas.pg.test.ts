/** Reads beside a real streaming replica: how far it lags behind is held still, not waited for. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type postgres from 'postgres'
import { findServer, makeCluster, makeReplica, type Cluster } from '../../db/cluster.ts'
import { prepareDatabase } from '../../db/migrate.ts'
import { readConfig } from '../config.ts'
import { createContext, type Context } from '../context.ts'
import { setLogLevel } from '../log.ts'
import { buildServer, type Server } from '../server.ts'
import { connect } from '../store/target.ts'

setDefaultTimeout(60_000)

interface Node {
  readonly context: Context
  readonly server: Server
  /** Since the last look: how often a tournament was loaded, and how many reads the replica has had. */
  readonly asked: { loads: number; replica: number }
}

const bin = findServer()
if (bin === null) process.stderr.write('not run: replicas need initdb and pg_basebackup of the distribution\n')
const there = test.skipIf(bin === null)

let stack: AsyncDisposableStack
let primary: Cluster
let replica: Cluster
let replaying: postgres.Sql
let node: Node
let other: Node
let token = ''
let place = ''

beforeAll(async () => {
  if (bin === null) return
  setLogLevel('silent')
  stack = new AsyncDisposableStack()
  primary = stack.use(await makeCluster(bin, ['fsync=off']))
  await prepareDatabase(primary.target)
  replica = stack.use(await makeReplica(bin, primary, ['fsync=off']))
  replaying = connect(replica.target.owner ?? replica.target.app, { max: 1 })
  stack.defer(() => replaying.end({ timeout: 1 }))
  node = await openNode()
  other = await openNode()
  const account = { email: 'lou@example.com', password: 'correct horse battery', name: 'Lou', orgName: 'Long Hall' }
  const { user, token: given } = await send<{ user: { orgs: { slug: string }[] }; token: string }>(
    'POST',
    '/api/auth/register',
    account,
  )
  token = given
  place = `/api/public/${user.orgs[0]?.slug}/tournaments`
}, 120_000)
afterAll(() => stack?.disposeAsync())

async function openNode(): Promise<Node> {
  const config = readConfig({
    ...primary.environment,
    DATABASE_REPLICA_URLS: replica.environment.DATABASE_URL,
    NODE_ENV: 'test',
    SESSION_SECRET: 'a key of thirty-two characters..',
  })
  const context = stack.use(await createContext(config, primary.target, ''))
  const asked = { loads: 0, replica: 0 }
  const [copy] = context.replicas
  if (!copy) throw new Error('there is no replica')
  const { orgRead, orgQuery } = copy
  const read: typeof orgRead = (...call) => {
    asked.replica++
    return orgRead(...call)
  }
  const query: typeof orgQuery = (...call) => {
    asked.replica++
    return orgQuery(...call)
  }
  Object.assign(copy, { orgRead: read, orgQuery: query })
  const { states } = context.queries
  const current = states.current.bind(states)
  states.current = (...call) => {
    asked.loads++
    return current(...call)
  }
  return { context, server: buildServer({ config, context }), asked }
}

async function send<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const answer = await node.server.handle(new Request(`http://localhost${path}`, init))
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Body
}

/** A public event, open for players. */
async function event(name: string): Promise<string> {
  const form = { name, type: 'round_robin', visibility: 'public' }
  const { id } = await send<{ id: string }>('POST', '/api/tournaments', form)
  await send('POST', `/api/tournaments/${id}/open`)
  return id
}

const rename = (id: string, name: string) => send('PATCH', `/api/tournaments/${id}`, { name })

/** Version that a node answers with, and where it loaded the tournament. */
async function look({ server, asked }: Node, id: string, view: string): Promise<[number, number, string]> {
  Object.assign(asked, { loads: 0, replica: 0 })
  const { status, headers } = await server.handle(new Request(`http://localhost${place}/${id}${view}`))
  const went = asked.replica === 0 ? 'primary' : asked.loads === 1 ? 'replica' : 'replica, then primary'
  return [status, Number(headers.get('railbird-version')), went]
}

/** Waits until the replica has replayed all that the primary has written. */
async function caughtUp(): Promise<void> {
  const owner = connect(primary.target.owner ?? primary.target.app, { max: 1 })
  const [row] = await owner`select pg_current_wal_lsn()::text as lsn`
  await owner.end()
  for (const end = performance.now() + 30_000; ; await Bun.sleep(5)) {
    const [at] = await replaying`select pg_last_wal_replay_lsn() >= ${String(row?.lsn)}::pg_lsn as is_there`
    if (at?.is_there === true) return
    if (performance.now() > end) throw new Error('the replica never caught up')
  }
}

there('what a replica has is read there', async () => {
  const id = await event('Near')
  await caughtUp()

  expect(await look(other, id, '/bracket')).toEqual([200, 2, 'replica'])
})

there('a replica that lags is read again from the primary, on the node that wrote and on every other', async () => {
  const id = await event('Behind')
  await caughtUp()
  await look(other, id, '/bracket')
  await replaying`select pg_wal_replay_pause()`
  await rename(id, 'Ahead')
  // Without a bus a node believes what it knows for a moment; that is not what is tested here.
  other.context.queries.cache.doubt()

  expect((await look(node, id, '/standings')).slice(0, 2)).toEqual([200, 3])
  expect(await look(other, id, '/standings')).toEqual([200, 3, 'replica, then primary'])

  await replaying`select pg_wal_replay_resume()`
  await caughtUp()
  expect(await look(other, id, '/matches')).toEqual([200, 3, 'replica'])
})

there('what a replica does not know yet is not missing', async () => {
  await replaying`select pg_wal_replay_pause()`
  const id = await event('New')

  expect(await look(other, id, '/bracket')).toEqual([200, 2, 'replica, then primary'])
  await replaying`select pg_wal_replay_resume()`
})

there('a replica that is gone costs nobody an answer, and health says so', async () => {
  const id = await event('Alone')
  await replica.end('immediate')

  expect((await look(other, id, '/bracket')).slice(0, 2)).toEqual([200, 2])
  const health = await other.server.handle(new Request('http://localhost/api/health'))
  const report = (await health.json()) as { status: string; checks: Record<string, { status: string }> }
  expect([health.status, report.status, report.checks.replicas?.status]).toEqual([200, 'degraded', 'degraded'])
})
