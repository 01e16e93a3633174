/**
 * A copy of the tree in a temporary folder, where one file at a time is made wrong and the tests of the engine run
 * in a process of their own. The tree itself is never touched.
 */
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Mutation, mutated } from './mutations.ts'

/** `killed`: a test failed; `timed out`: the tests did not end, which is a failure too. */
export type Outcome = 'killed' | 'timed out' | 'survived'

// Few runs of each law are enough to meet a wrong rule, and time is what mutants are made of.
const lengths = { LAW_RUNS: '60', FULL_RUNS: '40', EDIT_RUNS: '30' }
const leastMs = 8000
const factor = 5
const preload = '.mutate.ts'
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
    const { exitCode, printed } = await this.#tests()
    this.#timeoutMs = Math.max(leastMs, factor * (performance.now() - started))
    return exitCode === 0 ? undefined : printed
  }

  /** Runs the tests with one wrong in the copy. */
  async outcome(mutation: Mutation): Promise<Outcome> {
    const path = join(this.#folder, mutation.file)
    const right = await Bun.file(path).text()
    await Bun.write(path, mutated(right, mutation))
    const { exitCode, isLate } = await this.#tests()
    await Bun.write(path, right)
    if (exitCode === 0) return 'survived'
    return isLate ? 'timed out' : 'killed'
  }

  async #tests(): Promise<{ exitCode: number; isLate: boolean; printed: string }> {
    const child = Bun.spawn([process.execPath, 'test', '--bail', '--preload', `./${preload}`, 'src/engine'], {
      cwd: this.#folder,
      env: { ...process.env, ...lengths },
      stdout: 'ignore',
      stderr: 'pipe',
    })
    // A wrong loop never ends by itself.
    const late = setTimeout(() => child.kill('SIGKILL'), this.#timeoutMs)
    const printed = await new Response(child.stderr).text()
    clearTimeout(late)
    return { exitCode: await child.exited, isLate: child.signalCode !== null, printed }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}
