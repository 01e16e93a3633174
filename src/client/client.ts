/**
 * The typed room client for browsers and Bun: one socket, up to eight rooms, no dependencies.
 * It reconnects with full jitter, resumes every room by version, compares digests and asks again when in doubt.
 * Invariant: rows shown are either confirmed by the server or marked `stale`, `offline` or `gone`.
 */
import type { ClientFrameInput, ServerFrame, View } from '../live/protocol.ts'
import { RoomReplica, type Room } from './room.ts'
import { backoffMs, browserClock, Patience, uniform, type Clock } from './timing.ts'

export type { Room, RoomStatus } from './room.ts'
export type { Rows, Op } from '../engine/rows.ts'

type TokenSource = string | (() => string | undefined | Promise<string | undefined>)

export interface ClientOptions {
  /** Address of the server or of its `/api/live`; http and ws schemes and, in a browser, paths are understood. */
  readonly url: string
  /** Access token, or a function asked for one at each connection. */
  readonly token?: TokenSource | undefined
  readonly WebSocket?: (new (url: string, protocols: string) => WebSocket) | undefined
  /** Only for tests. */
  readonly clock?: Clock | undefined
}

export interface RoomClient {
  /** The room of a tournament; the same object while it is open. */
  room(tournamentId: string, view?: View): Room
  /** Gives the server another token on the open connection. */
  setToken(token: string): void
  close(): void
}

const silenceMs = 38_000
const firstPermanent = 4500
const flood = 4429
const floodMs = 60_000

/** Opens the connection at once and keeps it until `close`. Nothing is thrown later: look at `status`. */
export function connect(options: ClientOptions): RoomClient {
  return new Connection(options)
}

/** The address of `/api/live` on the server meant by `url`. */
function liveUrl(url: string): string {
  const address = new URL(url, globalThis.location?.href)
  address.protocol = address.protocol.replace('http', 'ws')
  if (address.pathname === '/') address.pathname = '/api/live'
  return address.href
}

class Connection implements RoomClient {
  readonly #url: string
  readonly #clock: Clock
  readonly #Socket: new (url: string, protocols: string) => WebSocket
  #token: TokenSource | undefined
  #socket: WebSocket | null = null
  #isWelcome = false
  #isClosed = false
  readonly #patience = new Patience()
  #heardAt = 0
  #stopTimer: () => void = () => {}
  #stopOnline: () => void
  #nextId = 1
  readonly #rooms = new Map<string, RoomReplica>()
  /** Rooms by the id of their last `sub`; frames for an id that is not here are late and ignored. */
  readonly #joined = new Map<number, RoomReplica>()
  readonly #resyncs = new Map<RoomReplica, { count: number; stop: () => void }>()

  constructor(options: ClientOptions) {
    this.#url = liveUrl(options.url)
    this.#clock = options.clock ?? browserClock
    this.#Socket = options.WebSocket ?? WebSocket
    this.#token = options.token
    this.#stopOnline = this.#clock.onOnline(() => this.#socket === null && this.#open())
    this.#open()
  }

