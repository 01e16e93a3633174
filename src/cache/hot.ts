/** Tags served of late, found without walking through all of them: each enters once and leaves when it cools. */
import type { Cell } from './floors.ts'
import type { Tag } from './keys.ts'

const hotMs = 5000

/** Holds cells and no entries, so that what is evicted is not kept alive by having been served. */
export class Hot {
  #cells: Cell[] = []

  add(cells: readonly Cell[], now: number): void {
    for (const cell of cells) {
      cell.servedAt = now
      if (cell.isHot) continue
      cell.isHot = true
      this.#cells.push(cell)
    }
  }

  /** Tags of what was served in the last five seconds; lets go of the rest. O(tags served). */
  tags(now: number): Tag[] {
    this.#cells = this.#cells.filter((cell) => {
      cell.isHot = cell.servedAt >= now - hotMs && cell.floor !== Infinity
      return cell.isHot
    })
    return this.#cells.map((cell) => cell.tag)
  }
}
