/** Rules 5, 6 and 12: names that may not stand where they stand. 5 keeps the engine pure, 6 effects in their files. */
import { lineOf } from './source.ts'
import type { Finding, Node, Place, Source, Tree } from './source.ts'

const impure = [
  'Date',
  'process',
  'Bun',
  'console',
  'fetch',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'crypto',
  'performance',
]

/** Rule 5: the engine decides and never waits, knows no clock and refuses with values. */
export function* engine(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    if (!source.path.startsWith('src/engine/') || source.isTest) continue
    for (const place of source.places) {
      const say = sinOf(place, source)
      if (say !== undefined) yield { path: source.path, line: lineOf(source, place.node.start), rule: 5, say }
    }
  }
}

function sinOf({ node, up }: Place, source: Source): string | undefined {
  const name = freeName(node, up)
  if (name !== undefined && impure.includes(name))
    return `"${name}" is the outside world: take its value as an argument`
  if (isMember(node, 'Math', 'random')) return 'Math.random: take the seeded generator as an argument'
  if (node.async === true || node.type === 'AwaitExpression') return 'the engine never waits: let the caller read first'
  const mayThrow = source.path.endsWith('/assert.ts')
  if (node.type === 'ThrowStatement' && !mayThrow) return 'throw: return a problem, or call assert for what cannot be'
  return undefined
}

/** Rule 6: environment, exit, console, fetch and chance have their one place. */
export function* effects(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    for (const place of source.places) {
      const say = isMember(place.node, 'Math', 'random')
        ? 'Math.random: use a seeded generator'
        : strayEffect(place, source)
      if (say !== undefined) yield { path: source.path, line: lineOf(source, place.node.start), rule: 6, say }
    }
  }
}

const mayFetch = /^src\/(client|web)\/|^src\/webhooks\/send\.ts$|\/providers\//
const mayExit = /^src\/main\.ts$|failpoints?\.ts$/

function strayEffect({ node, up }: Place, { path, isTest }: Source): string | undefined {
  if (!path.startsWith('src/') || isTest) return undefined
  const isEnv = isMember(node, 'process', 'env') || isMember(node, 'Bun', 'env') || isMetaEnv(node)
  if (isEnv && path !== 'src/config.ts') return 'the environment is read in config.ts: take the config value'
  if (isMember(node, 'process', 'exit') && !mayExit.test(path))
    return 'process.exit: throw, and let main.ts end the process'
  const name = freeName(node, up)
  if (name === 'console') return 'console: use log.ts'
  if (name === 'fetch' && !mayFetch.test(path))
    return 'fetch: only the webhook sender, ports, client/ and web/ call out'
  return undefined
}

const synonyms = new Map(
  Object.entries({
    orgId: ['tenantId'],
    player: ['entrant', 'contestant', 'competitor', 'participant'],
    players: ['entrants', 'contestants', 'competitors', 'participants'],
    viewer: ['spectator'],
    viewers: ['spectators'],
    version: ['seq', 'seqNo'],
  }).flatMap(([ours, theirs]) => theirs.map((word) => [word, ours] as const)),
)

/** Rule 12: one word per idea, from the glossary of the README. */
export function* glossary(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    for (const { node } of source.places) {
      const ours = node.type === 'Identifier' ? synonyms.get(String(node.name)) : undefined
      if (ours === undefined) continue
      const say = `"${String(node.name)}" is called "${ours}" here`
      yield { path: source.path, line: lineOf(source, node.start), rule: 12, say }
    }
  }
}

/** The name of an identifier that stands for itself: no member, key or label of something else. */
function freeName(node: Node, up: Place | undefined): string | undefined {
  if (node.type !== 'Identifier') return undefined
  const parent = up?.node
  if (parent?.computed !== true && parent?.property === node) return undefined
  if (parent?.computed !== true && parent?.key === node && parent.shorthand !== true) return undefined
  return String(node.name)
}

/** True for `object.property`, written as such. */
export function isMember(node: Node, object: string, property: string): boolean {
  if (node.type !== 'MemberExpression') return false
  const [left, right] = [node.object as Node, node.property as Node]
  return left.type === 'Identifier' && left.name === object && (right.name === property || right.value === property)
}

function isMetaEnv(node: Node): boolean {
  const [left, right] = [node.object as Node | undefined, node.property as Node | undefined]
  return node.type === 'MemberExpression' && left?.type === 'MetaProperty' && right?.name === 'env'
}
