/**
 * What kind of statement a query is: its text without anything that varies from call to call, and what may be wrong
 * with it. Two queries with one fingerprint differ in their values only.
 * Invariant: a fingerprint holds no literal and no comment.
 */

/** A kind of statement. */
export interface Fingerprint {
  /** The statement with `?` in place of every value; cut where it is very long. */
  readonly text: string
  readonly isCount: boolean
  /** A SELECT without LIMIT. */
  readonly isUnbounded: boolean
}

const charsMax = 1000

// The wrapping of store/driver.ts around every one-statement read says nothing about the query itself.
const scope = new RegExp(
  String.raw`^with o as materialized \(select set_config\('app\.org', \$\d+, true\) as org\)\s*` +
    String.raw`select x\.\* from o cross join lateral \(select y\.\* from \(\s*([\s\S]*?)\s*\) y ` +
    String.raw`where o\.org is not null offset 0\) x$`,
)

// One walk, because a comment may stand in a text and a text in a comment. Quoted names are kept.
const tokens = new RegExp(
  [
    /("(?:[^"]|"")*")/,
    /(--[^\n]*|\/\*[\s\S]*?\*\/)/,
    /\$(?<tag>[a-z_]\w*)?\$[\s\S]*?\$\k<tag>\$/,
    /\b[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'/,
    /\$\d+|(?<![\w$])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)
const blanks = /\s+/g
const lists = /\(\s*\?(?:\s*,\s*\?)+\s*\)/g
const rows = /(\((?:\?|\?, \.\.\.|[^()]*\?[^()]*)\))(?:\s*,\s*\1)+/g

/** The kind of a statement. Costs about 20 us: keep the answer by the text. */
export function fingerprintOf(statement: string): Fingerprint {
  const inner = scope.exec(statement)?.[1] ?? statement
  const valueless = inner.replace(tokens, (_, name?: string, comment?: string) => name ?? (comment ? ' ' : '?'))
  const text = valueless.replace(blanks, ' ').replace(lists, '(?, ...)').replace(rows, '$1, ...').trim()
  const isSelect = /^(with|select)\b/i.test(text)
  return {
    text: text.length > charsMax ? `${text.slice(0, charsMax - 3)}...` : text,
    isCount: /^select count\(/i.test(text),
    isUnbounded: isSelect && !/\blimit\b/i.test(text),
  }
}

/** What a slow query suggests to do. */
export type Hint = 'critical' | 'unbounded_list' | 'slow_count' | 'review_indexes'

export const hintTexts: Readonly<Record<Hint, string>> = {
  critical: 'above 500 ms: look at its plan now (EXPLAIN ANALYZE), it holds a connection for everybody else',
  unbounded_list: 'a list without LIMIT above 200 ms: page it',
  slow_count: 'a count above 150 ms: ask for count=none or count=planned, or keep the number with the rows',
  review_indexes: 'review the indexes of its tables: does one fit the condition and the order?',
}

/** The hint for a query of this kind that took `ms` and gave `rows`. */
export function hintOf({ isCount, isUnbounded }: Fingerprint, ms: number, rows: number): Hint {
  if (ms > 500) return 'critical'
  if (isCount) return ms > 150 ? 'slow_count' : 'review_indexes'
  return isUnbounded && rows > 1 && ms > 200 ? 'unbounded_list' : 'review_indexes'
}

const shown = 20
const plainText = [
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^-?\d{1,20}(\.\d{1,10})?$/,
  /^\d{4}-\d\d-\d\d([T ][\d:.]{5,15}(Z|[+-]\d\d(:?\d\d)?)?)?$/,
]

/**
 * Parameters as operators may see them: ids, numbers, times and flags; of any other text only how long it is, because
 * it may be a name, an address or a token. At most twenty.
 */
export function redactedParameters(parameters: readonly unknown[]): string[] {
  const texts = parameters.slice(0, shown).map(redactedParameter)
  return parameters.length > shown ? [...texts, `and ${parameters.length - shown} more`] : texts
}

function redactedParameter(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'date' : value.toISOString()
  if (typeof value === 'string')
    return plainText.some((pattern) => pattern.test(value)) ? value : `text of ${value.length}`
  if (Array.isArray(value)) return `list of ${value.length}`
  return value instanceof Uint8Array ? `bytes of ${value.length}` : typeof value
}
