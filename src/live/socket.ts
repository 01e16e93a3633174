/**
 * `/api/live`: the one place where rooms meet Bun and Elysia.
 * NOTE Elysia parses messages before anybody may look at them, wraps a socket anew for each event and reads socket
 * options of the root instance only. So each socket's own handlers are put in place at `open`, they get raw text,
 * and `websocketOptions` belongs on the root: `new Elysia({ websocket: websocketOptions })`. Tests hold all three.
 * What must be refused is refused before the upgrade and counted there once: `beforeHandle` runs twice.
 */
import { Elysia } from 'elysia'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import { AddressBook } from './address-book.ts'
import type { Connection } from './connection.ts'
import { Hub } from './hub.ts'
import type { HubDeps } from './hub-face.ts'
import { subprotocol } from './protocol.ts'

/** Socket options of the whole server; they count only on the root instance. */
export const websocketOptions = {
  maxPayloadLength: limits.socketHardBytes,
  idleTimeout: limits.idleTimeoutS,
  sendPings: true,
  backpressureLimit: limits.backpressureBytes,
  closeOnBackpressureLimit: true,
  perMessageDeflate: false,
} as const

export interface LiveDeps extends HubDeps {
  /** Origins whose pages may connect, besides the server's own. */
  readonly allowedOrigins: readonly string[]
  /** Address of the client, behind as many proxies as are trusted. */
  readonly addressOf: (request: Request, server: Bun.Server<unknown> | null) => string
  /** May this address open one more socket now? A limiter of the house; it is asked once per upgrade. */
  readonly takeConnect: (address: string) => boolean
  readonly socketsPerAddress: number
}

/** Rooms behind a route; `hub` is what the server drains and the monitor asks. */
export interface Live {
  readonly plugin: ReturnType<typeof routeOf>
  readonly hub: Hub
}

/** What Bun keeps per socket: the functions that Elysia calls with the raw socket. */
interface SocketData {
  message?: (socket: RawSocket, data: string | Buffer) => void
  drain?: (socket: RawSocket) => void
  close?: (socket: RawSocket) => void
}
type RawSocket = Pick<Bun.ServerWebSocket<SocketData>, 'sendText' | 'close' | 'data'>

/** Builds the hub and its route. */
export function liveRoutes(deps: LiveDeps): Live {
  const hub = new Hub(deps)
  return { plugin: routeOf(deps, hub), hub }
}

function routeOf(deps: LiveDeps, hub: Hub) {
  const book = new AddressBook(deps.socketsPerAddress)
  const addresses = new WeakMap<Request, string>()
  return new Elysia({ name: 'live' }).ws('/api/live', {
    upgrade({ request, server, set }) {
      const address = deps.addressOf(request, server)
      requireOrigin(request, deps.allowedOrigins)
      if (hub.isDraining) throw new AppError('unavailable', 'this server is going away; connect again')
      if (!book.has(address)) throw new AppError('rate_limited', 'too many sockets from this address')
      if (!deps.takeConnect(address)) throw new AppError('rate_limited', 'too many connects from this address')
      addresses.set(request, address)
      const offered = request.headers
        .get('sec-websocket-protocol')
        ?.split(',')
        .map((name) => name.trim())
      if (offered?.includes(subprotocol)) set.headers['sec-websocket-protocol'] = subprotocol
    },
    open(ws) {
      const socket = ws.raw as unknown as RawSocket
      const leave = book.enter(addresses.get(ws.data.request) ?? 'unknown')
      wire(socket, hub.connect({ send: (text) => socket.sendText(text), close: socket.close.bind(socket) }), leave)
    },
  })
}

function wire(socket: RawSocket, connection: Connection, leave: () => void): void {
  const guarded = (run: () => void) => {
    try {
      run()
    } catch (error) {
      connection.fail(error) // a throw would vanish, and the viewer would wait for ever
    }
  }
  socket.data.message = (_socket, data) => guarded(() => connection.receive(data))
  socket.data.drain = () => guarded(() => connection.drained())
  socket.data.close = () => {
    leave()
    guarded(() => connection.closed())
  }
}

/** Refuses pages of other sites. No Origin at all is no browser, and no cookie is ever read on this path. */
function requireOrigin(request: Request, allowed: readonly string[]): void {
  const origin = request.headers.get('origin')
  if (origin === null || allowed.includes(origin)) return
  const host = request.headers.get('host')
  if (host !== null && (origin === `http://${host}` || origin === `https://${host}`)) return
  throw new AppError('forbidden', 'pages of this origin may not connect')
}
