/** The cells that a wish hangs on, and their floors at one moment. */
import type { Wanted } from './entry.ts'
import type { Cell, Floors } from './floors.ts'
import { allTag, categoryTag, type Tag } from './keys.ts'

/** Cells of what is wanted: its own tags first, then its org's and its category's. */
export function cellsOf(floors: Floors, wanted: Wanted): Cell[] {
  const { org, policy, tags } = wanted
  return [...tags, allTag(org), categoryTag(org, policy.category)].map((tag) => floors.cell(tag))
}

/** Floors at the start of a load, by tag, in the order of `cellsOf`. */
export type Before = ReadonlyMap<Tag, number>

/** Floors of everything wanted, as they stand. */
export function floorsNow(floors: Floors, wanted: Wanted): Before {
  return new Map(cellsOf(floors, wanted).map((cell) => [cell.tag, cell.floor]))
}
