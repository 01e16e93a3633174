/**
 * Which methods an address allows: Elysia answers 404 to a wrong method and to OPTIONS, this table knows better.
 * Built once from the registered routes; asked only when no route matched, so it is not hot.
 */
import type { AnyElysia } from 'elysia'

interface Known {
  readonly pattern: RegExp
  readonly methods: Set<string>
}

/** Asks `app` for its routes on first use, when all of them are there. */
export class MethodTable {
  readonly #app: AnyElysia
  #known: readonly Known[] | null = null

  constructor(app: AnyElysia) {
    this.#app = app
  }

  /** Methods of the routes at `path`, HEAD and OPTIONS included; empty for an unknown address. */
  allowed(path: string): string[] {
    this.#known ??= build(this.#app)
    const found = new Set(
      this.#known.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]),
    )
    if (found.size === 0) return []
    if (found.has('GET')) found.add('HEAD')
    return [...found.add('OPTIONS')].sort()
  }
}

function build(app: AnyElysia): Known[] {
  const byPath = new Map<string, Known>()
  for (const { path, method } of app.routes) {
    const known = byPath.get(path) ?? { pattern: patternOf(path), methods: new Set() }
    byPath.set(path, known)
    known.methods.add(method === 'WS' ? 'GET' : method)
  }
  return [...byPath.values()]
}

function patternOf(path: string): RegExp {
  const source = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : RegExp.escape(part)))
  return new RegExp(`^${source.join('/')}/?$`)
}
