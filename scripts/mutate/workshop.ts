/**
 * A copy of the tree in a temporary folder, where one file at a time is made wrong and the tests of the engine run
 * in a process of their own: first those beside the file, which notice most, and only if they pass all of them.
 * The tree itself is never touched.
 */
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type Mutation, mutated } from './mutations.ts'

/** `killed`: a test failed; `timed out`: the tests did not end, which is a failure too. */
export type Outcome = 'killed' | 'timed out' | 'survived'

// Few runs of each law are enough to meet a wrong rule, and time is what mutants are made of.
const lengths = { LAW_RUNS: '60', FULL_RUNS: '40', EDIT_RUNS: '30' }
const leastMs = 8000
const factor = 5
const nearMs = 5000
const preload = '.mutate.ts'
const everything = 'src/engine'
const left = new Set(['node_modules', '.git', '.railbird'])

export class Workshop implements AsyncDisposable {
  readonly #folder: string
  #timeoutMs = 120_000

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
    const started = performance.now()
    const { exitCode, printed } = await this.#tests([everything], this.#timeoutMs)
    this.#timeoutMs = Math.max(leastMs, factor * (performance.now() - started))
    return exitCode === 0 ? undefined : printed
  }

  /** Runs the tests with one wrong in the copy. */
  async outcome(mutation: Mutation): Promise<Outcome> {
    const path = join(this.#folder, mutation.file)
    const right = await Bun.file(path).text()
    await Bun.write(path, mutated(right, mutation))
    const near = await this.#testsBeside(mutation.file)
    let ended = near.length > 0 ? await this.#tests(near, nearMs) : { exitCode: 0, isLate: false }
    if (ended.exitCode === 0) ended = await this.#tests([everything], this.#timeoutMs)
    await Bun.write(path, right)
    if (ended.exitCode === 0) return 'survived'
    return ended.isLate ? 'timed out' : 'killed'
  }

  /** Tests of the file itself; in a folder of one subject all that lie there. */
  async #testsBeside(file: string): Promise<string[]> {
    const folder = dirname(file)
    const own = folder === everything ? `${basename(file, '.ts')}.test.ts` : '*.test.ts'
    return Array.fromAsync(new Bun.Glob(`${folder}/${own}`).scan({ cwd: this.#folder }))
  }

  async #tests(
    paths: readonly string[],
    timeoutMs: number,
  ): Promise<{ exitCode: number; isLate: boolean; printed: string }> {
    const child = Bun.spawn([process.execPath, 'test', '--bail', '--preload', `./${preload}`, ...paths], {
      cwd: this.#folder,
      env: { ...process.env, ...lengths },
      stdout: 'ignore',
      stderr: 'pipe',
    })
    // A wrong loop never ends by itself.
    const late = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    const printed = await new Response(child.stderr).text()
    clearTimeout(late)
    return { exitCode: await child.exited, isLate: child.signalCode !== null, printed }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}
