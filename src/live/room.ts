/**
 * One tournament's room on this node: who watches it, and how far each of them has got.
 * Invariant: a viewer is sent version v+1 only after v, or one batch that starts at v+1.
 * Invariant: nobody is told to be current before the head was read since this node gained the room.
 * What comes while somebody joins waits in the ring, one buffer for all joiners; each merges it by its own position.
 * Knows sockets only as `Link`, and nothing of HTTP, auth or SQL.
 */
import type { OrgId, TournamentId } from '../engine/types.ts'
import type { Committed, FeedSignal, Watch } from '../feed/feed.ts'
import { beatFrame, okFrame, plainFrame, resetFrame } from './frames.ts'
import { createPace, type Pace } from './pace.ts'
import { shownViewers } from './presence.ts'
import type { ResetReason, View } from './protocol.ts'
import { planResume, readSince, type Since } from './resume.ts'
import type { RoomDeps } from './room-deps.ts'
import { RoomView } from './room-view.ts'
import type { Link, Seat } from './seat.ts'

const quietMs = 2000

export class Room {
  readonly orgId: OrgId
  readonly tournamentId: TournamentId
  readonly seats = new Set<Seat>()
  readonly #deps: RoomDeps
  readonly #watch: Watch
  readonly #views = new Map<View, RoomView>()
  readonly #pace: Pace
  #changedAt: number
  #isBeatOwed = false
  #beatAt: number
  #isKnown: boolean
  #isClosed = false

