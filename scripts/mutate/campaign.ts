/**
 * Many mutations, one after the other: which of them no test noticed, and which of those are known to change nothing.
 * Invariant: a survivor that is not listed with a reason fails the run.
 */
import { generator, shuffle } from '../../src/engine/random.ts'
import { type Mutation, mutationsOf, nameOf } from './mutations.ts'
import { Workshop } from './workshop.ts'

/** A mutation that changes no result, by its name, and why. */
export interface Listed {
  readonly file: string
  readonly line: string
  readonly mutation: string
  readonly reason: string
}

export interface Campaign {
  readonly root: string
  /** Files to be made wrong, from the root. */
  readonly files: readonly string[]
  readonly listed: readonly Listed[]
  readonly seed: number
  /** How many mutations are drawn; all if it is more than there are. */
  readonly count: number
  /** How many run at the same time. */
  readonly jobs: number
  readonly say: (line: string) => void
  /** Which mutations may be drawn; absent: all. */
  readonly isDue?: (mutation: Mutation) => boolean
}

export interface Tally {
  readonly tried: number
  readonly killed: number
  readonly equivalent: number
  readonly survivors: readonly Mutation[]
  /** Entries of the list that name no mutation of `files` any more. */
  readonly stale: readonly Listed[]
}

/** What is printed about a survivor: where it is, what was done, and the lines as a diff. */
export function reportOf({ file, at, mutation, before, after }: Mutation): string {
  const signed = (sign: string, lines: string) => lines.split('\n').map((line) => `  ${sign}${line}`)
  const kind = mutation.slice(0, mutation.indexOf(':'))
  return [`${file}:${at} survived: ${kind}`, ...signed('-', before), ...signed('+', after)].join('\n')
}

async function all(root: string, files: readonly string[]): Promise<Mutation[]> {
  const texts = await Promise.all(files.map((file) => Bun.file(`${root}/${file}`).text()))
  return files.flatMap((file, at) => mutationsOf(file, texts[at] ?? ''))
}

/** Runs the campaign; throws if the tests fail before anything was made wrong. */
export async function run({ root, files, listed, seed, count, jobs, say, isDue }: Campaign): Promise<Tally> {
  const known = await all(root, files)
  const names = new Set(known.map(nameOf))
  const reasons = new Set(listed.map(nameOf))
  const stale = listed.filter((entry) => files.includes(entry.file) && !names.has(nameOf(entry)))
  const due = isDue === undefined ? known : known.filter(isDue)
  const waiting = shuffle(generator(seed), due).slice(0, count)
  const tried = waiting.length
  const survivors: Mutation[] = []
  let [killed, equivalent] = [0, 0]

  async function work(): Promise<void> {
    await using workshop = await Workshop.open(root, seed)
    const complaint = await workshop.complaint()
    if (complaint !== undefined) throw new Error(`the tests fail without any mutation\n${complaint}`)
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const isListed = reasons.has(nameOf(next))
      const outcome = isListed ? 'survived' : await workshop.outcome(next)
      if (outcome !== 'survived') killed++
      else if (isListed) equivalent++
      else {
        survivors.push(next)
        say(reportOf(next))
      }
    }
  }

  await Promise.all(Array.from({ length: jobs }, work))
  return { tried, killed, equivalent, survivors, stale }
}
