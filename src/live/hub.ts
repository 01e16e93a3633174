/**
 * All sockets and rooms of this node: opens a room for its first viewer, keeps the one clock that sweeps them,
 * and lets them go in slices when the node is drained.
 * One sweep per second serves every room and socket; a room is given up 30 s after its last viewer left.
 */
import type { Principal } from '../auth/principal.ts'
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'
import type { Entry } from './access.ts'
import { Connection, type Outlet } from './connection.ts'
import { plainFrame } from './frames.ts'
import type { HubDeps, HubFace } from './hub-face.ts'
import { closeCodes, type CloseCode, type View } from './protocol.ts'
import { Room } from './room.ts'

const sweepMs = 1000
const emptyRoomMs = 30_000
const sliceMs = 100

/** Figures of this node; `closes` counts the closes made by the server, by code. */
export interface HubStats {
  readonly connections: number
  readonly rooms: number
  readonly seats: number
  readonly lagging: number
  readonly closes: Readonly<Record<number, number>>
}

/** The rooms of one node. */
export class Hub implements HubFace, AsyncDisposable {
  readonly deps: HubDeps
  readonly #connections = new Map<string, Connection>()
  readonly #rooms = new Map<TournamentId, Room>()
  readonly #emptySince = new Map<Room, number>()
  readonly #perUser = new Map<UserId, number>()
  readonly #userOf = new Map<string, UserId>()
  readonly #closes: Record<number, number> = {}
  /** Answers for callers without a token, at most one sweep old: a hall of them asks the same. */
  readonly #anonymous = new Map<string, Promise<Entry>>()
  readonly #stopSweep: () => void
  #connected = 0
  #isDraining = false
  #drained: (() => void) | null = null

  constructor(deps: HubDeps) {
    this.deps = deps
    this.#stopSweep = deps.timers.every(sweepMs, () => this.#sweep())
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  /** Takes a new socket; the caller hands its messages and its end to the connection. */
  connect(outlet: Outlet): Connection {
    const connection = new Connection(`c${++this.#connected}`, this, outlet)
    this.#connections.set(connection.id, connection)
    return connection
  }

  /** Rights of a user changed, or all of them: looks at them again at once. */
  recheck(userId?: UserId): void {
    for (const connection of this.#connections.values()) {
      if (userId === undefined || connection.principal?.userId === userId) connection.recheck()
    }
  }

  /** Says goodbye and closes every socket in even slices over `ms`; resolves when the last is gone. */
  drain(ms: number): Promise<void> {
    this.#isDraining = true
    const all = [...this.#connections.values()]
    if (all.length === 0) return Promise.resolve()
    const latest = Math.min(20_000, Math.max(1000, all.length * 2))
    for (const connection of all) connection.send(plainFrame({ t: 'bye', after: [250, latest] }))
    const perSlice = Math.ceil(all.length / Math.max(1, Math.floor(ms / sliceMs)))
    const close = () => {
      for (const connection of all.splice(0, perSlice)) connection.close(closeCodes.drain, 'drain')
      if (all.length > 0) this.deps.timers.after(sliceMs, close)
    }
    return new Promise((resolve) => {
      this.#drained = resolve
      close()
    })
  }

  /** Ends the clock and all rooms; sockets are closed with 4000. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDraining = true
    this.#stopSweep()
    for (const connection of [...this.#connections.values()]) connection.close(closeCodes.drain, 'drain')
    for (const room of [...this.#rooms.values()]) this.#giveUp(room)
  }

  stats(): HubStats {
    const connections = [...this.#connections.values()]
    return {
      connections: connections.length,
      rooms: this.#rooms.size,
      seats: connections.reduce((sum, { seats }) => sum + seats.size, 0),
      lagging: connections.filter((connection) => connection.isLagging).length,
      closes: { ...this.#closes },
    }
  }

  enter(principal: Principal | null, tournamentId: TournamentId, view: View): Promise<Entry> {
    if (principal) return this.deps.openRoom(principal, tournamentId, view)
    const key = view + ' ' + tournamentId
    const known = this.#anonymous.get(key)
    if (known) return known
    const asked = this.deps.openRoom(null, tournamentId, view)
    this.#anonymous.set(key, asked)
    asked.catch(() => this.#anonymous.delete(key)) // whoever awaits it hears of the failure; nobody inherits it
    return asked
  }

  roomOf(orgId: OrgId, tournamentId: TournamentId): Room {
    const known = this.#rooms.get(tournamentId)
    if (known) return known
    const room: Room = new Room(orgId, tournamentId, {
      ...this.deps,
      onEdited: () => {
        this.#anonymous.clear()
        for (const connection of this.#inRoom(room)) connection.recheck()
      },
      onGone: () => {
        for (const connection of this.#inRoom(room)) connection.evict(room)
        this.#giveUp(room)
      },
    })
    this.#rooms.set(tournamentId, room)
    return room
  }

  admits(connectionId: string, { userId }: Principal): boolean {
    const count = this.#perUser.get(userId) ?? 0
    if (count >= this.deps.limits.socketsPerUser) return false
    this.#perUser.set(userId, count + 1)
    this.#userOf.set(connectionId, userId)
    return true
  }

  closing(code: CloseCode): void {
    this.#closes[code] = (this.#closes[code] ?? 0) + 1
  }

  parted(connectionId: string): void {
    this.#connections.delete(connectionId)
    const userId = this.#userOf.get(connectionId)
    if (userId !== undefined) {
      this.#userOf.delete(connectionId)
      const left = (this.#perUser.get(userId) ?? 1) - 1
      if (left > 0) this.#perUser.set(userId, left)
      else this.#perUser.delete(userId)
    }
    if (this.#connections.size === 0) this.#drained?.()
  }

  #inRoom(room: Room): Connection[] {
    return [...this.#connections.values()].filter(({ seats }) => [...seats.values()].some((held) => held.room === room))
  }

  #giveUp(room: Room): void {
    room.close()
    this.#rooms.delete(room.tournamentId)
    this.#emptySince.delete(room)
  }

  #sweep(): void {
    const now = this.deps.timers.now()
    this.#anonymous.clear()
    for (const room of [...this.#rooms.values()]) {
      room.sweep()
      if (room.seats.size > 0) this.#emptySince.delete(room)
      else if (!this.#emptySince.has(room)) this.#emptySince.set(room, now)
      if (now - (this.#emptySince.get(room) ?? now) >= emptyRoomMs) this.#giveUp(room)
    }
    // After the rooms: whoever had a heartbeat from a room needs no other sign of life.
    for (const connection of [...this.#connections.values()]) connection.sweep(now)
  }
}
