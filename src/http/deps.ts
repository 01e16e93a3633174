/** What the routes use, and nothing more; built once in the composition root. */
import type { Auth } from '../auth/auth.ts'
import type { Operations } from '../cache/operations.ts'
import type { CommandDeps } from '../commands/command.ts'
import type { QueryDeps } from '../queries/deps.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { Watch } from '../monitor/watch.ts'
import type { Cursors } from './cursors.ts'
import type { Responder } from './respond.ts'

/** One part of the health report; `detail` is for operators and holds no address and no secret. */
export interface HealthCheck {
  readonly name: string
  /** Without it everything still works, only slower: it makes a node degraded, never unhealthy. */
  readonly isOptional?: true
  /** Resolves when the part works, rejects when not. Has its own deadline. */
  readonly run: () => Promise<unknown>
}

export interface HttpDeps {
  readonly respond: Responder
  readonly auth: Auth
  readonly commands: CommandDeps
  readonly queries: QueryDeps
  readonly operations: Operations
  readonly cursors: Cursors
  readonly monitor: Monitor
  readonly watch: Watch
  readonly health: {
    readonly checks: readonly HealthCheck[]
    /** False before the first readiness and while the server drains. */
    readonly isReady: () => boolean
  }
  /** The network address a request comes from, as far as it can be believed. */
  readonly addressOf: (request: Request) => string
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxyHops: number
}
