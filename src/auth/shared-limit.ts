/**
 * Rate limits that all nodes count together, in Redis and by its clock (GCRA, see redis/draw.ts). A node draws a few
 * units at once and gives them out by itself, so that a hot caller costs no round trip; sign-ins are drawn one by one.
 * Invariant: nothing is given out that was not drawn from Redis within the last half second.
 * So over a minute no key gets more than its limit and one percent, whatever the number of nodes.
 * While Redis is away each node gives its part of the limit: never none, never all of it.
 */
import type { Bucket, RedisPort } from '../redis/port.ts'
import { createRateLimiter, rateLimited, rateOf } from './rate-limit.ts'
import type { LocalLimiter, Rate, RateClass, RateDecision, RateLimiter, RateProfile } from './rate-limit.ts'

/** What the limiter of a node among others is made of. */
export interface SharedOptions {
  readonly profile: RateProfile
  /** Milliseconds. */
  readonly now: () => number
  /** Redis behind its breaker. */
  readonly port: Pick<RedisPort, 'ready' | 'draw'>
  /** Before every key. */
  readonly prefix: string
  /** How many nodes are heard, this one included. */
  readonly nodes: () => number
  /** Keys remembered per class. */
  readonly keysMax?: number
}

/** Drawn units are given out for so long; what is left goes back with the next draw. */
const leaseMs = 480
/** At most this part of a burst is drawn ahead. */
const aheadPart = 10
const triesMax = 5

/** Guesses of a password are counted to the last one. */
const exact: ReadonlySet<RateClass> = new Set<RateClass>(['login_account', 'login_address'])

/** What this node holds of one key. */
interface Lease {
  units: number
  /** Until when they may be given out. */
  until: number
  /** Units given out of the last draw, and how many were drawn ahead in it. */
  used: number
  ahead: number
  /** What the bucket held at `heldAt`, in milliseconds. */
  heldMs: number
  heldAt: number
  /** Until then Redis would refuse again, so it is not asked. */
  refusedUntil: number
  /** Units that callers wait for, and the draw that brings them; who comes after it was sent waits for the next. */
  awaited: number
  isSent: boolean
  draw: Promise<boolean> | null
}

/** What is needed to draw for a class. */
interface Kind {
  readonly kind: RateClass
  readonly rate: Rate
  readonly stepMs: number
  readonly bucket: Bucket
  readonly leases: Map<string, Lease>
}

/** The limiter of a node among others. */
export function createSharedLimiter(options: SharedOptions): RateLimiter {
  return new SharedLimiter(options)
}

class SharedLimiter implements RateLimiter {
  readonly #options: SharedOptions
  readonly #local: LocalLimiter
  readonly #kinds = new Map<RateClass, Kind>()
  /** As many as were heard when Redis was last there: they fall silent with it. */
  #nodes = 1

  constructor(options: SharedOptions) {
    this.#options = options
    this.#local = createRateLimiter(options)
  }

