/**
 * `bun run oracle -- <folder>`: holds the engine against every oracle file of the folders named.
 * Subfolders are walked; a file is known by its content, plain or gzipped, never by its name.
 * One line each: agrees, differs (with the first difference), or which kind cannot be judged yet.
 * Last line `N of M oracles agree`, where M counts those that were judged; exit code 1 if one differs, 2 for no folder.
 */
import { filesBelow, readFound, type Found } from './oracle/folder.ts'
import { kindOf } from './oracle/kinds.ts'
import { parseReport } from './oracle/trf.ts'
import { verdictOf } from './oracle/verdict.ts'

/** One file: what to say of it, and whether it counts. */
interface Line {
  readonly text: string
  readonly counts: 'agrees' | 'differs' | 'no'
}

const differs = (path: string, what: string): Line => ({ text: `differs  ${path}  ${what}`, counts: 'differs' })

function judgedJson(path: string, json: unknown): Line {
  const kind = kindOf(json)
  if (kind === undefined) return { text: `ignored  ${path}  no oracle of a known kind`, counts: 'no' }
  if (kind.judge === null) return { text: `cannot judge yet  ${path}  ${kind.name}`, counts: 'no' }
  const verdict = verdictOf(kind.judge, json)
  if (verdict.kind === 'differs') return differs(path, `${kind.name}: ${verdict.why}`)
  const rest = verdict.cannot.length > 0 ? `; cannot judge yet: ${verdict.cannot.join(', ')}` : ''
  if (verdict.kind === 'cannot') return { text: `cannot judge yet  ${path}  ${kind.name}${rest}`, counts: 'no' }
  return { text: `agrees  ${path}  ${kind.name}, ${verdict.checks} checks${rest}`, counts: 'agrees' }
}

function judged(found: Found): Line {
  const { path } = found
  switch (found.kind) {
    case 'json':
      return judgedJson(path, found.json)
    case 'unreadable':
      return differs(path, `it cannot be read: ${found.why}`)
    case 'other':
      return { text: `ignored  ${path}  no oracle of a known kind`, counts: 'no' }
    case 'report':
      try {
        const { players, rounds } = parseReport(found.text)
        return { text: `parsed  ${path}  tournament report, ${players} players, ${rounds} rounds`, counts: 'no' }
      } catch (error) {
        return differs(path, `tournament report: ${error instanceof Error ? error.message : String(error)}`)
      }
  }
}

/** Judges every file of the folders and says one line of each; true if no oracle differs. */
export async function judgeFolders(folders: readonly string[], say: (line: string) => void): Promise<boolean> {
  const tally = { agrees: 0, differs: 0, no: 0 }
  for (const folder of folders) {
    for (const file of await filesBelow(folder)) {
      const { text, counts } = judged(await readFound(folder, file))
      tally[counts]++
      say(text)
    }
  }
  say(`${tally.agrees} of ${tally.agrees + tally.differs} oracles agree`)
  return tally.differs === 0
}

if (import.meta.main) {
  const folders = process.argv.slice(2).filter((argument) => argument !== '--')
  if (folders.length === 0) process.stderr.write('say which folder: bun run oracle -- <folder>\n')
  process.exitCode = folders.length === 0 ? 2 : await run(folders)
}

async function run(folders: readonly string[]): Promise<number> {
  try {
    return (await judgeFolders(folders, (line) => void process.stdout.write(`${line}\n`))) ? 0 : 1
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  }
}
