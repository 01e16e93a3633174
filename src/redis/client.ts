/**
 * The port on a real Redis through ioredis 6: one server, a set with sentinels, or a cluster.
 * Its defaults hang for seconds when a server is frozen or gone, so every option that matters is set here.
 * Two connections: commands fail at once while there is none; the subscriber waits, and says when it hears again.
 * Every command touches one key, so the keys of a cluster need no hash tags.
 */
import { Cluster, Redis, type CommonRedisOptions, type RedisOptions } from 'ioredis'
import type { RedisAddress } from './address.ts'
import type { Bucket, Drawn, Listener, RedisPort, Units, Usage } from './port.ts'
import { drawScript } from './draw.ts'
import { Subscriber } from './subscriber.ts'

/** The part of a logger that is used here. */
export interface RedisLog {
  warn(fields: object, text: string): void
  info(fields: object, text: string): void
}

const retryMsMax = 1000
const versionBytes = 8

/** Spread by process, so that nodes do not come back in step; no randomness is needed for that. */
const spread = 0.75 + (process.pid % 64) / 256
const retryMs = (times: number) => Math.min(retryMsMax, 50 * 2 ** Math.min(times, 8)) * spread

const common = {
  connectTimeout: 1000,
  // Ends a connection on which an answer is owed and nothing comes: a peer that vanished without a word.
  socketTimeout: 5000,
  // An old SET must not be sent again after newer ones.
  autoResendUnfulfilledCommands: false,
  enableReadyCheck: true,
  // What a connection says of itself costs two round trips and serves nobody here.
  disableClientInfo: true,
} as const satisfies CommonRedisOptions

