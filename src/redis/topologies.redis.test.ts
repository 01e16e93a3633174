import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { parseRedisUrl } from './address.ts'
import { openRedis } from './client.ts'
import { describeConformance } from './conformance.ts'
import type { RedisPort } from './port.ts'
import { startRedis, until, type RedisProcess } from './testing.ts'

const quiet = { warn: () => {}, info: () => {} }
const one = new Uint8Array([1])

async function open(url: string): Promise<RedisPort> {
  const address = parseRedisUrl(url)
  if (address === null) throw new Error(`no address: ${url}`)
  const port = openRedis(address, quiet)
  await until(() => port.ready, 10_000)
  return port
}

interface Topology extends AsyncDisposable {
  readonly url: string
  /** Kills a server that holds keys and from which another will take over. */
  killMaster(): Promise<void>
}

/** A master with a replica, and a sentinel that decides alone. */
async function sentinels(): Promise<Topology> {
  const stack = new AsyncDisposableStack()
  const master = stack.use(await startRedis(['repl-diskless-sync-delay 0']))
  const replica = stack.use(await startRedis([`replicaof 127.0.0.1 ${master.port}`]))
  await until(async () => (await replica.tell('INFO', 'replication')).includes('master_link_status:up'), 15_000)
  // Asked for once each ten seconds, so the sentinel begins when there is a good replica to be seen.
  const watch = `sentinel monitor house 127.0.0.1 ${master.port} 1`
  const haste = ['sentinel down-after-milliseconds house 1000', 'sentinel failover-timeout house 3000']
  const sentinel = stack.use(await startRedis([watch, ...haste], true))
  const replicas = () => sentinel.tell('SENTINEL', 'replicas', 'house')
  await until(async () => /master-link-status\r\n\$2\r\nok/.test(await replicas()), 15_000)
  return {
    url: `redis+sentinel://127.0.0.1:${sentinel.port}/house/0`,
    killMaster: () => master.kill(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Three masters, the first with a replica. */
async function cluster(): Promise<Topology> {
  const stack = new AsyncDisposableStack()
  const lines = ['cluster-enabled yes', 'cluster-announce-ip 127.0.0.1', 'cluster-node-timeout 500']
  const replication = ['cluster-replica-validity-factor 0', 'repl-diskless-sync-delay 0']
  const nodes: RedisProcess[] = []
  for (let i = 0; i < 4; i++) nodes.push(stack.use(await startRedis([...lines, ...replication])))
  const [first, , , replica] = nodes
  if (first === undefined || replica === undefined) throw new Error('nodes are missing')
  const ranges = ['0-5460', '5461-10922', '10923-16383'].map((range) => range.split('-'))
  for (const [i, range] of ranges.entries()) await nodes[i]?.tell('CLUSTER', 'ADDSLOTSRANGE', ...range)
  for (const node of nodes.slice(1)) await first.tell('CLUSTER', 'MEET', '127.0.0.1', String(node.port))
  const isWhole = async () => {
    const infos = await Promise.all(nodes.map((node) => node.tell('CLUSTER', 'INFO')))
    return infos.every((info) => info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:4'))
  }
  await until(isWhole, 15_000)
  const id = /[0-9a-f]{40}/.exec(await first.tell('CLUSTER', 'MYID'))?.[0] ?? ''
  await replica.tell('CLUSTER', 'REPLICATE', id)
  await until(async () => (await replica.tell('INFO', 'replication')).includes('master_link_status:up'), 15_000)
  await until(async () => (await nodes[1]?.tell('CLUSTER', 'NODES'))?.includes(`slave ${id}`) ?? false, 15_000)
  return {
    url: `redis+cluster://${nodes.map((node) => `127.0.0.1:${node.port}`).join(',')}`,
    killMaster: () => first.kill(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

for (const [name, start] of [
  ['sentinels', sentinels],
  ['a cluster', cluster],
] as const) {
  describe(`Redis behind ${name}`, () => {
    let running: Topology
    beforeAll(async () => {
      running = await start()
    }, 30_000)
    afterAll(() => running[Symbol.asyncDispose]())

    describeConformance(
      () => open(running.url),
      (ms) => Bun.sleep(ms),
    )

    test('a failover under load: calls fail for a while, none hangs, and all keys work again', async () => {
      await using port = await open(running.url)
      const heard: string[] = []
      let joins = 0
      port.subscribe('floor', { hear: (text) => heard.push(text), joined: () => joins++ })
      await until(() => joins === 1)
      const keys = Array.from({ length: 30 }, (_, i) => `key ${i}`)
      let longest = 0
      const round = async () => {
        const results = await Promise.all(
          keys.map(async (key) => {
            const began = performance.now()
            const isGood = await port.setIfNewer(key, 1, one, 60_000).then(
              () => true,
              () => false,
            )
            longest = Math.max(longest, performance.now() - began)
            return isGood
          }),
        )
        return results.every(Boolean)
      }
      expect(await round()).toBe(true)

      await running.killMaster()
      await until(async () => !(await round()))
      await until(round, 20_000)
      await until(async () => {
        await port.publish('floor', 'still there').catch(() => null)
        return heard.length > 0
      }, 20_000)

      expect(longest).toBeLessThan(1500)
      expect(heard[0]).toBe('still there')
    }, 60_000)
  })
}