  room(tournamentId: string, view: View = 'public'): Room {
    const key = JSON.stringify([tournamentId, view])
    const known = this.#rooms.get(key)
    if (known) return known
    const room = new RoomReplica(tournamentId, view, () => {
      this.#rooms.delete(key)
      this.#settle(room)
      this.#leave(room)
    })
    this.#rooms.set(key, room)
    if (this.#isWelcome) this.#join(room)
    else if (!this.#socket) room.lost(this.#clock.now())
    return room
  }

  setToken(token: string): void {
    if (typeof this.#token !== 'function') this.#token = token
    if (this.#isWelcome) this.#send({ t: 'tok', tok: token })
  }

  close(): void {
    this.#isClosed = true
    this.#stopTimer()
    this.#stopOnline()
    for (const room of [...this.#rooms.values()]) room.close()
    this.#socket?.close(1000)
  }

  #open(): void {
    this.#stopTimer()
    const socket = new this.#Socket(this.#url, 'railbird.v1')
    this.#socket = socket
    this.#heardAt = this.#clock.now()
    this.#watchSilence(socket)
    socket.onopen = () => void this.#hello(socket)
    socket.onmessage = (message: MessageEvent) => {
      if (socket === this.#socket) this.#hear(String(message.data))
    }
    socket.onclose = (event: CloseEvent) => {
      if (socket === this.#socket) this.#lost(event.code)
    }
    socket.onerror = () => {} // always followed by a close, which says all there is to know
  }

  async #hello(socket: WebSocket): Promise<void> {
    let token: string | undefined
    try {
      token = typeof this.#token === 'function' ? await this.#token() : this.#token
    } catch {
      socket.close() // no token to be had at the moment: try again later
      return
    }
    if (socket !== this.#socket) return
    this.#send({ t: 'hello', p: 1, sdk: '1.0.0', ...(token === undefined ? {} : { tok: token }) })
  }

  #send(frame: ClientFrameInput): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame))
  }

  #watchSilence(socket: WebSocket): void {
    const left = this.#heardAt + silenceMs - this.#clock.now()
    this.#stopTimer = this.#clock.after(Math.max(left, 1), () => {
      if (socket !== this.#socket) return
      if (this.#heardAt + silenceMs > this.#clock.now()) return this.#watchSilence(socket)
      socket.close()
      this.#lost(1006) // a dead connection may take minutes to report its own close
    })
  }

  #lost(code: number): void {
    this.#stopTimer()
    this.#socket = null
    this.#isWelcome = false
    this.#joined.clear()
    const now = this.#clock.now()
    for (const room of this.#rooms.values()) {
      this.#resyncs.get(room)?.stop() // every room is joined anew with the next connection
      if (code === 4006) room.distrust()
      room.lost(now)
    }
    if (this.#isClosed) return
    if (code >= firstPermanent && code < 5000) {
      for (const room of this.#rooms.values()) room.gone(`the server ended the connection (${code})`)
      return
    }
    const leastMs = code === flood ? floodMs : 0
    this.#stopTimer = this.#clock.after(this.#patience.nextMs(leastMs, this.#clock.random), () => this.#open())
  }

  #hear(text: string): void {
    this.#heardAt = this.#clock.now()
    this.#patience.heard(this.#heardAt)
    const frame = JSON.parse(text) as ServerFrame
    switch (frame.t) {
      case 'welcome':
        this.#isWelcome = true
        this.#patience.welcomed(this.#heardAt)
        for (const room of this.#rooms.values()) this.#join(room)
        return
      case 'bye':
        this.#patience.told(frame.after)
        return
      case 'err':
        return this.#refused(frame)
      case 'hb':
        return frame.id === undefined ? undefined : this.#pass(frame.id, frame)
      case 'snap':
      case 'ok':
      case 'ev':
      case 'b':
      case 'reset':
      case 'eph':
        return this.#pass(frame.id, frame)
      default:
        // A frame of a later protocol: what it said is unknown, so every room is read anew.
        for (const room of new Set(this.#joined.values())) this.#again(room, 'resync')
    }
  }

  #pass(id: number, frame: Parameters<RoomReplica['receive']>[0]): void {
    const room = this.#joined.get(id)
    if (!room) return
    const effect = room.receive(frame)
    if (effect !== 'none') return this.#again(room, effect)
    if (frame.t === 'hb' && frame.v !== undefined) this.#settle(room)
  }

  #settle(room: RoomReplica): void {
    this.#resyncs.get(room)?.stop()
    this.#resyncs.delete(room)
  }

  #refused(frame: Extract<ServerFrame, { t: 'err' }>): void {
    const room = frame.id === undefined ? undefined : this.#joined.get(frame.id)
    if (!room || frame.c === 412) return
    this.#joined.delete(frame.id as number)
    if (frame.tmp) this.#again(room, 'resume', frame.after)
    else room.gone(frame.m)
  }

  #join(room: RoomReplica): void {
    const id = this.#nextId++
    const since = room.resumePoint
    this.#joined.set(id, room)
    room.linking()
    this.#send({ t: 'sub', id, room: 't:' + room.tournamentId, view: room.view, ...(since ? { since } : {}) })
  }

  #leave(room: RoomReplica): void {
    for (const [id, joined] of this.#joined) {
      if (joined !== room) continue
      this.#joined.delete(id)
      this.#send({ t: 'unsub', id })
    }
  }

  /** Asks for the room anew, at once the first time and then ever more slowly until a heartbeat agrees. */
  #again(room: RoomReplica, effect: 'resume' | 'resync', leastMs = 0): void {
    if (effect === 'resync') room.distrust()
    this.#leave(room)
    const { count, stop } = this.#resyncs.get(room) ?? { count: 0, stop: () => {} }
    stop()
    const ms = count === 0 ? leastMs : Math.max(leastMs, uniform(0, backoffMs(count), this.#clock.random))
    const rejoin = () => void (this.#isWelcome && this.#join(room))
    this.#resyncs.set(room, { count: count + 1, stop: ms > 0 ? this.#clock.after(ms, rejoin) : () => {} })
    if (ms === 0) rejoin()
  }
}
