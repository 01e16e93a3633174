/**
 * Local redis-server processes for tests: on free ports of 127.0.0.1, with a folder of their own, ended by id.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const startMs = 10_000

/** A server that can be frozen, thawed, killed and started again on the same port. */
export interface RedisProcess extends AsyncDisposable {
  readonly port: number
  readonly url: string
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void
  /** Kills it and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again, empty; returns when it answers. */
  restart(): Promise<void>
  /** Sends one command, as redis-cli does, and gives the raw answer. */
  tell(...words: string[]): Promise<string>
}

/** Starts a server with these lines of configuration in addition; `isSentinel` makes it a sentinel. */
export async function startRedis(lines: readonly string[] = [], isSentinel = false): Promise<RedisProcess> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'railbird-redis-'))
  const config = join(folder, 'redis.conf')
  const basics = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, 'daemonize no', 'loglevel warning']
  const own = isSentinel ? lines : ['save ""', 'appendonly no', ...lines]
  await Bun.write(config, [...basics, ...own, ''].join('\n'))
  const begin = () =>
    Bun.spawn(['redis-server', config, ...(isSentinel ? ['--sentinel'] : [])], { stdout: 'ignore', stderr: 'ignore' })
  let child = begin()
  await answers(port)
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => child.kill(name),
    async kill() {
      child.kill('SIGKILL')
      await child.exited
    },
    async restart() {
      child.kill('SIGKILL')
      await child.exited
      child = begin()
      await answers(port)
    },
    tell: (...words) => tell(port, words),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}

async function answers(port: number): Promise<void> {
  const end = performance.now() + startMs
  for (;;) {
    try {
      // A server with a password refuses, and so is there.
      if (/PONG|NOAUTH/.test(await tell(port, ['PING']))) return
    } catch (error) {
      if (performance.now() > end) throw error
    }
    if (performance.now() > end) throw new Error(`redis-server did not answer on port ${port}`)
    await Bun.sleep(20)
  }
}

/** One command on a connection of its own; gives what came with the first packet. */
async function tell(port: number, words: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (_, data) => resolve(data.toString()),
      close: () => reject(new Error('the connection was closed')),
      error: (_, error) => reject(error),
    },
  })
  const timer = setTimeout(() => reject(new Error('no answer')), 2000)
  try {
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`)
    return await promise
  } finally {
    clearTimeout(timer)
    socket.end()
  }
}

/** Waits until `isSo` holds; throws after `ms`. */
export async function until(isSo: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not so within ${ms} ms: ${isSo}`)
    await Bun.sleep(5)
  }
}
