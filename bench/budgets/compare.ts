/**
 * The budget file: for every statement the indexes and tables through which it is to reach its rows, on each seed.
 * On the load seed a statement must go on using each of the twenty indexes that it is noted with; small tables may be
 * read either way, so on the small seed only the rules judge.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { allowances } from './allowed.ts'
import { faultsOf, pathsOf } from './judge.ts'
import type { Observations } from './observe.ts'

/** The seed that plans were seen on. */
export type Size = 'ci' | 'load'

interface Noted {
  readonly part: string
  readonly ci?: readonly string[]
  readonly load?: readonly string[]
}
type Notes = Readonly<Record<string, Noted>>

const charsMax = 220

/** Short enough to be read, and one of a kind. */
function keyOf(line: string): string {
  const hash = createHash('sha256').update(line).digest('hex').slice(0, 8)
  return line.length <= charsMax ? line : `${line.slice(0, charsMax)} … ${hash}`
}

async function read(file: string): Promise<Notes> {
  // One cast: the file is written by `noted`.
  return existsSync(file) ? ((await Bun.file(file).json()) as Notes) : {}
}

const indexOf = (path: string) => path.split(' ').at(-1) ?? ''
const isOwed = (path: string) => indexOf(path).startsWith('idx_')

/**
 * Where two ways cost the same, statistics decide between them each time anew: of the twenty a statement owes only
 * those that it used each time its plans were noted.
 */
function steady(paths: readonly string[], before: readonly string[] | undefined): readonly string[] {
  const known = before?.map(indexOf)
  return paths.filter((path) => !isOwed(path) || (known?.includes(indexOf(path)) ?? true))
}

/** The file with the plans of this seed as they were seen; statements that were not are left out. */
export async function noted(file: string, size: Size, { statements }: Observations): Promise<Notes> {
  const before = await read(file)
  const notes = [...statements].map(([line, { part, plans }]): [string, Noted] => {
    const key = keyOf(line)
    const paths = pathsOf(plans)
    return [key, { ...before[key], part, [size]: size === 'load' ? steady(paths, before[key]?.load) : paths }]
  })
  return Object.fromEntries(notes.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** What is over its budget, a line each, and statements that the file does not know. */
export async function compare(
  file: string,
  size: Size,
  { statements }: Observations,
): Promise<{ faults: string[]; unknown: string[] }> {
  const notes = await read(file)
  const allowed = allowances.filter(({ seed }) => seed === undefined || seed === size)
  const faults: string[] = []
  const unknown: string[] = []
  for (const [line, { part, plans }] of statements) {
    const broken = plans.flatMap((plan) => faultsOf(plan, allowed).map(({ rule, say }) => `${rule}: ${say}`))
    const note = notes[keyOf(line)]
    if (note === undefined) unknown.push(line)
    const paths = pathsOf(plans)
    const named = size === 'load' ? (note?.load ?? []).filter(isOwed) : []
    const lost = named.filter((path) => !paths.some((one) => indexOf(one) === indexOf(path)))
    broken.push(...lost.map((path) => `plan: no longer by ${path}`))
    const [first, ...more] = [...new Set(broken)]
    if (first !== undefined)
      faults.push(`${part}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}: ${line}`)
  }
  return { faults, unknown }
}