const commanding = {
  ...common,
  commandTimeout: 50,
  maxRetriesPerRequest: 1,
  enableAutoPipelining: true,
  // A master that was made a replica says so at each write: its place is asked for anew.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} as const satisfies CommonRedisOptions

// Compares and sets in one step. The version stands before the bytes, so only 8 of them are read.
const setIfNewer = `
local head = redis.call('GETRANGE', KEYS[1], 0, 7)
if #head == 8 and struct.unpack('>I8', head) > struct.unpack('>I8', ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'PX', ARGV[3])
return 1`

/** Begins to connect and returns at once; `ready` says when it has. */
export function openRedis(address: RedisAddress, log: RedisLog): RedisPort {
  return new ClientPort(address, log)
}

class ClientPort implements RedisPort {
  readonly #client: Redis | Cluster
  readonly #subscriber: Subscriber
  readonly #log: RedisLog
  #isClosed = false
  #isTold = false
  #retry: ReturnType<typeof setTimeout> | null = null

  constructor(address: RedisAddress, log: RedisLog) {
    this.#log = log
    this.#client = commandClient(address)
    // Without a listener an error of the connection would end the process; it is told by `ready` and by each call.
    this.#client.on('error', (error: Error) => this.#away(error))
    this.#client.on('ready', () => {
      this.#isTold = false
      log.info({}, 'Redis is there')
    })
    this.#client.on('end', () => this.#beginAgain())
    this.#subscriber = new Subscriber((turn) => subscribingClient(address, turn))
  }

  get ready(): boolean {
    return !this.#isClosed && this.#client.status === 'ready'
  }

  async get(key: string): Promise<Uint8Array | null> {
    return bodyOf(await this.#client.getBuffer(key))
  }

  async getMany(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    if (keys.length === 0) return []
    const found =
      this.#client instanceof Cluster
        ? await Promise.all(keys.map((key) => this.#client.getBuffer(key)))
        : await this.#client.mgetBuffer([...keys])
    return found.map(bodyOf)
  }

  async setIfNewer(key: string, version: number, bytes: Uint8Array, px: number): Promise<boolean> {
    const head = Buffer.alloc(versionBytes)
    head.writeBigUInt64BE(BigInt(version))
    return (await this.#client.eval(setIfNewer, 1, key, head, Buffer.from(bytes), Math.max(1, Math.ceil(px)))) === 1
  }

  async del(key: string): Promise<void> {
    await this.#client.del(key)
  }

  async lease(key: string, token: string, px: number): Promise<boolean> {
    return (await this.#client.set(key, token, 'PX', Math.max(1, Math.ceil(px)), 'NX')) === 'OK'
  }

  async draw(key: string, { stepUs, depthUs }: Bucket, { wanted, unused, heldUs }: Units): Promise<Drawn> {
    const drawn = await this.#client.eval(drawScript, 1, key, stepUs, depthUs, wanted, unused, Math.round(heldUs))
    // Ours by the script: two whole numbers.
    const [units, held] = drawn as [number, number]
    return { units, heldUs: held }
  }

  async ping(): Promise<void> {
    await this.#client.ping()
  }

  async usage(): Promise<Usage> {
    const servers = this.#client instanceof Cluster ? this.#client.nodes('master') : [this.#client]
    const each = await Promise.all(servers.map((server) => Promise.all([server.dbsize(), server.info('memory')])))
    const bytesOf = (info: string) => Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0)
    return {
      keys: each.reduce((sum, [keys]) => sum + keys, 0),
      bytes: each.reduce((sum, [, info]) => sum + bytesOf(info), 0),
    }
  }

  async publish(channel: string, text: string): Promise<void> {
    await publisherOf(this.#client).publish(channel, text)
  }

  subscribe(channel: string, listener: Listener): () => void {
    return this.#subscriber.add(channel, listener)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#retry !== null) clearTimeout(this.#retry)
    this.#client.disconnect()
    this.#subscriber.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  // Once for each time that it is away, not once for each try.
  #away({ message }: Error): void {
    if (this.#isTold || this.#isClosed) return
    this.#isTold = true
    this.#log.warn({ err: message }, 'Redis is away')
  }

  // A failover that is told while a connection is being made ends ioredis for good, whatever its retry strategy says.
  #beginAgain(): void {
    if (this.#isClosed) return
    this.#retry = setTimeout(() => {
      // Where it fails it ends again, and this is called again.
      this.#client.connect().catch((error: Error) => this.#away(error))
    }, retryMs(3))
  }
}

// A channel is no key, so a cluster would send each message through any node, and they would overtake each other.
function publisherOf(client: Redis | Cluster): Redis | Cluster {
  if (!(client instanceof Cluster)) return client
  const usable = client.nodes('master').filter(({ status }) => status === 'ready' || status === 'wait')
  const nameOf = ({ options }: Redis) => `${options.host}:${options.port}`
  return usable.reduce<Redis | null>((a, b) => (a === null || nameOf(b) < nameOf(a) ? b : a), null) ?? client
}

function bodyOf(value: Buffer | null): Uint8Array | null {
  return value === null || value.length < versionBytes ? null : value.subarray(versionBytes)
}

function commandClient(address: RedisAddress): Redis | Cluster {
  const login = loginOf(address)
  if (address.kind !== 'cluster')
    return new Redis({
      ...commanding,
      ...login,
      ...placeOf(address),
      retryStrategy: retryMs,
      // A dead Redis costs no time: a command without a connection fails at once.
      enableOfflineQueue: false,
    })
  return new Cluster([...address.places], {
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    clusterRetryStrategy: retryMs,
    clusterNodeRetryStrategy: retryMs,
    slotsRefreshTimeout: 1000,
    slotsRefreshInterval: 5000,
    // A moved slot is followed, a broken node is not waited for.
    maxRedirections: 3,
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    redisOptions: { ...commanding, ...login },
  })
}

/** In a cluster every node hears every message; `turn` counts connections, so a dead node is left for the next. */
function subscribingClient(address: RedisAddress, turn: number): Redis {
  const place = address.kind === 'cluster' ? { ...address.places[turn % address.places.length] } : placeOf(address)
  return new Redis({
    ...common,
    ...loginOf(address),
    ...place,
    retryStrategy: null,
    maxRetriesPerRequest: null,
    enableOfflineQueue: true,
    // The subscriber joins again by itself, because it has to tell when it did.
    autoResubscribe: false,
    lazyConnect: true,
  })
}

type Where = Pick<RedisOptions, 'host' | 'port' | 'db' | 'sentinels' | 'name' | 'role' | SentinelName>
type SentinelName = 'enableTLSForSentinelMode' | 'failoverDetector' | 'sentinelCommandTimeout' | 'sentinelRetryStrategy'

function loginOf({ username, password, isTls }: RedisAddress): Pick<RedisOptions, 'username' | 'password' | 'tls'> {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isTls ? { tls: {} } : {}),
  }
}

function placeOf(address: Exclude<RedisAddress, { kind: 'cluster' }>): Where {
  if (address.kind === 'single') return { ...address.place, db: address.db }
  return {
    sentinels: [...address.places],
    name: address.master,
    role: 'master',
    db: address.db,
    enableTLSForSentinelMode: address.isTls,
    // Listens to the sentinels, so that a failover is followed without waiting for a time-out.
    failoverDetector: true,
    sentinelCommandTimeout: 1000,
    sentinelRetryStrategy: retryMs,
  }
}
