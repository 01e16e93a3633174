/** What a cache is given, what it is asked with and what it answers: types only. */
import type { Clock } from './clock.ts'
import type { Entry } from './entry.ts'
import type { FlightBounds } from './flight.ts'
import type { TagNumber } from './floors.ts'
import type { Tag } from './keys.ts'
import type { SharedPort } from './shared.ts'
import type { MissCause } from './statistics.ts'

/** Bounds of a cache, from `limits` of the configuration. */
export interface CacheBounds extends FlightBounds {
  readonly bytesMax: number
  readonly verifyTickMs: number
  readonly cellIdleMs: number
  /** How long a floor is trusted without news while no bus brings them. */
  readonly trustMs: number
}

export interface CacheOptions {
  readonly bounds: CacheBounds
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly wall: () => number
  /** 0 to 1; spreads times so that what was loaded together does not lapse together. */
  readonly random: () => number
  /** Numbers of tags from the primary, in their order; null for what does not exist. An absent counter is 0. */
  readonly readNumbers: (tags: readonly Tag[]) => Promise<readonly TagNumber[]>
  /** Loads may ask a replica: floors that are not known are then confirmed before, not by, the load. */
  readonly hasReplicas?: boolean
  /** Redis, its key prefix (environment and build) and a maker of lease tokens; without it this node is alone. */
  readonly shared?: { readonly port: SharedPort; readonly prefix: string; readonly newToken: () => string }
}

/** Where an answer came from: what `Cache-Status` tells. */
export interface Reading {
  readonly entry: Entry
  readonly tier: 'memory' | 'shared' | 'load'
  /** Past its time and within its grace; it is being loaded anew. */
  readonly isStale: boolean
  /** Memory keeps it from now on: what is too large, or was old before it came, is only served. */
  readonly isStored: boolean
  /** Shared with a load that another caller began. */
  readonly isJoined: boolean
  /** True if the primary could not be asked whether it still holds. */
  readonly isUnverified: boolean
  /** Why it was not in memory. */
  readonly cause: MissCause | null
}

export interface ReadOptions {
  /** A version of the first tag that the caller knows of. It raises no floor, so nobody can poison them. */
  readonly minVersion?: number
  /** While the primary is away, the last known entry will do. For public routes that say so. */
  readonly mayBeUnverified?: boolean
}
