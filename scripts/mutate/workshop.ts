/**
 * A copy of the tree in a temporary folder, where one file at a time is made wrong and the tests of the engine run
 * in a process of their own: first those beside the file, then those that noticed most of what these let pass, and
 * only if they pass all of them. Time is CPU time, so that a busy machine kills nothing. The tree is never touched.
 */
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type Mutation, mutated } from './mutations.ts'

/** `killed`: a test failed; `timed out`: the tests did not end, which is a failure too. */
export type Outcome = 'killed' | 'timed out' | 'survived'

// Few runs of each law are enough to meet a wrong rule, and time is what mutants are made of.
const lengths = { LAW_RUNS: '60', FULL_RUNS: '40', EDIT_RUNS: '30' }
const leastS = 8
const factor = 5
const nearS = 6
const keenFiles = 8
// For one that waits instead of looping.
const idleMs = 600_000
const preload = '.mutate.ts'
const everything = 'src/engine'
const left = new Set(['node_modules', '.git', '.railbird'])

interface Ended {
  readonly exitCode: number
  readonly isLate: boolean
  readonly printed: string
  readonly cpuS: number
}

export class Workshop implements AsyncDisposable {
  readonly #folder: string
  readonly #keen = new Map<string, number>()
  #timeoutS = 120

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Copies `root`; `seed` makes the runs of the laws the same for every mutant. */
  static async open(root: string, seed: number): Promise<Workshop> {
    const folder = await mkdtemp(join(tmpdir(), 'railbird-mutate-'))
    await cp(root, folder, { recursive: true, filter: (path) => !left.has(basename(path)) })
    await symlink(join(import.meta.dir, '../../node_modules'), join(folder, 'node_modules'))
    const seeded = `import fc from 'fast-check'\nfc.configureGlobal({ seed: ${seed}, endOnFailure: true })\n`
    await Bun.write(join(folder, preload), seeded)
    return new Workshop(folder)
  }

  /** Runs the tests of what was copied as it is: undefined if they pass, else what they printed. */
  async complaint(): Promise<string | undefined> {
    const { exitCode, printed, cpuS } = await this.#tests([everything], this.#timeoutS)
    this.#timeoutS = Math.max(leastS, factor * cpuS)
    return exitCode === 0 ? undefined : printed
  }

  /** Runs the tests with one wrong in the copy. */
  async outcome(mutation: Mutation): Promise<Outcome> {
    const path = join(this.#folder, mutation.file)
    const right = await Bun.file(path).text()
    await Bun.write(path, mutated(right, mutation))
    const ended = await this.#judged(mutation.file)
    await Bun.write(path, right)
    if (ended.exitCode === 0) return 'survived'
    return ended.isLate ? 'timed out' : 'killed'
  }

  async #judged(file: string): Promise<Ended> {
    const near = await this.#testsBeside(file)
    const isFar = (path: string) => !near.includes(path)
    const keen = [...this.#keen].filter(([path]) => isFar(path)).toSorted((a, b) => b[1] - a[1])
    const rings = [near, keen.slice(0, keenFiles).map(([path]) => path)].filter((ring) => ring.length > 0)
    for (const ring of rings) {
      const ended = await this.#tests(ring, nearS * (ring === near ? 1 : 2))
      if (ended.exitCode === 0) continue
      if (ring !== near) this.#remember(ended.printed)
      return ended
    }
    const ended = await this.#tests([everything], this.#timeoutS)
    if (ended.exitCode !== 0) this.#remember(ended.printed)
    return ended
  }

  /** With `--bail` the last file that was named is the one that noticed. */
  #remember(printed: string): void {
    const path = [...printed.matchAll(/^(src\/\S+\.test\.ts):$/gm)].at(-1)?.[1]
    if (path !== undefined) this.#keen.set(path, (this.#keen.get(path) ?? 0) + 1)
  }

  /** Tests of the file itself; in a folder of one subject all that lie there. */
  async #testsBeside(file: string): Promise<string[]> {
    const folder = dirname(file)
    const own = folder === everything ? `${basename(file, '.ts')}.test.ts` : '*.test.ts'
    return Array.fromAsync(new Bun.Glob(`${folder}/${own}`).scan({ cwd: this.#folder }))
  }

  async #tests(paths: readonly string[], cpuS: number): Promise<Ended> {
    // A test that waits for its share of a busy machine has not failed.
    const patient = ['--timeout', `${idleMs}`]
    const command = [process.execPath, 'test', '--bail', ...patient, '--preload', `./${preload}`, ...paths]
    // A wrong loop never ends by itself.
    const child = Bun.spawn(['bash', '-c', `ulimit -t ${Math.ceil(cpuS)}; exec "$@"`, 'tests', ...command], {
      cwd: this.#folder,
      env: { ...process.env, ...lengths },
      stdout: 'ignore',
      stderr: 'pipe',
    })
    const late = setTimeout(() => child.kill('SIGKILL'), idleMs)
    const printed = await new Response(child.stderr).text()
    clearTimeout(late)
    const exitCode = await child.exited
    const used = Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6
    return { exitCode, isLate: child.signalCode !== null, printed, cpuS: used }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}