  constructor(orgId: OrgId, tournamentId: TournamentId, deps: RoomDeps) {
    this.orgId = orgId
    this.tournamentId = tournamentId
    this.#deps = deps
    this.#watch = deps.feed.watch(orgId, tournamentId, (signal) => this.#hear(signal))
    this.#isKnown = this.#watch.isLevel
    this.#changedAt = this.#beatAt = deps.timers.now()
    this.#pace = createPace(
      deps.timers,
      () => this.seats.size,
      () => this.#flush(),
    )
  }

  /** Takes a viewer in; it is sent what it lacks as soon as the node knows the head. */
  join(id: number, view: View, link: Link, since: Since | undefined, onSeat?: (seat: Seat) => void): void {
    const seat: Seat = { id, view, link, since, position: null, why: null, isReading: false, shown: null }
    this.seats.add(seat)
    onSeat?.(seat)
    this.#admit(seat)
  }

  leave(seat: Seat): void {
    this.seats.delete(seat)
  }

  close(): void {
    this.#isClosed = true
    this.#pace.stop()
    this.#watch.close()
  }

  /** Goes on with a seat whose socket can take frames again: from the ring, or anew if that is shorter. */
  drained(seat: Seat): void {
    if (seat.position === null) return this.#admit(seat)
    const events = this.#after(seat.position)
    const view = this.#viewOf(seat.view)
    const isLong = events !== null && events.length > 1 && view.isLoaded
    if (isLong && view.moveOver(events).text(seat.id).length > view.snapText(seat.id).length) this.#restart(seat, 'lag')
    else this.#advance(seat)
  }

  /** Once a second: tries again what a failed read left undone, tells how many watch, and keeps the heartbeat. */
  sweep(): void {
    const shown = shownViewers(this.seats.size)
    for (const seat of this.seats) {
      if (seat.position === null) this.#admit(seat)
      if (seat.position === null || seat.shown === shown || seat.link.isLagging) continue
      seat.shown = shown
      seat.link.send(plainFrame({ t: 'eph', id: seat.id, viewers: shown }))
    }
    const now = this.#deps.timers.now()
    const isQuiet = this.#isBeatOwed && now - this.#changedAt >= quietMs
    if (isQuiet || now - this.#beatAt >= this.#deps.limits.heartbeatMs) this.#beat(now)
  }

  /** Heartbeat to everybody: the head with its digest, or only a sign of life while the head is in doubt. */
  #beat(now: number): void {
    this.#beatAt = now
    this.#isBeatOwed = false
    const { head, isLevel } = this.#watch
    for (const seat of this.seats) {
      this.#advance(seat)
      if (seat.position === null || seat.link.isLagging) continue
      const view = this.#viewOf(seat.view)
      if (!view.isLoaded) void this.#load(view) // everybody resumed: the next heartbeat has the digest
      const isCurrent = isLevel && head !== null && seat.position >= head.version
      const digest = view.isLoaded && view.version === seat.position ? view.digest : null
      seat.link.send(beatFrame(seat.id, isCurrent ? seat.position : null, digest))
    }
  }

  /** Brings everybody to the head who can take frames. O(seats), one encoding per view and position. */
  #flush(): void {
    for (const seat of this.seats) this.#advance(seat)
  }

  #hear(signal: FeedSignal): void {
    if (this.#isClosed) return
    switch (signal.kind) {
      case 'event':
        for (const view of this.#views.values()) view.take(signal.event)
        if (signal.event.type === 'tournament.edited' || signal.event.type === 'tournament.deleted') {
          this.#deps.onEdited?.()
        }
        this.#changedAt = this.#deps.timers.now()
        this.#isBeatOwed = true
        return this.#pace.touch()
      case 'level':
        this.#isKnown = true
        return this.#admitAll()
      case 'reset':
        this.#isKnown = true
        for (const view of this.#views.values()) view.drop()
        for (const seat of this.seats) if (seat.position !== null) this.#restart(seat, 'epoch')
        return this.#admitAll()
      case 'gone':
        return this.#deps.onGone?.()
    }
  }

  #viewOf(view: View): RoomView {
    const known = this.#views.get(view) ?? new RoomView(view, !this.#deps.mutation?.skipRedaction)
    this.#views.set(view, known)
    return known
  }

  /** Events above `version` as far as they were delivered here; null if the ring does not reach back. */
  #after(version: number): readonly Committed[] | null {
    const head = this.#watch.head
    return head && version >= head.version ? [] : this.#watch.since(version)
  }

  #admitAll(): void {
    for (const seat of this.seats) if (seat.position === null) this.#admit(seat)
  }

  #admit(seat: Seat): void {
    const head = this.#watch.head
    if (!this.#isKnown || !head || !this.seats.has(seat) || seat.isReading || seat.link.isLagging) return
    const since = seat.since
    const plan = planResume(since, head, (version) => this.#after(version) !== null)
    if (plan.kind === 'snapshot') this.#show(seat, seat.why ?? plan.why)
    else if (since && plan.kind === 'ring') this.#resume(seat, since, [])
    else if (since) void this.#readLog(seat, since, plan.kind === 'verify')
  }

  async #readLog(seat: Seat, since: Since, isAhead: boolean): Promise<void> {
    seat.isReading = true
    try {
      const found = await readSince(this.#watch, since, isAhead)
      seat.isReading = false
      if (this.#isClosed || !this.seats.has(seat)) return
      if (typeof found === 'string') return this.#restart(seat, found)
      if (this.#watch.head?.epoch !== since.e) return this.#restart(seat, 'epoch')
      this.#resume(seat, since, found)
    } catch (error) {
      seat.isReading = false // the next sweep tries again
      this.#deps.log.warn({ err: error }, 'a viewer could not be resumed yet')
    }
  }

  /** Accepts what the viewer has, then sends what the log gave and what came meanwhile, merged into one frame. */
  #resume(seat: Seat, since: Since, read: readonly Committed[]): void {
    const reached = read.at(-1)?.version ?? since.v
    const later = this.#deps.mutation?.skipJoinMerge ? [] : this.#after(reached)
    if (later === null) return this.#restart(seat, 'too_old')
    const missing = [...read, ...later]
    const head = Math.max(since.v, this.#watch.head?.version ?? 0, missing.at(-1)?.version ?? 0)
    this.#deps.failpoint?.('before_live')
    seat.link.send(okFrame(seat.id, since.e, since.v, head))
    seat.position = since.v
    if (missing.length > 0) this.#move(seat, missing)
    if (this.#deps.mutation?.skipJoinMerge) seat.position = head
  }

  #restart(seat: Seat, why: ResetReason): void {
    seat.position = null
    seat.since = undefined
    seat.why = why
    this.#admit(seat)
  }

  #show(seat: Seat, why: ResetReason | null): void {
    const view = this.#viewOf(seat.view)
    if (!view.isLoaded) return void this.#load(view)
    this.#deps.failpoint?.('before_live')
    if (why) seat.link.send(resetFrame(seat.id, why))
    seat.why = null
    seat.link.send(view.snapText(seat.id))
    seat.position = view.version
  }

  async #load(view: RoomView): Promise<void> {
    if (view.isLoading) return
    view.isLoading = true
    try {
      const snapshot = await this.#deps.readSnapshot(this.orgId, this.tournamentId)
      this.#deps.failpoint?.('mid_snapshot')
      // Floors rise before anybody is shown this version.
      if (!this.#isClosed) this.#watch.note({ version: snapshot.version, epoch: snapshot.epoch })
      const later = this.#after(snapshot.version)
      if (later && snapshot.epoch === this.#watch.head?.epoch) view.load(snapshot, later)
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'a snapshot could not be read')
    } finally {
      view.isLoading = false
    }
    if (view.isLoaded && !this.#isClosed) this.#admitAll()
  }

  #advance(seat: Seat): void {
    if (seat.position === null || seat.link.isLagging) return
    const events = this.#after(seat.position)
    if (events === null) this.#restart(seat, 'lag')
    else if (events.length > 0) this.#move(seat, events)
  }

  #move(seat: Seat, events: readonly Committed[]): void {
    const position = seat.position ?? -1
    const isNext = events.every((event, i) => event.version === position + 1 + i)
    if (!isNext && !this.#deps.mutation?.skipPositionAssert) {
      return seat.link.fail(new Error(`viewer at ${position} was about to be sent ${events[0]?.version}`))
    }
    const frame = this.#viewOf(seat.view).moveOver(events)
    seat.link.send(frame.text(seat.id))
    seat.position = frame.to
  }
}
