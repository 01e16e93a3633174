/**
 * `bun run tidy [path ...]`: the house rules that a program can check, under two seconds.
 * With paths, only findings below them are shown. Exit code 1 if there are any, or more exceptions than agreed.
 */
import { check } from './tidy/check.ts'
import { treeOf } from './tidy/source.ts'

/** How many `tidy-allow` lines there are; it may only fall. */
const allowedMax = 0

const root = `${import.meta.dir}/..`
const isText = /\.(tsx?|css|html|json|md|mdx|sql|ya?ml|toml)$|^[^.]*$|^\./

/** Files that git knows or would add; without git, all but what is installed or generated. */
async function pathsOf(): Promise<string[]> {
  const listed = Bun.spawnSync(['git', 'ls-files', '-co', '--exclude-standard'], { cwd: root })
  if (listed.success) return listed.stdout.toString().split('\n').filter(Boolean)
  const all = await Array.fromAsync(new Bun.Glob('**/*').scan({ cwd: root, dot: true }))
  return all.filter((path) => !/^(node_modules|\.git|\.railbird)\//.test(path))
}

const texts: Record<string, string> = {}
for (const path of await pathsOf()) {
  const file = Bun.file(`${root}/${path}`)
  if (!(await file.exists())) continue
  texts[path] = isText.test(path) ? await file.text() : ''
}
const { findings, allowed } = check(treeOf(texts))
const below = process.argv.slice(2)
const shown = findings.filter(({ path }) => below.length === 0 || below.some((start) => path.startsWith(start)))
for (const { path, line, rule, say } of shown) {
  process.stdout.write(`${path}${line > 0 ? `:${line}` : ''} rule ${rule}: ${say}\n`)
}
const isOver = allowed > allowedMax
if (isOver)
  process.stdout.write(`${allowed} exceptions, more than ${allowedMax}: keep the rule, or raise the number in review\n`)
const told = `${Object.keys(texts).length} files, ${shown.length} findings, ${allowed} exceptions`
process.stdout.write(`tidy: ${told}\n`)
process.exit(shown.length > 0 || isOver ? 1 : 0)
