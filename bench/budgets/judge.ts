/**
 * What a plan may cost, whatever the statement: no table of more than a thousand rows is read as a whole, no order is
 * made that an index has, and hardly a row is read only to be thrown away. Exceptions are named with their reason.
 */
import type { Plan } from '../db/plans.ts'

const scannedMax = 1000
/** A small table that is read again and again is a large one. */
const timesMax = 10
const sortedMax = 500
/** Rows thrown away that no index is worth: one look at a small table. */
const wastedFree = 500
const readPerKeptMax = 1.5

export type Rule = 'scan' | 'sort' | 'waste'

/** An exception: statements that hold this text may break the rule. */
export interface Allowance {
  readonly rule: Rule
  /** A part of the statement, white space as one blank. */
  readonly text: string
  readonly why: string
  /** On this seed only. */
  readonly seed?: 'ci' | 'load'
}

/** One broken rule. */
export interface Fault {
  readonly rule: Rule
  readonly say: string
}

/** A statement as one line without the numbers of its parameters, so that alike ones are one. */
export function fingerprint(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\$\d+/g, '$')
    .replace(/\((?:(?:\$|default)(?:, )?)+\)(?:, ?\((?:(?:\$|default)(?:, )?)+\))*/g, '($)')
    .trim()
}

/** What one plan breaks. */
export function faultsOf(plan: Plan, allowances: readonly Allowance[]): Fault[] {
  const line = fingerprint(plan.text)
  const faults: Fault[] = []
  for (const { kind, table, index, loops, read, kept } of plan.scans) {
    const size = Math.round(read / Math.max(1, loops))
    const isWhole = kind === 'Seq Scan' && (size > scannedMax || read > scannedMax * timesMax)
    if (isWhole) faults.push({ rule: 'scan', say: `reads all of ${table}, ${size} rows` })
    else if (read > readPerKeptMax * kept + wastedFree * Math.min(loops, timesMax)) {
      faults.push({ rule: 'waste', say: `${index ?? table} gives ${read} rows, of which ${kept} are kept` })
    }
  }
  for (const { keys, rows } of plan.sorts) {
    if (rows > sortedMax) faults.push({ rule: 'sort', say: `sorts ${rows} rows by ${keys.join(', ')}` })
  }
  return faults.filter(({ rule }) => !allowances.some((one) => one.rule === rule && line.includes(one.text)))
}

/** The ways in which a plan reaches its tables, without their order. */
export function pathsOf(plans: readonly Plan[]): string[] {
  const all = plans.flatMap(({ scans }) => scans.map(({ kind, table, index }) => `${kind} ${index ?? table}`))
  return [...new Set(all)].toSorted()
}
