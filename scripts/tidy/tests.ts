/** Rule 13: the engine is tested file by file, no test is switched off, and a name says what a test needs. */
import { lineOf } from './source.ts'
import type { Finding, Node, Source, Tree } from './source.ts'

/** Rule 13. */
export function* tests(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    if (source.isTest) yield* badTest(source)
    else if (source.path.startsWith('src/engine/') && !isTypesOnly(source) && !isTested(source.path, tree)) {
      const beside = source.path.replace(/\.ts$/, '.test.ts')
      yield { path: source.path, line: 0, rule: 13, say: `no test beside it: write ${beside}` }
    }
  }
}

// A file below a folder of the engine may be tested with its folder, through a test in it or one that bears its name.
function isTested(path: string, tree: Tree): boolean {
  if (tree.has(path.replace(/\.ts$/, '.test.ts'))) return true
  const folder = path.slice(0, path.lastIndexOf('/'))
  if (folder === 'src/engine') return false
  return [...tree.values()].some(
    (one) => one.isTest && (one.path === `${folder}.test.ts` || one.path.startsWith(`${folder}/`)),
  )
}

function isTypesOnly({ body }: Source): boolean {
  return body.every((statement) => {
    const inner = (statement.declaration as Node | null | undefined) ?? statement
    const isTypeImport = inner.type === 'ImportDeclaration' && inner.importKind === 'type'
    const isTypeExport = statement.type === 'ExportNamedDeclaration' && statement.exportKind === 'type'
    return isTypeImport || isTypeExport || /^TS(TypeAlias|Interface)/.test(inner.type) || inner.declare === true
  })
}

const needs: readonly { from: RegExp; suffix: string }[] = [
  { from: /^postgres$/, suffix: '.pg.test.ts' },
  { from: /^(ioredis|redis)$/, suffix: '.redis.test.ts' },
  { from: /^playwright-core$/, suffix: '.browser.test.ts' },
]

function* badTest(source: Source): Generator<Finding> {
  for (const { node } of source.places) {
    const at = { path: source.path, line: lineOf(source, node.start), rule: 13 }
    const switched = switchOf(node)
    if (switched === 'only') yield { ...at, say: '.only leaves the other tests out: remove it' }
    if (switched === 'skip' && !hasIssue(source, at.line))
      yield { ...at, say: '.skip: mend the test, or name its issue as #n beside it' }
  }
  for (const { from, start } of source.imports) {
    const need = needs.find((one) => one.from.test(from))
    const isNamed = need === undefined || !source.path.includes('.test.') || source.path.endsWith(need.suffix)
    if (isNamed) continue
    yield {
      path: source.path,
      line: lineOf(source, start),
      rule: 13,
      say: `uses ${from}: name the file ${need.suffix}`,
    }
  }
}

function switchOf(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined
  const [object, property] = [node.object as Node, node.property as Node]
  return /^(test|it|describe)$/.test(String(object.name)) ? String(property.name) : undefined
}

function hasIssue(source: Source, line: number): boolean {
  return source.lines.slice(Math.max(0, line - 2), line).some((text) => /#\d+/.test(text))
}
