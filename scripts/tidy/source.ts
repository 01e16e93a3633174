/**
 * What every rule looks at: the files of the repository, parsed once, and findings that say what to do.
 * A rule is a pure function of the tree, so its test is a handful of texts and no disk.
 */
import { parseSync } from 'oxc-parser'

/** Any node of the syntax tree. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

/** A node and where it stands: the node around it, and so on up to a statement of the file. */
export interface Place {
  readonly node: Node
  readonly up: Place | undefined
}

interface Comment {
  readonly type: 'Line' | 'Block'
  readonly value: string
  readonly start: number
  readonly end: number
}

/** One import or re-export. `isType` if nothing of it is left at run time; `names` of a static import, `*` for all. */
export interface Import {
  readonly from: string
  readonly names: readonly string[]
  readonly isType: boolean
  readonly start: number
}

export interface Source {
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
  /** Offset of the first character of each line. */
  readonly starts: readonly number[]
  /** TypeScript only: other files have no statements, places, comments or imports. */
  readonly body: readonly Node[]
  /** Every node of the file, a parent before its children. */
  readonly places: readonly Place[]
  readonly comments: readonly Comment[]
  readonly imports: readonly Import[]
  readonly isTest: boolean
}

/** Every file of the repository by its path from the root. */
export type Tree = ReadonlyMap<string, Source>

/** A broken rule. Line 0 speaks of the whole file. */
export interface Finding {
  readonly path: string
  readonly line: number
  readonly rule: number
  readonly say: string
}

export type Rule = (tree: Tree) => Iterable<Finding>

export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path)
}

/** Parses texts by path into a tree. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(texts).map(([path, text]) => [path, sourceOf(path, text)]))
}

function sourceOf(path: string, text: string): Source {
  const parsed = isTypeScript(path) ? parseSync(path, text) : undefined
  const body = (parsed?.program.body ?? []) as unknown as readonly Node[]
  const imports = [...body.flatMap(importOf), ...(parsed?.module.dynamicImports ?? []).flatMap(dynamicOf(text))]
  const isTest = /\.test\.tsx?$|\.test-support\.tsx?$|(^|\/)testing(\/|\.ts$)/.test(path)
  const lines = text.split('\n')
  let next = 0
  const starts = lines.map((line) => (next += line.length + 1) - line.length - 1)
  const places = body.flatMap((statement) => [...below(statement, undefined)])
  return { path, text, lines, starts, body, places, comments: parsed?.comments ?? [], imports, isTest }
}

interface Specifier {
  readonly type: string
  readonly importKind?: string
  readonly imported?: { readonly name?: string; readonly value?: string }
}

function importOf(node: Node): Import[] {
  const from = (node.source as { value?: string } | null | undefined)?.value
  if (from === undefined) return []
  const specifiers = node.type === 'ImportDeclaration' ? ((node.specifiers ?? []) as Specifier[]) : []
  const isType =
    node.importKind === 'type' ||
    node.exportKind === 'type' ||
    (specifiers.length > 0 && specifiers.every((specifier) => specifier.importKind === 'type'))
  const names = specifiers.map(({ imported }) => imported?.name ?? imported?.value ?? '*')
  return [{ from, names, isType, start: node.start }]
}

function dynamicOf(text: string) {
  return (found: { start: number; moduleRequest: { start: number; end: number } }): Import[] => {
    const quoted = text.slice(found.moduleRequest.start, found.moduleRequest.end)
    const from = /^(['"`])([^$]*)\1$/.exec(quoted)?.[2]
    return from === undefined ? [] : [{ from, names: ['*'], isType: false, start: found.start }]
  }
}

function* below(node: Node, up: Place | undefined): Generator<Place> {
  const place = { node, up }
  yield place
  for (const member of Object.values(node)) {
    for (const child of Array.isArray(member) ? member : [member]) {
      if (isNode(child)) yield* below(child, place)
    }
  }
}

/** True for a member that is a node of its own. */
function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** The line of an offset, counted from 1. */
export function lineOf(source: Source, offset: number): number {
  const after = source.starts.findIndex((start) => start > offset)
  return after === -1 ? source.starts.length : after
}

/** The path that a relative import means, or undefined if it names a package. */
export function targetOf(source: Source, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined
  const parts = source.path.split('/').slice(0, -1)
  for (const part of from.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}
