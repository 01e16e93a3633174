/** What one org's reads came to. Plain counters: the hot path adds one and nothing more. */

/** Why something had to be loaded. */
export type MissCause = 'cold' | 'floor' | 'expired'

/** Counters of one org since it was first seen; read them, never keep a reference to compare with later. */
export class OrgStatistics {
  /** Moment of the last read or write, on the cache's clock. */
  readAt = -Infinity
  hitsMemory = 0
  hitsShared = 0
  hitsStale = 0
  missesCold = 0
  missesFloor = 0
  missesExpired = 0
  joins = 0
  joinsFenced = 0
  loads = 0
  loadsFailed = 0
  loadMs = 0
  negatives = 0
  evictions = 0

  miss(cause: MissCause): void {
    if (cause === 'cold') this.missesCold++
    else if (cause === 'floor') this.missesFloor++
    else this.missesExpired++
  }

  /** Share of reads answered without a load, 0 to 1; null before the first read. */
  get hitRate(): number | null {
    const hits = this.hitsMemory + this.hitsShared + this.hitsStale
    const reads = hits + this.missesCold + this.missesFloor + this.missesExpired
    return reads === 0 ? null : hits / reads
  }
}
