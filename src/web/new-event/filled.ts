/** What the form holds and what is wrong with it. */

/** Words by field; what belongs to no field is under `form`. */
export type Wrong = Partial<Record<string, string>>

/** What the form holds, by the names of its inputs. */
export interface Filled {
  readonly get: (name: string) => string
  readonly has: (name: string) => boolean
}

/** True for a whole number within its bounds. */
export function isWhole(number: number, least: number, most: number): boolean {
  return Number.isInteger(number) && number >= least && number <= most
}
