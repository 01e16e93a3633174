/** Which lines of which files are new since a commit, so that only they need be made wrong. */

/** Numbers of the new lines by file, from the text of `git diff --unified=0`. */
export function linesOf(diff: string): Map<string, Set<number>> {
  const changed = new Map<string, Set<number>>()
  let lines = new Set<number>()
  for (const line of diff.split('\n')) {
    const file = /^\+\+\+ b\/(.+)$/.exec(line)?.[1]
    if (file !== undefined) changed.set(file, (lines = new Set()))
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line)
    if (hunk === null) continue
    const [first, count] = [Number(hunk[1]), Number(hunk[2] ?? 1)]
    for (let at = first; at < first + count; at++) lines.add(at)
  }
  return changed
}

/** The same of a tree: what the working files have beyond `commit`, files that git does not know yet in full. */
export function linesSince(root: string, commit: string): Map<string, Set<number>> {
  const git = (...words: string[]) => Bun.spawnSync(['git', ...words], { cwd: root }).stdout.toString()
  const changed = linesOf(git('diff', '--unified=0', '--no-color', commit))
  for (const file of git('ls-files', '--others', '--exclude-standard').split('\n')) {
    if (file !== '') changed.set(file, new Set(Array.from({ length: 1000 }, (_, at) => at + 1)))
  }
  return changed
}
