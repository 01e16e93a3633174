/** The value that a share `q` of the values does not exceed (nearest rank); NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((x, y) => x - y)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN
}

/** A figure with at most one digit behind the point. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
