/**
 * What an oracle says and how it is held against the engine: a judge yields checks one by one, and the first that
 * fails is the verdict. Comparison is by value; fractions may differ by as much as the oracle was rounded.
 */

/** One figure of an oracle, or a part of it that the engine cannot play yet. */
export type Check =
  | { readonly at: string; readonly expected: unknown; readonly found: unknown; readonly within?: number }
  | { readonly cannot: string }

/** A judge of one kind of file, already read as JSON. */
export type Judge = (oracle: unknown) => Iterable<Check>

export type Verdict =
  | { readonly kind: 'agrees'; readonly checks: number; readonly cannot: readonly string[] }
  | { readonly kind: 'differs'; readonly why: string }
  /** Nothing of it can be judged yet. */
  | { readonly kind: 'cannot'; readonly cannot: readonly string[] }

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 197)}...` : text
}

/** Where two values first differ, or null. Arrays and objects are walked; members absent in both are equal. */
function differenceOf(at: string, expected: unknown, found: unknown, within: number): string | null {
  if (typeof expected === 'number' && typeof found === 'number' && within > 0) {
    if (Math.abs(expected - found) <= within) return null
  } else if (isObject(expected) && isObject(found) && Array.isArray(expected) === Array.isArray(found)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const inner = differenceOf(`${at}.${name}`, expected[name], found[name], within)
      if (inner !== null) return inner
    }
    return null
  } else if (Object.is(expected, found)) return null
  return `${at}: the oracle says ${shown(expected)}, the engine ${shown(found)}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Runs a judge until its first difference. What it throws is a difference too: the engine did not get there. */
export function verdictOf(judge: Judge, oracle: unknown): Verdict {
  const cannot = new Set<string>()
  let checks = 0
  try {
    for (const check of judge(oracle)) {
      if ('cannot' in check) {
        cannot.add(check.cannot)
        continue
      }
      checks++
      const why = differenceOf(check.at, check.expected, check.found, check.within ?? 0)
      if (why !== null) return { kind: 'differs', why }
    }
  } catch (error) {
    return { kind: 'differs', why: error instanceof Error ? error.message : String(error) }
  }
  if (checks > 0) return { kind: 'agrees', checks, cannot: [...cannot] }
  return cannot.size > 0
    ? { kind: 'cannot', cannot: [...cannot] }
    : { kind: 'differs', why: 'it holds nothing to judge' }
}
