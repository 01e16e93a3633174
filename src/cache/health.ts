/** How the two tiers are: one question to each, answered within the deadline of a call of Redis. */
import type { RedisPort } from '../redis/port.ts'
import type { Cache } from './cache.ts'
import type { Clock } from './clock.ts'
import { shortKey, platform } from './keys.ts'

/** One tier. What could not be asked is null. */
export interface TierHealth {
  readonly connected: boolean
  /** Milliseconds of one look-up, or of one round trip. */
  readonly responseTime: number | null
  /** Bytes. */
  readonly memoryUsage: number | null
  readonly keyCount: number | null
}

/** The memory of this node: always there. */
export function memoryHealth({ memory }: Cache, clock: Pick<Clock, 'now'>): TierHealth {
  const from = clock.now()
  memory.get(shortKey(platform, 'health', 'none'))
  return { connected: true, responseTime: clock.now() - from, memoryUsage: memory.bytes, keyCount: memory.size }
}

/** Redis, as a whole: keys of other programs are counted too, if it has any. Never rejects. */
export async function sharedHealth(
  port: Pick<RedisPort, 'ping' | 'usage'>,
  clock: Pick<Clock, 'now'>,
): Promise<TierHealth> {
  const from = clock.now()
  try {
    await port.ping()
    const responseTime = clock.now() - from
    const { bytes, keys } = await port.usage()
    return { connected: true, responseTime, memoryUsage: bytes, keyCount: keys }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { connected: false, responseTime: null, memoryUsage: null, keyCount: null }
  }
}
