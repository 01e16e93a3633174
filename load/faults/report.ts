/** What a fault run came to: figures for people or as JSON, and the verdict of the checker. */
import { cpus, totalmem } from 'node:os'
import type { Attempt, History } from '../check/history.ts'
import type { Violation } from '../check/laws.ts'

export interface Report {
  readonly fault: string
  readonly seed: number
  readonly machine: string
  readonly figures: Readonly<Record<string, number | string>>
  readonly violations: readonly Violation[]
  readonly verdict: 'kept' | 'broken'
}

/** The machine in one line. */
function machine(): string {
  const [cpu] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  return `${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${memory}, Bun ${Bun.version}`
}

/** Judges a run. `figures` are told beside those of the ledger. */
export function report(
  fault: string,
  seed: number,
  history: History,
  violations: readonly Violation[],
  figures: Report['figures'],
): Report {
  const all = { ...ledgerFigures(history.attempts), ...lawFigures(violations), ...figures }
  return judged(fault, seed, violations, all)
}

/** A report of figures and breaches alone, for faults that keep no ledger. */
export function judged(
  fault: string,
  seed: number,
  violations: readonly Violation[],
  figures: Report['figures'],
): Report {
  const verdict = violations.length === 0 ? 'kept' : 'broken'
  return { fault, seed, machine: machine(), figures, violations, verdict }
}

function ledgerFigures(attempts: readonly Attempt[]): Report['figures'] {
  const keys = (outcome: Attempt['outcome']) =>
    new Set(attempts.filter((attempt) => attempt.outcome === outcome).map(({ key }) => key))
  const [ok, fail, unknown] = [keys('ok'), keys('fail'), keys('unknown')]
  const refusals = attempts.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code)
  return {
    'operations sent': new Set(attempts.map(({ key }) => key)).size,
    'sendings of them': attempts.length,
    acknowledged: ok.size,
    refused: fail.size + (fail.size > 0 ? ` (${[...new Set(refusals)].join(', ')})` : ''),
    'unknown at first': unknown.size,
    'unknown, then acknowledged': [...unknown].filter((key) => ok.has(key)).length,
    'unknown to the end': [...unknown].filter((key) => !ok.has(key) && !fail.has(key)).length,
  }
}

function lawFigures(violations: readonly Violation[]): Report['figures'] {
  const count = (law: Violation['law']) => violations.filter((violation) => violation.law === law).length
  return {
    'acknowledged and lost (R1)': count('R1'),
    'doubled or contradicted (R2)': count('R2'),
    'holes or disorder in versions (R3)': count('R3'),
    'viewers that strayed (R4)': count('R4'),
    'viewers that did not catch up (R7)': count('R7'),
  }
}

/** The report as text; at most twenty violations are spelled out. */
export function asText({ fault, seed, machine: on, figures, violations, verdict }: Report): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  const lines = Object.entries(figures).map(([name, figure]) => `  ${name.padEnd(width)}  ${figure}`)
  const breaches = violations.slice(0, 20).map(({ law, detail }) => `  ${law}: ${detail}`)
  const more = violations.length > 20 ? [`  and ${violations.length - 20} more`] : []
  const last = verdict === 'kept' ? 'every law was kept' : `${violations.length} breaches of a law`
  return [`fault ${fault}, seed ${seed}, on ${on}`, ...lines, ...breaches, ...more, last, ''].join('\n')
}
