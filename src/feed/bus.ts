/**
 * The wire between nodes: each commit is announced on one channel of Redis, and what others say raises floors here.
 * Invariant: whatever is lost on the way, floors are doubted as soon as the loss can be noticed.
 * Messages are counted and signs of life are sent, so holes show; a node listens to itself, so its own deafness shows.
 * Nothing is stored and nobody leads: the log in Postgres is the truth, and the head poll finds what no sign revealed.
 */
import type { TournamentId } from '../engine/types.ts'
import type { Log } from '../log.ts'
import type { RedisPort } from '../redis/port.ts'
import { commitText, floorChannel, readMessage, signText, type Announcement, type TagVersion } from './bus-messages.ts'
import { Peers, type Gap, type PeerMutation } from './bus-peers.ts'
import type { Head } from './core.ts'
import type { Timers } from './timers.ts'

export interface BusBounds {
  readonly beatMs: number
  readonly silentMs: number
  readonly forgetMs: number
  readonly peersMax: number
}

export interface BusDeps {
  readonly port: Pick<RedisPort, 'publish' | 'subscribe'>
  /** Unique for this start of this process. */
  readonly boot: string
  readonly timers: Timers
  /** Monotonic milliseconds. */
  readonly now: () => number
  readonly bounds: BusBounds
  readonly log: Pick<Log, 'info' | 'warn'>
  /** Numbers that another node has seen committed. */
  readonly raise: (tags: readonly TagVersion[]) => void
  /** News may have been missed: whatever depends on them is to be confirmed before its next use. */
  readonly doubt: () => void
  /** A head that another node tells of, for who watches the tournament. */
  readonly hint: (id: TournamentId, head: Head) => void
  /** Only for tests that prove a rule is needed. */
  readonly mutation?: PeerMutation & { readonly skipDeafness?: boolean }
}

/** What health and metrics want to know. */
export interface BusState {
  /** It hears its own voice, so it would hear others. */
  readonly isHealthy: boolean
  readonly heardMsAgo: number
  readonly peers: number
  /** Messages that Redis did not take. */
  readonly lost: number
  readonly gaps: Readonly<Record<Gap | 'deaf' | 'joined' | 'malformed', number>>
}

/** Begins to listen and to give signs of life. */
export function openBus(deps: BusDeps): Bus {
  return new Bus(deps)
}

/** One node's end of the wire. Nothing that happens on it rejects or throws: what is lost shows in `state`. */
export class Bus implements AsyncDisposable {
  readonly #deps: BusDeps
  readonly #peers: Peers
  readonly #stops: readonly (() => void)[]
  readonly #gaps = { hole: 0, newcomer: 0, silence: 0, deaf: 0, joined: 0, malformed: 0 }
  #n = 0
  #lost = 0
  #heardAt: number
  #isHealthy = false
  #isStopped = false

  constructor(deps: BusDeps) {
    this.#deps = deps
    this.#peers = new Peers(deps.bounds, deps.mutation)
    this.#heardAt = deps.now()
    const { port, timers, bounds } = deps
    this.#stops = [
      port.subscribe(floorChannel, { hear: (text) => this.#hear(text), joined: () => this.#joined() }),
      timers.every(bounds.beatMs, () => this.#beat()),
    ]
  }

  get state(): BusState {
    const heardMsAgo = Math.round(this.#deps.now() - this.#heardAt)
    return {
      isHealthy: this.#isHealthy,
      heardMsAgo,
      peers: this.#peers.size,
      lost: this.#lost,
      gaps: { ...this.#gaps },
    }
  }

  /** Tells the other nodes of a commit, after the own floors have risen. Never waits; a loss shows by its number. */
  announce(announcement: Announcement): void {
    this.#n++
    this.#send(commitText(this.#deps.boot, this.#n, announcement))
  }

  /** Says good-bye, so that nobody has to wonder, and falls silent. */
  async stop(): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    for (const stop of this.#stops) stop()
    const { port, boot } = this.#deps
    await port.publish(floorChannel, signText(boot, this.#n, 'bye')).catch(() => this.#lost++)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #beat(): void {
    const { boot, now, bounds, mutation } = this.#deps
    this.#send(signText(boot, this.#n, 'beat'))
    const gap = this.#peers.watch(now())
    if (gap !== null) this.#doubt(gap)
    if (!this.#isHealthy || now() - this.#heardAt <= bounds.silentMs || mutation?.skipDeafness) return
    this.#isHealthy = false
    this.#deps.log.warn({}, 'this node does not hear itself through Redis: other nodes may not be heard either')
    this.#doubt('deaf')
  }

  #hear(text: string): void {
    if (this.#isStopped) return
    const message = readMessage(text)
    if (message === null) return this.#doubt('malformed')
    if (message.boot === this.#deps.boot) return this.#heardSelf()
    const { boot, n, kind, tags, t } = message
    // Numbers first: a doubt that follows is then settled against them.
    if (tags.length > 0) this.#deps.raise(tags.map(([tag, version, epoch]) => taggedWith(tag, version, epoch)))
    const now = this.#deps.now()
    const gap = kind === 'bye' ? this.#peers.leave(boot, n, now) : this.#peers.hear(boot, n, kind === 'commit', now)
    if (gap !== null) this.#doubt(gap)
    if (t !== undefined) this.#deps.hint(t.id, { version: t.version, epoch: t.epoch })
  }

  #heardSelf(): void {
    this.#heardAt = this.#deps.now()
    if (this.#isHealthy) return
    this.#isHealthy = true
    this.#deps.log.info({}, 'nodes hear each other through Redis')
    // What was said while it was deaf is gone.
    this.#doubt('deaf')
  }

  #joined(): void {
    if (!this.#isStopped) this.#doubt('joined')
  }

  #doubt(why: keyof BusState['gaps']): void {
    this.#gaps[why]++
    this.#deps.doubt()
  }

  // What could not be sent shows to others as a hole in the numbers, and here as silence.
  #send(text: string): void {
    void this.#deps.port.publish(floorChannel, text).catch(() => this.#lost++)
  }
}

function taggedWith(tag: string, version: number, epoch: string | null): TagVersion {
  return epoch === null ? [tag, version] : [tag, version, epoch]
}
