/** Rules 1, 2 and 4: what lies where, how long it may be, and names that say nothing. */
import { isTypeScript, lineOf } from './source.ts'
import type { Finding, Node, Source, Tree } from './source.ts'

const topFolders = ['src', 'db', 'bench', 'load', 'scripts', '.ci', '.github']
const topFiles =
  'bunfig.toml package.json tsconfig.json docker-compose.yml README.md bun.lock LICENSE .gitignore .env.example'.split(
    ' ',
  )
const markdown = ['README.md', 'bench/README.md', 'load/README.md', 'db/README.md']

/** Rule 1: the top level is fixed, and Markdown lies in four places. */
export function* topLevel(tree: Tree): Generator<Finding> {
  const seen = new Set<string>()
  for (const path of tree.keys()) {
    const [top = '', ...rest] = path.split('/')
    const isAgreed = rest.length > 0 ? topFolders.includes(top) : topFiles.includes(top)
    if (!isAgreed && !seen.has(top))
      yield { path, line: 0, rule: 1, say: `"${top}" is no agreed top-level entry: move it below one` }
    seen.add(top)
    if (/\.mdx?$/i.test(path) && !markdown.includes(path)) {
      yield { path, line: 0, rule: 1, say: `Markdown lies only in ${markdown.join(', ')}: move the text or delete it` }
    }
  }
}

const fileLinesMax = 250
const tableLinesMax = 400
const functionLinesMax = 70
const columnsMax = 120

/** Rule 2: a file is one idea, a function fits on a screen, a line on a page. */
export function* sizes(tree: Tree): Generator<Finding> {
  for (const source of tree.values()) {
    if (!/\.(tsx?|css|html)$/.test(source.path)) continue
    const lines = source.text.trimEnd().split('\n').length
    const most = source.isTest || isTable(source.path) ? tableLinesMax : fileLinesMax
    if (lines > most) {
      yield { path: source.path, line: 0, rule: 2, say: `${lines} lines, more than ${most}: split it by idea` }
    }
    for (const [at, line] of source.lines.entries()) {
      if (line.length <= columnsMax) continue
      yield {
        path: source.path,
        line: at + 1,
        rule: 2,
        say: `${line.length} columns, more than ${columnsMax}: break the line`,
      }
    }
    if (isTypeScript(source.path)) yield* longFunctions(source)
  }
}

function isTable(path: string): boolean {
  return /(^|\/)(fixtures|data)\/|-data\.ts$|\.css$/.test(path)
}

function* longFunctions(source: Source): Generator<Finding> {
  for (const { node, up } of source.places) {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) continue
    if (isDescribe(up?.node)) continue
    const first = lineOf(source, node.start)
    const lines = lineOf(source, node.end) - first + 1
    if (lines <= functionLinesMax) continue
    yield {
      path: source.path,
      line: first,
      rule: 2,
      say: `a function of ${lines} lines, more than ${functionLinesMax}: give its parts names`,
    }
  }
}

// A group of tests is no function to be read as one.
function isDescribe(parent: Node | undefined): boolean {
  return parent?.type === 'CallExpression' && /^describe\b/.test(nameOf(parent.callee as Node))
}

function nameOf(node: Node): string {
  if (node.type === 'Identifier') return String(node.name)
  const inner = (node.object ?? node.callee) as Node | undefined
  return inner ? nameOf(inner) : ''
}

const empty = ['index', 'utils', 'util', 'helpers', 'helper', 'common', 'service', 'manager', 'misc']

/** Rule 4: a file has the name of its idea. */
export function* emptyNames(tree: Tree): Generator<Finding> {
  for (const { path } of tree.values()) {
    const name = path.split('/').at(-1)?.split('.')[0] ?? ''
    if (/\.(tsx?|jsx?)$/.test(path) && empty.includes(name)) {
      yield { path, line: 0, rule: 4, say: `"${name}" says nothing: name the file after its idea` }
    }
  }
}
