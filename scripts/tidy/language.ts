/** Rules 7 and 9: parts of the language and of drizzle that hide mistakes. */
import { lineOf } from './source.ts'
import type { Finding, Node, Source, Tree } from './source.ts'
import { isMember } from './purity.ts'

const banned: Readonly<Record<string, string>> = {
  TSAnyKeyword: 'any: say what it is, or take unknown and parse it',
  TSEnumDeclaration: 'enum: use a union of strings',
  TSParameterProperty: 'a parameter property: declare the field and assign it',
}

/** Rule 7. */
export function* language(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    for (const { node } of source.places) {
      const say = banned[node.type] ?? unsafe(node, source)
      if (say !== undefined) yield { path: source.path, line: lineOf(source, node.start), rule: 7, say }
    }
    for (const { value, start } of source.comments) {
      if (!/^[\s*]*@ts-(ignore|nocheck)/.test(value)) continue
      yield {
        path: source.path,
        line: lineOf(source, start),
        rule: 7,
        say: '@ts-ignore: mend the type, or @ts-expect-error with why',
      }
    }
  }
}

const mayDefault = /^load\/[^/]+\.ts$|drizzle\.config\.ts$/

function unsafe(node: Node, { path }: Source): string | undefined {
  if (isMember(node, 'sql', 'raw') || isMember(node, 'sql', 'identifier'))
    return 'raw SQL: choose from a constant table of columns'
  const inner = node.expression as Node | undefined
  if (node.type === 'TSNonNullExpression' && inner?.type === 'CallExpression')
    return '! on a call: test the answer, or assert'
  if (node.type === 'ExportDefaultDeclaration' && !mayDefault.test(path)) return 'a default export: give it its name'
  return undefined
}

/** Rule 9: no error is swallowed without a word. A catch that does nothing says in a comment why that is right. */
export function* emptyCatches(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    for (const { node } of source.places) {
      const block = node.type === 'CatchClause' ? (node.body as Node) : silentHandler(node)
      if (block === undefined || (block.body as Node[]).length > 0) continue
      const isExplained = source.comments.some(({ start, end }) => start > block.start && end < block.end)
      if (isExplained) continue
      yield {
        path: source.path,
        line: lineOf(source, block.start),
        rule: 9,
        say: 'an empty catch: handle it, or say in a comment why not',
      }
    }
  }
}

/** The block of `.catch(() => {})`. */
function silentHandler(node: Node): Node | undefined {
  if (node.type !== 'CallExpression') return undefined
  const callee = node.callee as Node
  const handler = (node.arguments as Node[])[0]
  const isCatch = callee.type === 'MemberExpression' && (callee.property as Node).name === 'catch'
  const body = isCatch && handler && /Function/.test(handler.type) ? (handler.body as Node) : undefined
  return body?.type === 'BlockStatement' ? body : undefined
}
