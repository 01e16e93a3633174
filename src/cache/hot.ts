/** Entries served of late, found without walking through all of them: each enters once and leaves when it cools. */
import type { Kept } from './entry.ts'
import type { Tag } from './keys.ts'

const hotMs = 5000

export class Hot {
  #entries: Kept[] = []

  add(kept: Kept): void {
    kept.isHot = true
    this.#entries.push(kept)
  }

  /** Tags of what was served in the last five seconds; lets go of the rest. O(entries served). */
  tags(now: number): Set<Tag> {
    const tags = new Set<Tag>()
    this.#entries = this.#entries.filter((kept) => {
      kept.isHot = kept.servedAt >= now - hotMs
      if (kept.isHot) for (const cell of kept.cells) tags.add(cell.tag)
      return kept.isHot
    })
    return tags
  }
}
