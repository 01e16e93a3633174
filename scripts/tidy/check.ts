/**
 * All rules over a tree, minus the exceptions that the code declares: `// tidy-allow <rule>: <reason>`
 * on the line of the finding or the one above; for a finding about a whole file, anywhere in it.
 */
import { effects, engine, glossary } from './purity.ts'
import { imports } from './imports.ts'
import { emptyCatches, language } from './language.ts'
import { emptyNames, sizes, topLevel } from './layout.ts'
import { comments, promises } from './prose.ts'
import { lineOf } from './source.ts'
import type { Finding, Rule, Tree } from './source.ts'
import { tests } from './tests.ts'

const places: readonly Rule[] = [topLevel, sizes, imports, emptyNames]
const words: readonly Rule[] = [engine, effects, language, emptyCatches, comments, promises, glossary, tests]
const rules: readonly Rule[] = [...places, ...words]

interface Allowance {
  readonly path: string
  readonly line: number
  readonly rule: number
}

export interface Verdict {
  readonly findings: readonly Finding[]
  /** Exceptions in use. */
  readonly allowed: number
}

/** Applies every rule. An exception that excuses nothing is a finding itself. */
export function check(tree: Tree): Verdict {
  const allowances = [...tree.values()].flatMap((source) =>
    source.comments.flatMap(({ value, start }): Allowance[] => {
      const rule = /^\s*tidy-allow (\d+): \S/.exec(value)?.[1]
      return rule === undefined ? [] : [{ path: source.path, line: lineOf(source, start), rule: Number(rule) }]
    }),
  )
  const used = new Set<Allowance>()
  const findings = rules
    .flatMap((rule) => [...rule(tree)])
    .filter((finding) => {
      const found = allowances.find((allowance) => excuses(allowance, finding))
      if (found) used.add(found)
      return found === undefined
    })
  const idle = allowances.filter((allowance) => !used.has(allowance))
  const idleFindings = idle.map(({ path, line, rule }) => ({
    path,
    line,
    rule,
    say: 'this exception excuses nothing: remove it',
  }))
  return { findings: [...findings, ...idleFindings].toSorted(byPlace), allowed: used.size }
}

function excuses(allowance: Allowance, { path, line, rule }: Finding): boolean {
  if (allowance.path !== path || allowance.rule !== rule) return false
  return line === 0 || line === allowance.line || line === allowance.line + 1
}

function byPlace(a: Finding, b: Finding): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.rule - b.rule
}
