/**
 * A wire to Redis that can be cut, and that can lose messages of a channel while commands go through.
 * It knows as much of the protocol as it takes to lose a message whole: a lost half would end the connection.
 */
import type { Socket, TCPSocketListener } from 'bun'

export interface RedisProxy extends Disposable {
  readonly port: number
  /** Ends all connections and refuses new ones, until `mend`. */
  cut(): void
  mend(): void
  /** Share of messages that are lost, 0 to 1. `next` gives numbers from 0 to 1. */
  lose(share: number, next: () => number): void
  /** Messages lost so far. */
  readonly lost: number
}

interface Wire {
  /** The other end; until it is there what arrives is kept. */
  other: Socket<Wire> | null
  waiting: Buffer[]
  /** What came from Redis and is not yet a whole message. */
  rest: Buffer
}

const push = '>3\r\n$7\r\nmessage\r\n'

/** Listens on a free port of loopback and passes on to `target`. */
export function openRedisProxy(target: number): RedisProxy {
  const state = { isCut: false, share: 0, next: () => 1, lost: 0 }
  const open = new Set<Socket<Wire>>()
  const pass = (chunk: Buffer, wire: Wire): Buffer => {
    if (state.share === 0 && wire.rest.length === 0) return chunk
    const [kept, rest, lost] = sieve(Buffer.concat([wire.rest, chunk]), () => state.next() < state.share)
    wire.rest = rest
    state.lost += lost
    return kept
  }
  const close = (socket: Socket<Wire>) => {
    open.delete(socket)
    socket.data.other?.end()
  }
  const listener: TCPSocketListener<Wire> = Bun.listen<Wire>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open(client) {
        client.data = { other: null, waiting: [], rest: Buffer.alloc(0) }
        if (state.isCut) return client.terminate()
        open.add(client)
        void connect(client)
      },
      data(client, chunk) {
        if (client.data.other === null) client.data.waiting.push(chunk)
        else client.data.other.write(chunk)
      },
      close,
      error: close,
    },
  })
  async function connect(client: Socket<Wire>): Promise<void> {
    try {
      const server = await Bun.connect<Wire>({
        hostname: '127.0.0.1',
        port: target,
        data: { other: client, waiting: [], rest: Buffer.alloc(0) },
        socket: {
          data: (own, chunk) => void client.write(pass(chunk, own.data)),
          close,
          error: close,
        },
      })
      open.add(server)
      for (const chunk of client.data.waiting) server.write(chunk)
      client.data.other = server
    } catch {
      // Redis is not there: the client sees its connection end.
      client.end()
    }
  }
  return {
    port: listener.port,
    cut() {
      state.isCut = true
      for (const socket of open) socket.terminate()
    },
    mend: () => void (state.isCut = false),
    lose: (share, next) => void Object.assign(state, { share, next }),
    get lost() {
      return state.lost
    },
    [Symbol.dispose]() {
      listener.stop(true)
      for (const socket of open) socket.terminate()
    },
  }
}

/** What to pass on, what to keep for later, and how many messages were taken out. */
export function sieve(bytes: Buffer, isLost: () => boolean): [kept: Buffer, rest: Buffer, lost: number] {
  const kept: Buffer[] = []
  let at = 0
  let lost = 0
  for (;;) {
    const start = bytes.indexOf(push, at, 'latin1')
    if (start === -1) return [Buffer.concat([...kept, bytes.subarray(at)]), Buffer.alloc(0), lost]
    kept.push(bytes.subarray(at, start))
    const end = endOfMessage(bytes, start + push.length)
    if (end === null) return [Buffer.concat(kept), bytes.subarray(start), lost]
    if (isLost()) lost++
    else kept.push(bytes.subarray(start, end))
    at = end
  }
}

/** Behind the channel and the text, each as `$<length>\r\n<bytes>\r\n`; null if they are not all there. */
function endOfMessage(bytes: Buffer, from: number): number | null {
  let at = from
  for (let part = 0; part < 2; part++) {
    const line = bytes.indexOf('\r\n', at, 'latin1')
    if (line === -1) return null
    at = line + 2 + Number(bytes.toString('latin1', at + 1, line)) + 2
    if (at > bytes.length) return null
  }
  return at
}
