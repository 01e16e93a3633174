/**
 * How many watch, told so calmly that a hall walking in and out does not become traffic.
 */

/** A count as viewers see it: exact to 100, then in steps of 10, of 50 above 1,000, of 100 above 10,000. */
export function shownViewers(count: number): number {
  const step = count <= 100 ? 1 : count <= 1000 ? 10 : count <= 10_000 ? 50 : 100
  return Math.floor(count / step) * step
}
