/**
 * The other nodes as this one hears them: who speaks, how far each has counted, and who has fallen silent.
 * Invariant: a message that was lost is noticed by the next one, or by a sign of life, or by the lack of one.
 * A pure judgement over messages and moments; what a gap means for the cache is not decided here.
 */

/** Why something may have been missed. */
export type Gap = 'hole' | 'newcomer' | 'silence'

interface Peer {
  n: number
  heardAt: number
  isSilent: boolean
}

export interface PeerBounds {
  readonly silentMs: number
  /** A peer that is silent so long is forgotten. */
  readonly forgetMs: number
  /** Peers remembered at once; the rest count as newcomers each time. */
  readonly peersMax: number
}

/** Switches for tests that prove each rule is needed; never set elsewhere. */
export interface PeerMutation {
  readonly skipHoles?: boolean
  readonly skipNewcomers?: boolean
  readonly skipSilence?: boolean
}

export class Peers {
  readonly #bounds: PeerBounds
  readonly #mutation: PeerMutation
  readonly #peers = new Map<string, Peer>()

  constructor(bounds: PeerBounds, mutation: PeerMutation = {}) {
    this.#bounds = bounds
    this.#mutation = mutation
  }

  get size(): number {
    return this.#peers.size
  }

  /** Takes a message of `boot`, or a sign of life (`isCommit` false). Returns what it reveals to be missing. */
  hear(boot: string, n: number, isCommit: boolean, now: number): Gap | null {
    const peer = this.#peers.get(boot)
    if (peer === undefined) {
      this.#remember(boot, { n, heardAt: now, isSilent: false })
      // Whatever it said before we listened is not known here.
      return n > (isCommit ? 1 : 0) && !this.#mutation.skipNewcomers ? 'newcomer' : null
    }
    const isHole = n > peer.n + (isCommit ? 1 : 0)
    peer.n = Math.max(peer.n, n)
    peer.heardAt = now
    peer.isSilent = false
    return isHole && !this.#mutation.skipHoles ? 'hole' : null
  }

  /** A node that says good-bye leaves nothing unsaid but what its count reveals. */
  leave(boot: string, n: number, now: number): Gap | null {
    const gap = this.hear(boot, n, false, now)
    this.#peers.delete(boot)
    return gap
  }

  /** True once for each peer that has fallen silent: it may have committed and died before it could say so. */
  watch(now: number): Gap | null {
    const { silentMs, forgetMs } = this.#bounds
    let found = false
    for (const [boot, peer] of this.#peers) {
      if (now - peer.heardAt > forgetMs) this.#peers.delete(boot)
      else if (!peer.isSilent && now - peer.heardAt > silentMs) found = peer.isSilent = true
    }
    return found && !this.#mutation.skipSilence ? 'silence' : null
  }

  #remember(boot: string, peer: Peer): void {
    for (const oldest of this.#peers.keys()) {
      if (this.#peers.size < this.#bounds.peersMax) break
      this.#peers.delete(oldest)
    }
    this.#peers.set(boot, peer)
  }
}
