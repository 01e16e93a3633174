/** One client of postgres.js with what is counted and remembered beside it; a silent server costs it as a whole. */
import type postgres from 'postgres'
import { Slots } from './slots.ts'
import { connect, type Endpoint } from './target.ts'

/** Bounds of the pool; the ones of `config.ts` fit. */
export interface PoolLimits {
  readonly poolSize: number
  readonly poolWaitMs: number
  readonly statementMs: number
  readonly lockMs: number
  readonly idleInTransactionMs: number
}

/** One postgres.js client with its places and the statements it keeps prepared. */
export interface Lane {
  readonly client: postgres.Sql
  readonly slots: Slots
  readonly prepared: Set<string>
}

const connectSeconds = 2

/** Connects when first used. Each connection carries the server's own bounds, so that it ends what nobody hears of. */
export function openLane(endpoint: Endpoint, limits: PoolLimits, size: number): Lane {
  const client = connect(endpoint, {
    max: size,
    connect_timeout: connectSeconds,
    // Its own back-off waits up to 20 s; here every caller has a deadline and the breaker spaces tries.
    backoff: () => 0.05,
    connection: {
      application_name: 'railbird',
      statement_timeout: limits.statementMs,
      lock_timeout: limits.lockMs,
      idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    },
  })
  return { client, slots: new Slots(size), prepared: new Set() }
}
