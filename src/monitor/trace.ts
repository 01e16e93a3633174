/**
 * What one request costs, gathered while it is answered: its route, its queries and what became of it.
 * It is found by whoever works for the request through the asynchronous context, so nobody passes it on.
 * Work that several requests share counts to the one that began it.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { RouteFigures } from './route-figures.ts'

/** One request under way. */
export class Trace {
  readonly request: Request
  /** Whether the caller may see what took the time, whoever that is. */
  readonly isShown: boolean
  readonly beganAt = Bun.nanoseconds()
  /** Its route, once that is known. */
  figures: RouteFigures | null = null
  idOf: (request: Request) => string = noId
  /** The answer is ready: what is still done was begun by it, but nobody waits for that. */
  isOver = false
  /** What went wrong, if that is our fault; undefined for nothing. */
  failure: unknown = undefined
  queries = 0
  queryMs = 0
  waitMs = 0
  /** Set when the answer carries a tag: from where it came, and its bytes before and after coding (0: not coded). */
  isTagged = false
  tier: 'L1' | 'L2' | 'miss' | 'none' = 'none'
  originalBytes = 0
  sentBytes = 0

  constructor(request: Request, isShown: boolean) {
    this.request = request
    this.isShown = isShown
  }

  get requestId(): string {
    return this.idOf(this.request)
  }

  get ms(): number {
    return (Bun.nanoseconds() - this.beganAt) / 1e6
  }
}

const noId = () => ''
const traces = new AsyncLocalStorage<Trace>()

/** Runs `answer` for a request; whatever that does, also later, finds the trace. */
export function traced<Server, Answer>(
  trace: Trace,
  answer: (request: Request, server: Server) => Answer,
  server: Server,
): Answer {
  return traces.run(trace, answer, trace.request, server)
}

/** The trace of the request that is worked for, if any; of that one only, if one is named. */
export function currentTrace(request?: Request): Trace | undefined {
  const trace = traces.getStore()
  return request === undefined || trace?.request === request ? trace : undefined
}
