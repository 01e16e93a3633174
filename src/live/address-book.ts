/** How many sockets each address holds. A hall shares one address, so the bound is generous. */
export class AddressBook {
  readonly #max: number
  readonly #counts = new Map<string, number>()

  constructor(max: number) {
    this.#max = max
  }

  /** Is there room for one more from this address? */
  has(address: string): boolean {
    return (this.#counts.get(address) ?? 0) < this.#max
  }

  /** Counts one in; returns the way out, which counts once however often it is taken. */
  enter(address: string): () => void {
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1)
    let isIn = true
    return () => {
      if (!isIn) return
      isIn = false
      const left = (this.#counts.get(address) ?? 1) - 1
      if (left > 0) this.#counts.set(address, left)
      else this.#counts.delete(address)
    }
  }
}
