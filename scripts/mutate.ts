/**
 * `bun run mutate [-- --seed n --count n --only path --changed --jobs n]`: makes src/engine wrong in small ways, one
 * at a time in a copy, and runs the tests of the engine on each. A wrong that no test notices is printed with its
 * place and its diff. Those that change no result are listed with a reason in `mutate/survivors.json`.
 * Exit code 1 for a survivor that is not listed, or an entry of the list that no longer names anything.
 */
import { parseArgs } from 'node:util'
import { type Listed, run } from './mutate/campaign.ts'
import survivors from './mutate/survivors.json'

const root = `${import.meta.dir}/..`
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    only: { type: 'string', multiple: true, default: ['src/engine/'] },
    changed: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1' },
  },
})

/** Files that the last commit or the working tree changed. */
function changedFiles(): Set<string> {
  const git = (...words: string[]) =>
    Bun.spawnSync(['git', ...words], { cwd: root })
      .stdout.toString()
      .split('\n')
  return new Set([...git('diff', '--name-only', 'HEAD~1'), ...git('ls-files', '-o', '--exclude-standard')])
}

const isPlayed = (path: string) => !/\.test\.ts$|\/(laws|fixtures)\//.test(path)
const changed = values.changed ? changedFiles() : undefined
const files = [...new Bun.Glob('src/engine/**/*.ts').scanSync({ cwd: root })]
  .filter((path) => isPlayed(path) && values.only.some((start) => path.startsWith(start)))
  .filter((path) => changed?.has(path) ?? true)
  .toSorted()
const listed: readonly Listed[] = survivors
const say = (line: string) => process.stdout.write(`${line}\n`)
const [seed, count, jobs] = [Number(values.seed), Number(values.count), Number(values.jobs)]
const tally = await run({ root, files, listed, seed, count, jobs, say })
for (const { file, line, mutation } of tally.stale) say(`listed, but no longer there: ${file}: ${line} | ${mutation}`)
const { tried, killed, equivalent } = tally
const figures = `${tried} tried, ${killed} killed, ${equivalent} listed, ${tally.survivors.length} survived`
say(`mutate: ${files.length} files, seed ${values.seed}: ${figures}`)
process.exit(tally.survivors.length + tally.stale.length > 0 ? 1 : 0)