  take(name: RateClass, key: string, cost = 1): RateDecision | Promise<RateDecision> {
    const kind = this.#kind(name)
    const at = this.#options.now()
    const lease = kind.leases.get(key) ?? this.#begin(kind, key, at)
    if (lease.refusedUntil > at) return decision(kind, lease, at, cost)
    if (!this.#options.port.ready) return this.#alone(kind, key, lease, cost)
    if (lease.units < cost || lease.until <= at) return this.#wait(kind, key, lease, cost)
    return given(kind, lease, at, cost)
  }

  require(name: RateClass, key: string, cost = 1): RateDecision | Promise<RateDecision> {
    const made = this.take(name, key, cost)
    return made instanceof Promise ? made.then(passed) : passed(made)
  }

  takeHere(name: RateClass, key: string, cost = 1): RateDecision {
    return this.#local.takeHere(name, key, cost)
  }

  size(): number {
    return [...this.#kinds.values()].reduce((sum, { leases }) => sum + leases.size, this.#local.size())
  }

  /** Whoever asks in the same moment is served by one draw, and in the order of asking. */
  async #wait(kind: Kind, key: string, lease: Lease, cost: number): Promise<RateDecision> {
    for (let tries = 1; tries <= triesMax; tries++) {
      if (!lease.isSent) lease.awaited += cost
      lease.draw ??= this.#draw(kind, key, lease).finally(() => {
        lease.draw = null
        lease.isSent = false
      })
      if (!(await lease.draw)) return this.#alone(kind, key, lease, cost)
      if (lease.units >= cost) return given(kind, lease, this.#options.now(), cost)
      if (lease.refusedUntil > this.#options.now()) break
    }
    return decision(kind, lease, this.#options.now(), cost)
  }

  /** False when Redis did not answer. */
  async #draw(kind: Kind, key: string, lease: Lease): Promise<boolean> {
    // One turn of the loop, so that all of this moment are counted.
    await Promise.resolve()
    const { port, prefix, nodes, now } = this.#options
    const ahead = aheadOf(kind, lease, now())
    const wanted = lease.awaited + ahead
    const unused = lease.units
    lease.awaited = lease.units = 0
    lease.isSent = true
    const heldUs = Math.max(0, lease.heldMs - (now() - lease.heldAt)) * 1000
    try {
      const drawn = await port.draw(prefix + nameOf(kind, key), kind.bucket, { wanted, unused, heldUs })
      const at = now()
      const heldMs = drawn.heldUs / 1000
      const spareMs = kind.bucket.depthUs / 1000 - heldMs
      // Where less was given than wanted there is nothing before the next unit has leaked.
      const refusedUntil = drawn.units < wanted - ahead ? at + Math.max(1, kind.stepMs - spareMs) : 0
      Object.assign(lease, { units: drawn.units, until: at + leaseMs, used: 0, ahead: drawn.units, heldMs, heldAt: at })
      lease.refusedUntil = refusedUntil
      this.#nodes = nodes()
      return true
    } catch {
      // The breaker counts and tells it; here it only means that this node is alone for now.
      return false
    }
  }

  #alone(kind: Kind, key: string, lease: Lease, cost: number): RateDecision {
    const heldMs = Math.max(0, lease.heldMs - (this.#options.now() - lease.heldAt))
    return this.#local.take(kind.kind, key, cost, { nodes: Math.max(this.#nodes, this.#options.nodes()), heldMs })
  }

  #begin({ leases }: Kind, key: string, at: number): Lease {
    // Two looks for each new key keep the map near what is in use; what is in use gets another round.
    for (let looks = 0; looks < 2; looks++) {
      const [oldest] = leases
      if (oldest === undefined) break
      const [name, held] = oldest
      const isIdle = held.until <= at && held.refusedUntil <= at && held.draw === null
      if (!isIdle && leases.size < (this.#options.keysMax ?? 50_000)) {
        leases.delete(name)
        leases.set(name, held)
      } else leases.delete(name)
    }
    const lease: Lease = {
      units: 0,
      until: 0,
      used: 0,
      ahead: 0,
      heldMs: 0,
      heldAt: at,
      refusedUntil: 0,
      awaited: 0,
      isSent: false,
      draw: null,
    }
    leases.set(key, lease)
    return lease
  }

  #kind(kind: RateClass): Kind {
    const known = this.#kinds.get(kind)
    if (known !== undefined) return known
    const rate = rateOf(this.#options.profile, kind)
    const stepMs = (rate.windowS * 1000) / rate.limit
    const stepUs = Math.round(stepMs * 1000)
    const made = { kind, rate, stepMs, bucket: { stepUs, depthUs: stepUs * rate.burst }, leases: new Map() }
    this.#kinds.set(kind, made)
    return made
  }
}

/** Keys are addresses and e-mail addresses of people: Redis gets to know neither. */
function nameOf({ kind }: Kind, key: string): string {
  return `${kind}:${new Bun.CryptoHasher('sha256').update(key).digest('base64url').slice(0, 22)}`
}

/** As many as were lately used up in a lease, and twice as many when they did not last. */
function aheadOf({ kind, rate }: Kind, { used, ahead, until }: Lease, at: number): number {
  if (exact.has(kind) || at > until + leaseMs) return 0
  const likely = at < until ? 2 * Math.max(used, ahead) : used
  return Math.min(likely, Math.floor(rate.burst / aheadPart))
}

function given(kind: Kind, lease: Lease, at: number, cost: number): RateDecision {
  lease.units -= cost
  lease.used += cost
  return decision(kind, lease, at, 0)
}

/** What is told of a key at a moment; `cost` is what was refused, 0 if nothing was. */
function decision({ rate, stepMs }: Kind, { units, heldMs, heldAt, refusedUntil }: Lease, at: number, cost: number) {
  const { limit, windowS, burst, policy } = rate
  const held = Math.max(0, heldMs - (at - heldAt))
  const waitMs = Math.max(refusedUntil - at, held + cost * stepMs - burst * stepMs)
  return {
    isAllowed: cost === 0,
    limit,
    windowS,
    policy,
    remaining: cost > 0 ? 0 : Math.max(0, Math.floor((burst * stepMs - held) / stepMs + 1e-6)) + units,
    resetS: Math.ceil(held / 1000),
    retryAfterS: cost === 0 ? 0 : Math.max(1, Math.ceil(waitMs / 1000)),
  }
}

function passed(made: RateDecision): RateDecision {
  if (!made.isAllowed) throw rateLimited(made)
  return made
}
