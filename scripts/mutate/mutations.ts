/**
 * The small wrongs that are planted into a file: one changed operator, constant, guard or statement each.
 * They come from the syntax tree, so each is a program; types are left alone, for they do nothing at run time.
 * Invariant: a mutation is known by its file, its line and what becomes of it, never by a number of a line.
 */
import { parseSync } from 'oxc-parser'
import { type Node, type Place, type Source, lineOf, treeOf } from '../tidy/source.ts'

/** One wrong: the characters from `start` to `end` become `text`. */
export interface Mutation {
  readonly file: string
  readonly start: number
  readonly end: number
  readonly text: string
  /** Number of its first line, for people. */
  readonly at: number
  /** Its first line without the indent. */
  readonly line: string
  /** What was done and what the lines become: with `file` and `line` its name. */
  readonly mutation: string
  /** Whole lines as they were and as they become. */
  readonly before: string
  readonly after: string
}

interface Change {
  readonly kind: string
  readonly node: Node
  readonly text: string
}

const swapped: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '||=': '&&=',
  '++': '--',
  '--': '++',
}
const methods: Readonly<Record<string, string>> = { some: 'every', every: 'some', min: 'max', max: 'min' }

function kindOf(operator: string): string {
  if (/^[<>]=?$|^[!=]==$/.test(operator)) return 'comparison'
  return /^(&&|\|\||\?\?|\|\|=)$/.test(operator) ? 'logic' : 'arithmetic'
}

const part = (node: Node, member: string) => node[member] as Node
const isText = (node: Node) => node.type === 'TemplateLiteral' || typeof node['value'] === 'string'

function operators(node: Node, of: (node: Node) => string): Change[] {
  const operator = String(node['operator'])
  const to = swapped[operator]
  if (to === undefined) return []
  if (node.type === 'UpdateExpression') return [{ kind: 'arithmetic', node, text: of(node).replace(operator, to) }]
  const [left, right] = [part(node, 'left'), part(node, 'right')]
  if (operator === '+' && (isText(left) || isText(right))) return []
  const isAssignment = node.type === 'AssignmentExpression'
  const text = `${of(left)} ${to} ${of(right)}`
  return [{ kind: kindOf(operator), node, text: isAssignment ? text : `(${text})` }]
}

function constants(node: Node, up: Place | undefined): Change[] {
  const { value } = node as unknown as { value: unknown }
  if (up?.node.type.startsWith('TS')) return []
  if (typeof value === 'boolean') return [{ kind: 'constant', node, text: String(!value) }]
  // Below nought is "not there" or "before": the sign counts, not the figure.
  if (typeof value !== 'number' || isSign(up)) return []
  const others = value > 0 ? [value + 1, value - 1] : [value + 1]
  return others.map((other) => ({ kind: 'constant', node, text: String(other) }))
}

const isNegative = (node: Node) => node.type === 'UnaryExpression' && node['operator'] === '-'

/** True for a figure below nought, and for the other answer of a comparison that may give one. */
function isSign(up: Place | undefined): boolean {
  if (up === undefined) return false
  if (isNegative(up.node)) return true
  return (
    up.node.type === 'ConditionalExpression' && ['consequent', 'alternate'].some((of) => isNegative(part(up.node, of)))
  )
}

const isEquality = (node: Node) => node.type === 'BinaryExpression' && /^[!=]==$/.test(String(node['operator']))
const isNot = (node: Node) => node.type === 'UnaryExpression' && node['operator'] === '!'

function branches(node: Node, of: (node: Node) => string): Change[] {
  const [test, otherwise] = [part(node, 'test'), node['alternate'] as Node | null]
  // Turning an equality or a `not` around is the same as mutating its operator.
  const isKnown = isEquality(test) || isNot(test)
  if (node.type === 'ConditionalExpression') {
    const text = `(${of(test)} ? ${of(part(node, 'alternate'))} : ${of(part(node, 'consequent'))})`
    return isKnown ? [] : [{ kind: 'branches swapped', node, text }]
  }
  const negated: Change[] = isKnown ? [] : [{ kind: 'condition negated', node: test, text: `!(${of(test)})` }]
  return otherwise === null ? [...negated, { kind: 'guard removed', node, text: ';' }] : negated
}

function members(node: Node, of: (node: Node) => string): Change[] {
  const properties = node['properties'] as Node[]
  if (!properties.some(({ type }) => type === 'SpreadElement')) return []
  return properties
    .filter(({ type }) => type === 'Property')
    .map((dropped) => {
      const kept = properties.filter((property) => property !== dropped).map(of)
      return { kind: 'member removed', node, text: `{ ${kept.join(', ')} }` }
    })
}

function statements(node: Node, of: (node: Node) => string): Change[] {
  // An assertion speaks only when something else is wrong.
  return of(node).startsWith('assert(') ? [] : [{ kind: 'statement removed', node, text: ';' }]
}

function changes({ node, up }: Place, of: (node: Node) => string): Change[] {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
    case 'UpdateExpression':
      return operators(node, of)
    case 'UnaryExpression':
      return isNot(node) ? [{ kind: 'logic', node, text: of(part(node, 'argument')) }] : []
    case 'Literal':
      return constants(node, up)
    case 'IfStatement':
    case 'ConditionalExpression':
      return branches(node, of)
    case 'ObjectExpression':
      return members(node, of)
    case 'ExpressionStatement':
      return statements(node, of)
    case 'MemberExpression': {
      const method = part(node, 'property')
      const to = methods[String(method['name'])]
      return to === undefined ? [] : [{ kind: 'method', node: method, text: to }]
    }
    default:
      return []
  }
}

function named(source: Source, { kind, node: { start, end }, text }: Change): Mutation {
  const at = lineOf(source, start)
  const first = source.starts[at - 1] ?? 0
  const past = source.text.indexOf('\n', end)
  const last = past === -1 ? source.text.length : past
  const after = source.text.slice(first, start) + text + source.text.slice(end, last)
  const mutation = `${kind}: ${after.replace(/\s+/g, ' ').trim()}`
  const line = (source.lines[at - 1] ?? '').trim()
  return { file: source.path, start, end, text, at, line, mutation, before: source.text.slice(first, last), after }
}

/** Every mutation of a file, in the order of its text; equal names are numbered. */
export function mutationsOf(file: string, text: string): Mutation[] {
  const source = treeOf({ [file]: text }).get(file)
  if (source === undefined) return []
  const of = ({ start, end }: Node) => text.slice(start, end)
  const seen = new Map<string, number>()
  return source.places
    .flatMap((place) => changes(place, of).map((change) => named(source, change)))
    .filter((found) => parseSync(file, mutated(text, found)).errors.length === 0)
    .map((found) => {
      const times = (seen.get(nameOf(found)) ?? 0) + 1
      seen.set(nameOf(found), times)
      return times === 1 ? found : { ...found, mutation: `${found.mutation} (${times})` }
    })
    .toSorted((a, b) => a.start - b.start)
}

/** The text of the file with the wrong in it. */
export function mutated(text: string, { start, end, text: wrong }: Mutation): string {
  return text.slice(0, start) + wrong + text.slice(end)
}

/** What names a mutation, in one line. */
export function nameOf({ file, line, mutation }: Pick<Mutation, 'file' | 'line' | 'mutation'>): string {
  return `${file} | ${line} | ${mutation}`
}
