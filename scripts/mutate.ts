/**
 * `bun run mutate [-- --seed n --count n --only path --since commit --jobs n]`: makes src/engine wrong in small ways,
 * one at a time in a copy, and runs the tests of the engine on each. A wrong that no test notices is printed with its
 * place and its diff. Those that change no result are listed with a reason in `mutate/survivors.json`.
 * All of them take hours: `--only` keeps to files or folders, `--since` to lines that are new since a commit.
 * Exit code 1 for a survivor that is not listed, or an entry of the list that no longer names anything; 2 for a path
 * that names no file.
 */
import { parseArgs } from 'node:util'
import { type Listed, run } from './mutate/campaign.ts'
import { linesSince } from './mutate/changed.ts'
import survivors from './mutate/survivors.json'

const root = `${import.meta.dir}/..`
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    only: { type: 'string', multiple: true, default: ['src/engine/'] },
    since: { type: 'string' },
    jobs: { type: 'string', default: '1' },
  },
})

const isPlayed = (path: string) => !/\.test\.ts$|\/(laws|fixtures)\//.test(path)
const changed = values.since === undefined ? undefined : linesSince(root, values.since)
const files = [...new Bun.Glob('src/engine/**/*.ts').scanSync({ cwd: root })]
  .filter((path) => isPlayed(path) && values.only.some((start) => path.startsWith(start)))
  .filter((path) => changed?.has(path) ?? true)
  .toSorted()
const listed: readonly Listed[] = survivors
const say = (line: string) => process.stdout.write(`${line}\n`)
const [seed, count, jobs] = [Number(values.seed), Number(values.count), Number(values.jobs)]
const isDue = ({ file, at }: { file: string; at: number }) => changed?.get(file)?.has(at) ?? true
if (files.length === 0 && changed === undefined) {
  say(`mutate: there is no file of the engine under ${values.only.join(', ')}`)
  process.exit(2)
}
const tally = await run({ root, files, listed, seed, count, jobs, say, isDue })
for (const { file, line, mutation } of tally.stale) say(`listed, but no longer there: ${file}: ${line} | ${mutation}`)
const { tried, killed, equivalent } = tally
const figures = `${tried} tried, ${killed} killed, ${equivalent} listed, ${tally.survivors.length} survived`
say(`mutate: ${files.length} files, seed ${values.seed}: ${figures}`)
process.exit(tally.survivors.length + tally.stale.length > 0 ? 1 : 0)
