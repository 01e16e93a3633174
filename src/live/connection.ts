/**
 * One socket's side of the protocol: greeting, frames in order, limits, and the seats it holds.
 * Invariant: frames of one socket are handled one after the other, in the order they came.
 * Invariant: a bad token is refused, it never makes an anonymous viewer.
 * Knows no Bun and no Elysia: an `Outlet` sends and closes.
 */
import type { Principal } from '../auth/principal.ts'
import type { TournamentId } from '../engine/types.ts'
import { errorFrame, parseFrame, plainFrame } from './frames.ts'
import type { HubFace } from './hub-face.ts'
import { closeCodes, protocolVersion } from './protocol.ts'
import type { ClientFrame, CloseCode, FrameError, View } from './protocol.ts'
import type { Room } from './room.ts'
import type { Link, Seat } from './seat.ts'
import { SlidingCount } from './sliding-count.ts'

/** The socket itself. `send` returns -1 if it had to queue, 0 if it dropped, else the bytes sent. */
export interface Outlet {
  send(text: string): number
  close(code: number, reason: string): void
}

const recheckMs = 60_000
const roomPattern = /^t:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/

export class Connection implements Link {
  readonly id: string
  principal: Principal | null = null
  readonly seats = new Map<number, { readonly room: Room; readonly seat: Seat }>()
  readonly #hub: HubFace
  readonly #outlet: Outlet
  readonly #frames: SlidingCount
  readonly #subs: SlidingCount
  readonly #stopHello: () => void
  #token: string | null = null
  #hasParted = false
  #state: 'new' | 'open' | 'closed' = 'new'
  #queue: Promise<void> = Promise.resolve()
  #queued = 0
  #lagSince: number | null = null
  #sentAt: number
  #checkedAt: number

