/** Rules 10 and 11: comments that a reader needs, and promises that a test keeps. */
import { isTypeScript, lineOf, targetOf } from './source.ts'
import type { Finding, Node, Source, Tree } from './source.ts'

const headerFromLines = 40

/** Rule 10: a header above 40 lines, and a docstring on what another folder imports. */
export function* comments(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    if (!isTypeScript(source.path) || source.isTest) continue
    const start = source.text.startsWith('#!') ? source.text.indexOf('\n') + 1 : 0
    if (source.lines.length > headerFromLines && !source.text.startsWith('/**', start)) {
      yield {
        path: source.path,
        line: 0,
        rule: 10,
        say: 'no header: say what it owns, keeps and must not do, in 3-8 lines',
      }
    }
  }
  yield* undocumented(tree)
}

function* undocumented(tree: Tree): Generator<Finding> {
  const wanted = new Map<string, Set<string>>()
  for (const source of tree.values()) {
    for (const { from, names } of source.isTest ? [] : source.imports) {
      const target = targetOf(source, from)
      if (target === undefined || subjectOf(target) === subjectOf(source.path)) continue
      wanted.set(target, new Set([...(wanted.get(target) ?? []), ...names]))
    }
  }
  for (const [path, names] of wanted) {
    const source = tree.get(path)
    for (const statement of source?.body ?? []) {
      const name = exportedNames(statement).find((exported) => names.has(exported))
      if (source === undefined || name === undefined || hasDocstring(source, statement)) continue
      const line = lineOf(source, statement.start)
      yield { path, line, rule: 10, say: `"${name}" is used by other folders: say in a docstring what it promises` }
    }
  }
}

/** The folder of a subject: folders below it are the same house. */
function subjectOf(path: string): string {
  return path.split('/').slice(0, -1).slice(0, 2).join('/')
}

function exportedNames(statement: Node): string[] {
  if (statement.type !== 'ExportNamedDeclaration') return []
  const declared = statement.declaration as Node | null
  if (!declared) return []
  const holders = (declared.declarations as Node[] | undefined) ?? [declared]
  return holders.map(({ id }) => String((id as Node).name))
}

/** True if a docstring ends right above, or above a run of lines without a gap: it speaks for the whole run. */
function hasDocstring(source: Source, statement: Node): boolean {
  const declared = (statement.declaration as Node).type
  const { start, end } = statement
  // The members of a type may carry the promise, each its own part.
  if (declared.startsWith('TS') && source.comments.some((one) => one.start > start && one.end < end)) return true
  let line = lineOf(source, statement.start) - 2
  while (line >= 0 && /^(export|  \||\))/.test(source.lines[line] ?? '')) line--
  return /\*\/\s*$/.test(source.lines[line] ?? '')
}

/** Rule 11: a promise has a test with the same words, and work to do lives in issues. */
export function* promises(tree: Tree): Generator<Finding> {
  const titles = [...tree.values()]
    .filter(({ isTest }) => isTest)
    .flatMap(titlesOf)
    .map(plain)
  for (const source of tree.values()) {
    for (const { value, start } of source.comments) {
      const at = { path: source.path, line: lineOf(source, start), rule: 11 }
      if (/\bTODO\b(?!\(#\d+\))/.test(value)) yield { ...at, say: 'TODO: do it, or open an issue and write TODO(#n)' }
      for (const promise of source.isTest ? [] : promisesOf(value)) {
        if (titles.some((title) => title.includes(plain(promise)))) continue
        yield { ...at, say: `no test has the words of "Invariant: ${promise}": name one so` }
      }
    }
  }
}

/** Sentences after `Invariant:`, which may run over lines. */
function promisesOf(comment: string): string[] {
  const text = comment.replace(/\n\s*\*? ?/g, ' ')
  return [...text.matchAll(/(?:^|[\s*])Invariant: (.+?)(?:\.(?=\s|$)|$)/g)].map((match) => match[1] ?? '')
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function titlesOf(source: Source): string[] {
  return source.places.flatMap(({ node }) => {
    if (node.type !== 'CallExpression') return []
    const title = (node.arguments as Node[])[0]
    const callee = source.text.slice((node.callee as Node).start, (node.callee as Node).end)
    return title?.type === 'Literal' && /^(test|it|describe)\b/.test(callee) ? [String(title.value)] : []
  })
}
