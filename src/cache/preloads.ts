/**
 * Loads what is likely to be asked for next, and judges its own guesses: where fewer than half of them are asked for,
 * it stops for good. A guess costs a load that nobody waits for, and never delays the read that led to it.
 */
import type { Cache } from './cache.ts'
import type { Key } from './keys.ts'
import type { Warmable } from './refresh.ts'

/** Guesses that are judged together, and how many of them must have been asked for. */
const judged = 500
const usedLeast = 250
/** Guesses that are waited for; an older one that nobody has asked for was wrong. */
const waitingMax = 200
/** Loads at once: more guesses than these are not made at all. */
const loadsMax = 4

/** One rule of guessing. */
export class Preloads {
  /** Guesses made, and how many of them were asked for. */
  made = 0
  used = 0
  readonly #cache: Cache
  readonly #waiting = new Set<Key>()
  #loads = 0
  #judgedMade = 0
  #judgedUsed = 0
  #isOff = false

  constructor(cache: Cache) {
    this.#cache = cache
  }

  /** True once its guesses have proved poor. */
  get isOff(): boolean {
    return this.#isOff
  }

  /** Loads `item` behind, unless it is held. */
  ahead({ wanted, load }: Warmable): void {
    const { key } = wanted
    if (this.#isOff || this.#loads >= loadsMax || this.#waiting.has(key) || this.#cache.ttlMs(key) > 0) return
    this.made++
    this.#waiting.add(key)
    for (const oldest of this.#waiting) {
      if (this.#waiting.size <= waitingMax) break
      this.#settle(oldest, false)
    }
    this.#loads++
    void this.#cache.renew(wanted, load).finally(() => this.#loads--)
  }

  /** Somebody asks for a key. */
  asked(key: Key): void {
    if (this.#waiting.has(key)) this.#settle(key, true)
  }

  #settle(key: Key, isUsed: boolean): void {
    this.#waiting.delete(key)
    this.used += Number(isUsed)
    this.#judgedMade++
    this.#judgedUsed += Number(isUsed)
    if (this.#judgedMade < judged) return
    this.#isOff = this.#judgedUsed < usedLeast
    this.#judgedMade = 0
    this.#judgedUsed = 0
  }
}