  constructor(id: string, hub: HubFace, outlet: Outlet) {
    const { limits, timers } = hub.deps
    this.id = id
    this.#hub = hub
    this.#outlet = outlet
    this.#frames = new SlidingCount(limits.framesPer10s, 10_000)
    this.#subs = new SlidingCount(limits.subsPerMinute, 60_000)
    this.#sentAt = this.#checkedAt = timers.now()
    this.#stopHello = timers.after(limits.helloMs, () => {
      if (this.#state === 'new') this.close(closeCodes.protocol, 'no hello in time')
    })
  }

  get isLagging(): boolean {
    return this.#lagSince !== null
  }

  /** Takes one raw message. Parsing, limits and order are kept here. */
  receive(data: string | Uint8Array): void {
    if (this.#state === 'closed') return
    const { limits, timers } = this.#hub.deps
    if (!this.#frames.take(timers.now())) return this.close(closeCodes.flood, 'too many frames')
    if (this.#queued >= limits.socketQueue) return this.close(closeCodes.flood, 'too many frames waiting')
    if (typeof data !== 'string') return this.#refuse(undefined, 400, 'frames are JSON text')
    if (Buffer.byteLength(data) > limits.socketFrameBytes) {
      this.#refuse(undefined, 413, `a frame has at most ${limits.socketFrameBytes} bytes`)
      return this.close(closeCodes.protocol, 'frame too large')
    }
    this.#queued++
    this.#queue = this.#queue
      .then(() => this.#handle(data))
      .catch((error: unknown) => this.fail(error))
      .finally(() => this.#queued--)
  }

  /** The kernel can take more. */
  drained(): void {
    if (this.#lagSince === null) return
    this.#lagSince = null
    for (const { room, seat } of [...this.seats.values()]) if (!this.isLagging) room.drained(seat)
  }

  /** The socket is gone, whoever closed it. */
  closed(): void {
    if (this.#hasParted) return
    this.#hasParted = true
    this.#state = 'closed'
    this.#stopHello()
    for (const { room, seat } of this.seats.values()) room.leave(seat)
    this.seats.clear()
    this.#hub.parted(this.id)
  }

  send(text: string): void {
    if (this.#state === 'closed') return
    const now = this.#hub.deps.timers.now()
    this.#sentAt = now
    const result = this.#outlet.send(text)
    if (result === 0) this.close(closeCodes.tooSlow, 'too slow')
    else if (result < 0) this.#lagSince ??= now
  }

  close(code: CloseCode, reason: string): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#hub.closing(code)
    this.#outlet.close(code, reason)
    this.closed()
  }

  fail(error: unknown): void {
    if (this.#state !== 'closed') this.#hub.deps.log.error({ err: error }, 'a socket failed')
    this.close(closeCodes.serverError, 'server error')
  }

  /** Once a second: too slow for too long, silent for too long, rights not looked at for too long. */
  sweep(now: number): void {
    const { limits } = this.#hub.deps
    if (this.#lagSince !== null && now - this.#lagSince > limits.lagMs) this.close(closeCodes.tooSlow, 'too slow')
    if (this.#state !== 'open') return
    if (!this.isLagging && now - this.#sentAt >= limits.heartbeatMs) this.send(plainFrame({ t: 'hb' }))
    if (now - this.#checkedAt >= recheckMs) this.recheck()
  }

  /** Looks at token and rights again and ends what they no longer allow. */
  recheck(): void {
    this.#checkedAt = this.#hub.deps.timers.now()
    this.#queue = this.#queue
      .then(() => this.#recheckNow())
      .catch((error: unknown) => {
        this.#hub.deps.log.warn({ err: error }, 'rights of a socket could not be looked at')
      })
  }

  async #recheckNow(): Promise<void> {
    if (this.#state !== 'open') return
    if (this.#token !== null) {
      this.principal = await this.#hub.deps.authenticate(this.#token)
      if (!this.principal) return this.#refuseToken()
    }
    for (const [id, { room, seat }] of [...this.seats]) {
      const entry = await this.#hub.enter(this.principal, room.tournamentId, seat.view)
      if (typeof entry !== 'string' && entry.orgId === room.orgId) continue
      this.#stand(id)
      this.#refuseEntry(id, entry === 'forbidden' ? 'forbidden' : 'hidden')
    }
  }

  /** Takes the viewer out of a room that does not exist any more. */
  evict(room: Room): void {
    const ids = [...this.seats].flatMap(([id, held]) => (held.room === room ? id : []))
    for (const id of ids) this.#stand(id)
    for (const id of ids) this.#refuse(id, 410, 'the tournament was deleted')
  }

  async #handle(text: string): Promise<void> {
    if (this.#state === 'closed') return
    const frame = parseFrame(text)
    if (!frame) this.#refuse(undefined, 400, 'this is not a frame of railbird.v1')
    if (this.#state === 'open') return frame ? this.#dispatch(frame) : undefined
    if (frame?.t === 'hello') return this.#greet(frame)
    this.close(closeCodes.protocol, 'hello comes first')
  }

  #dispatch(frame: ClientFrame): Promise<void> | void {
    switch (frame.t) {
      case 'hello':
        return this.#refuse(undefined, 400, 'hello was said already')
      case 'sub':
        return this.#subscribe(frame)
      case 'unsub':
        return this.#stand(frame.id)
      case 'tok':
        this.#token = frame.tok
        return this.#recheckNow()
    }
  }

  async #greet(frame: Extract<ClientFrame, { t: 'hello' }>): Promise<void> {
    const { limits, timers, authenticate } = this.#hub.deps
    if (frame.p !== protocolVersion) {
      this.#refuse(undefined, 426, `this server speaks version ${protocolVersion}`)
      return this.close(closeCodes.versionUnsupported, 'version unsupported')
    }
    if (frame.tok !== undefined) {
      this.#token = frame.tok
      this.principal = await authenticate(frame.tok)
      if (!this.principal) return this.#refuseToken()
      if (!this.#hub.admits(this.id, this.principal)) {
        this.#refuse(undefined, 429, 'too many connections of this account')
        return this.close(closeCodes.tooManyConnections, 'too many connections')
      }
    }
    if (this.#state !== 'new') return
    this.#stopHello()
    this.#state = 'open'
    const [hb, rooms] = [limits.heartbeatMs / 1000, limits.roomsPerSocket]
    this.send(plainFrame({ t: 'welcome', conn: this.id, hb, rooms, now: timers.now() }))
  }

  async #subscribe({ id, room: name, view, since }: Extract<ClientFrame, { t: 'sub' }>): Promise<void> {
    const { limits, timers } = this.#hub.deps
    const tournamentId = roomPattern.exec(name)?.[1] as TournamentId | undefined
    if (!this.#subs.take(timers.now())) return this.#refuse(id, 429, 'too many subscriptions', 10_000)
    if (this.seats.size >= limits.roomsPerSocket) return this.#refuse(id, 429, 'too many rooms on this socket')
    if (this.#holds(id, tournamentId, view)) return this.#refuse(id, 409, 'this room was joined already')
    if (tournamentId === undefined) return this.#refuseEntry(id, 'hidden')
    try {
      const entry = await this.#hub.enter(this.principal, tournamentId, view)
      if (this.#state !== 'open') return
      if (typeof entry === 'string') return this.#refuseEntry(id, entry)
      const room = this.#hub.roomOf(entry.orgId, tournamentId)
      // The seat is entered by the room before its first frame, so that even a synchronous failure finds it.
      room.join(id, view, this, since, (seat) => this.seats.set(id, { room, seat }))
    } catch (error) {
      this.#hub.deps.log.warn({ err: error }, 'a room could not be opened')
      this.#refuse(id, 503, 'the room cannot be opened at the moment', 2000)
    }
  }

  #holds(id: number, tournamentId: TournamentId | undefined, view: View): boolean {
    const held = [...this.seats.values()]
    return this.seats.has(id) || held.some(({ room, seat }) => room.tournamentId === tournamentId && seat.view === view)
  }

  #stand(id: number): void {
    const held = this.seats.get(id)
    held?.room.leave(held.seat)
    this.seats.delete(id)
  }

  #refuse(id: number | undefined, c: FrameError, m: string, after?: number): void {
    this.send(errorFrame(id, c, m, after))
  }

  /** Another org's tournament, an unknown one and a room of another kind are refused alike. */
  #refuseEntry(id: number, why: 'forbidden' | 'hidden'): void {
    if (why === 'forbidden') this.#refuse(id, 403, 'this view is for staff')
    else this.#refuse(id, 404, 'there is no such room')
  }

  #refuseToken(): void {
    this.#refuse(undefined, 401, 'the token opens nothing')
    this.close(closeCodes.tokenExpired, 'token expired')
  }
}
