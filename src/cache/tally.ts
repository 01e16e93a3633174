/** How often each domain event has made something old on this node since it began. */
import { type DomainName, domainNames } from './events.ts'

/** Counts of one node. */
export class Tally {
  readonly #counts = new Map<DomainName, number>(domainNames.map((name) => [name, 0]))

  /** Counts what one commit was; an event that it stands for twice counts twice. */
  note(names: readonly DomainName[]): void {
    for (const name of names) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  /** All seventeen, in the order of their table. */
  counts(): { event: DomainName; count: number }[] {
    return [...this.#counts].map(([event, count]) => ({ event, count }))
  }
}
