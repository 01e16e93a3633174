/**
 * Rule 3: who may import whom. Type imports count too, because they bind the reader's mind the same way;
 * the few places where only types may pass are marked `type`.
 */
import { isTypeScript, lineOf, targetOf } from './source.ts'
import type { Finding, Import, Source, Tree } from './source.ts'

/** What each zone may import besides itself and `base`. `x:type` lets only types of x pass. */
const table: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  base: ['engine:type'],
  store: ['engine', 'db/schema'],
  cache: ['engine:type'],
  feed: ['store', 'engine:type'],
  auth: ['store', 'cache', 'engine:type'],
  queries: ['engine', 'store', 'cache'],
  commands: ['engine', 'store', 'feed'],
  live: ['feed', 'auth', 'queries', 'engine:type'],
  http: ['commands', 'queries', 'auth', 'cache', 'monitor', 'engine:type'],
  monitor: ['store', 'cache', 'engine:type'],
  client: ['live/protocol:type', 'live/digest', 'engine:type'],
  web: ['client', 'engine:type'],
  context: ['engine', 'store', 'cache', 'feed', 'auth', 'queries', 'commands', 'live', 'monitor'],
  server: ['http', 'live', 'web', 'context:type', 'engine:type'],
  main: ['server', 'context', 'db/embedded', 'db/migrate', 'db/demo'],
  'live/protocol': ['engine:type'],
  'live/digest': ['live/protocol:type', 'engine:type'],
  'db/schema': ['engine:type'],
  'db/embedded': ['store:type'],
  'db/migrate': ['store', 'engine', 'db/schema', 'db/embedded'],
  'db/seed': ['store', 'engine', 'db/schema', 'db/embedded', 'db/migrate'],
  'db/demo': ['client', 'live/protocol:type', 'engine:type', 'db/seed'],
}

const roots = ['context', 'server', 'main']
const outside = ['bench', 'load', 'scripts']

/** The zone of a file: a folder of src, one of its root files, a subject of db, or a tool folder. */
function zoneOf(path: string): string {
  const [top = '', second = '', third = ''] = path.split('/')
  const name = second.split('.')[0] ?? ''
  if (top === 'db') return dbZone(name)
  if (top !== 'src') return top
  if (path === 'src/monitor/metrics.ts' || path.startsWith('src/redis/')) return 'base'
  // Two files of live/ are also the client's: the words of the wire, and the digest that both ends compute.
  if (/^src\/live\/(protocol|digest)\.ts$/.test(path)) return path.slice('src/'.length, -'.ts'.length)
  if (third !== '') return second
  return roots.includes(name) ? name : 'base'
}

// Files beside a subject of db belong to it when they bear its name, else to the tools that use the database.
function dbZone(name: string): string {
  if (name === 'binaries') return 'db/embedded'
  if (name === 'migrations') return 'db/migrate'
  return Object.keys(table).find((zone) => zone === `db/${name}` || `db/${name}`.startsWith(`${zone}-`)) ?? 'db/migrate'
}

/** Rule 3. */
export function* imports(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    for (const found of source.imports) yield* badImport(source, found)
    if (isBarrel(source))
      yield { path: source.path, line: 0, rule: 3, say: 'only passes on exports: import from the origin' }
  }
  yield* cycles(tree)
}

function* badImport(source: Source, found: Import): Generator<Finding> {
  const at = { path: source.path, line: lineOf(source, found.start), rule: 3 }
  const target = targetOf(source, found.from)
  if (target === undefined) {
    const isHash = found.from === 'node:crypto' && source.path === 'src/engine/ids.ts'
    if (zoneOf(source.path) === 'engine' && !source.isTest && !isHash) {
      yield { ...at, say: `engine imports nothing, here "${found.from}": pass the value in` }
    }
    return
  }
  if (found.from.includes('../../..')) yield { ...at, say: `"${found.from}" climbs too far: move one of the files` }
  if (!/\.(tsx?|css|html|json|svg|sql)$/.test(found.from))
    yield { ...at, say: `"${found.from}" lacks its ending: write .ts` }
  if (!isTypeScript(target)) return
  const [from, to] = [zoneOf(source.path), zoneOf(target)]
  if (!isAllowed(source, from, to, found.isType)) {
    const hint = isAllowed(source, from, to, true)
      ? 'only types may pass: import type'
      : (table[from] ?? []).join(', ') || 'nothing'
    yield { ...at, say: `${from} may not import ${to} (${found.from}); it may: ${hint}` }
  }
}

function isAllowed(source: Source, from: string, to: string, isType: boolean): boolean {
  if (outside.includes(to)) return outside.includes(from)
  if (from === to || outside.includes(from) || source.isTest) return true
  if (to === 'base') return from !== 'engine'
  const wholes = to.includes('/') ? [to, to.split('/')[0] ?? ''] : [to]
  const may = [...(table[from] ?? []), from]
  return wholes.some((whole) => may.includes(whole) || (isType && may.includes(`${whole}:type`)))
}

function isBarrel(source: Source): boolean {
  const passes = source.body.filter(({ type, source: from }) => /^Export(All|Named)/.test(type) && Boolean(from))
  return passes.length > 0 && passes.length === source.body.filter(({ type }) => type !== 'ImportDeclaration').length
}

/** One finding per cycle, at its first file in the order of paths. */
function* cycles(tree: Tree): Generator<Finding> {
  const done = new Set<string>()
  const reported = new Set<string>()
  function* visit(path: string, trail: readonly string[]): Generator<Finding> {
    const source = tree.get(path)
    if (source === undefined || done.has(path)) return
    const start = trail.indexOf(path)
    if (start !== -1) {
      const ring = trail.slice(start)
      const name = ring.toSorted().join()
      if (!reported.has(name))
        yield { path, line: 0, rule: 3, say: `cycle: ${[...ring, path].join(' > ')}: move what both need` }
      reported.add(name)
      return
    }
    for (const { from } of source.imports) yield* visit(targetOf(source, from) ?? '', [...trail, path])
    done.add(path)
  }
  for (const path of [...tree.keys()].filter(isTypeScript).toSorted()) yield* visit(path, [])
}
