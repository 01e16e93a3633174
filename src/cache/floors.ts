/**
 * Floors: for each tag the highest version seen by this node, and when that was last confirmed by the primary.
 * News of any kind only ever raises a floor, so duplicates, replays and any order of them do no harm; but news is not
 * a confirmation. An unconfirmed floor is a lower bound: whoever wants to rely on it asks `verify` first.
 * Epochs have no order. Another one than the known raises doubt, and the primary says which is true; the old cell is
 * then retired with an infinite floor, so that whatever was made under it falls by the same compare as always.
 */
import type { Clock } from './clock.ts'
import type { Tag } from './keys.ts'

/** The number behind a tag as the primary has it; null when there is no such thing any more. */
export type TagNumber = { readonly version: number; readonly epoch?: string } | null

/** News of a version, from anywhere. */
export interface News {
  readonly tag: Tag
  readonly version: number
  readonly epoch?: string
}

/** Floor of one tag. Entries and flights hold references to it, so that a check needs no look-up. */
export class Cell {
  readonly tag: Tag
  floor = 0
  epoch = ''
  /** Moment at which the read began that last confirmed the floor. */
  verifiedAt = -Infinity
  raisedAt = -Infinity
  doubtedAt = -Infinity
  /** Entries and flights that refer to it. */
  holders = 0
  idleFrom = 0
  /** Kept by `hot.ts`. */
  servedAt = 0
  isHot = false

  constructor(tag: Tag) {
    this.tag = tag
  }
}

export interface FloorsOptions {
  readonly clock: Clock
  /** Numbers from the primary, in the order of the tags. */
  readonly readNumbers: (tags: readonly Tag[]) => Promise<readonly TagNumber[]>
  /** Questions of so many milliseconds go to the database together. */
  readonly tickMs: number
  /** A cell that nobody holds is forgotten after this, and is then unknown again. */
  readonly idleMs: number
}

interface Batch {
  readonly cells: Set<Cell>
  readonly done: Promise<void>
  asOf: number
}

/** Trust lapses in steps of so much, so that the stamp does not change with every millisecond. */
const trustStepMs = 50
const stampMs = 1000
/** Above so many cells an idle one is kept no longer than a load can last, or made-up ids would fill the memory. */
const cellsMax = 20_000
const crowdedIdleMs = 5000

/** All floors of one node. */
export class Floors {
  /** Confirmations before this moment count no more. Kept up to date by `tick`. */
  trustFrom = 0
  /** Another number after anything that can make an entry unservable, and once a second: see `peek`. */
  stamp = 0
  /** Questions asked of the primary. */
  checks = 0
  readonly #options: FloorsOptions
  readonly #cells = new Map<Tag, Cell>()
  readonly #running = new Map<Cell, Batch>()
  #next: Batch | null = null
  #last = 0
  #doubtedAt = 0
  #trustMs = 0
  #stampUntil = 0
  #sweep: MapIterator<Cell> | null = null

  constructor(options: FloorsOptions, trustMs: number) {
    this.#options = options
    this.#trustMs = trustMs
  }

  get size(): number {
    return this.#cells.size
  }

  /** Moves on to the present; without a bus, old confirmations lapse by this. */
  tick(now: number): void {
    const lapsed = Math.ceil((now - this.#trustMs) / trustStepMs) * trustStepMs
    const trustFrom = lapsed > this.#doubtedAt ? lapsed : this.#doubtedAt
    if (trustFrom === this.trustFrom && now < this.#stampUntil) return
    this.trustFrom = trustFrom
    this.#stampUntil = now + stampMs
    this.stamp++
  }

  /** How long a confirmation is good: `Infinity` only while a bus brings all news, of those never heard before too. */
  trustFor(ms: number): void {
    if (ms === Infinity && this.#trustMs !== Infinity) this.doubt()
    this.#trustMs = ms
    this.tick(this.#options.clock.now())
  }

  /** Something may have been missed: every floor is confirmed once more before its next use. O(1). */
  doubt(): void {
    this.#doubtedAt = this.moment()
    this.trustFrom = this.#doubtedAt
    this.stamp++
  }

  /** The present as a number above all earlier ones, so that before and after are never equal. */
  moment(): number {
    const now = this.#options.clock.now()
    this.#last = now > this.#last ? now : this.#last + 1 / 1024
    return this.#last
  }

  /** The cell of a tag, made unknown if need be. */
  cell(tag: Tag): Cell {
    const known = this.#cells.get(tag)
    if (known) return known
    const cell = new Cell(tag)
    cell.idleFrom = this.#options.clock.now()
    this.#cells.set(tag, cell)
    this.#forget()
    return cell
  }

  /** Takes news. A lower version is ignored, another epoch is a question for the primary. */
  raise(news: News): void {
    const cell = this.cell(news.tag)
    const { epoch, version } = news
    cell.idleFrom = this.#options.clock.now()
    if (epoch !== undefined && cell.epoch === '') cell.epoch = epoch
    if (epoch !== undefined && cell.epoch !== epoch) this.#question(cell)
    else this.#lift(cell, version)
  }

  isTrusted(cell: Cell): boolean {
    return cell.verifiedAt >= this.trustFrom
  }

  hold(cells: readonly Cell[]): void {
    for (const cell of cells) cell.holders++
  }

  release(cells: readonly Cell[]): void {
    for (const cell of cells) {
      cell.holders--
      cell.idleFrom = this.moment()
    }
  }

  /** Confirms floors by the primary, one query for all that ask within a tick. Rejects when it cannot be read. */
  async verify(cells: readonly Cell[]): Promise<void> {
    await Promise.all(new Set(cells.map((cell) => this.#check(cell))))
  }

  /** What a load from the primary, begun at `asOf`, found. True if the statement may be kept under this cell. */
  learn(cell: Cell, version: number, epoch: string | undefined, asOf: number): boolean {
    if (epoch !== undefined && cell.epoch === '') cell.epoch = epoch
    if (epoch !== undefined && cell.epoch !== epoch) {
      this.#question(cell)
      return false
    }
    this.#lift(cell, version)
    if (asOf > cell.doubtedAt) cell.verifiedAt = Math.max(cell.verifiedAt, asOf)
    return version >= cell.floor
  }

  #lift(cell: Cell, version: number): void {
    if (version <= cell.floor) return
    cell.floor = version
    cell.raisedAt = this.moment()
    this.stamp++
  }

  #question(cell: Cell): void {
    cell.doubtedAt = this.moment()
    cell.verifiedAt = -Infinity
    this.stamp++
  }

  #check(cell: Cell): Promise<void> {
    const running = this.#running.get(cell)
    if (running && running.asOf >= this.trustFrom && running.asOf > cell.doubtedAt) return running.done
    const batch = (this.#next ??= this.#newBatch())
    batch.cells.add(cell)
    return batch.done
  }

  #newBatch(): Batch {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const batch: Batch = { cells: new Set(), done: promise, asOf: Infinity }
    this.#options.clock.after(this.#options.tickMs, () => {
      this.#next = null
      this.#ask(batch).then(resolve, reject)
    })
    return batch
  }

  async #ask(batch: Batch): Promise<void> {
    const cells = [...batch.cells]
    batch.asOf = this.moment()
    this.checks += cells.length
    for (const cell of cells) this.#running.set(cell, batch)
    try {
      const numbers = await this.#options.readNumbers(cells.map((cell) => cell.tag))
      cells.forEach((cell, i) => this.#settle(cell, numbers[i] ?? null, batch.asOf))
    } finally {
      for (const cell of cells) if (this.#running.get(cell) === batch) this.#running.delete(cell)
    }
  }

  #settle(cell: Cell, number: TagNumber, asOf: number): void {
    // Retired meanwhile, or doubted after the read began: it proves nothing then, and the asker asks again.
    if (this.#cells.get(cell.tag) !== cell || asOf <= cell.doubtedAt) return
    if (number === null) return this.#retire(cell)
    const isOther = number.epoch !== undefined && cell.epoch !== '' && number.epoch !== cell.epoch
    // A floor above what the primary says later than it was raised is none: versions were lost or given anew.
    if (isOther || (number.version < cell.floor && cell.raisedAt < asOf)) {
      this.#retire(cell)
      this.learn(this.cell(cell.tag), number.version, number.epoch, asOf)
    } else this.learn(cell, number.version, number.epoch, asOf)
  }

  #retire(cell: Cell): void {
    cell.floor = Infinity
    this.stamp++
    this.#cells.delete(cell.tag)
  }

  // Two cells are looked at for each one made, so the map is swept without a timer and without a pause.
  #forget(): void {
    const { clock, idleMs } = this.#options
    const before = clock.now() - (this.#cells.size > cellsMax ? Math.min(idleMs, crowdedIdleMs) : idleMs)
    for (let i = 0; i < 2; i++) {
      this.#sweep ??= this.#cells.values()
      const { value: cell, done } = this.#sweep.next()
      if (done) this.#sweep = null
      else if (cell.holders === 0 && cell.idleFrom < before && !this.#next?.cells.has(cell))
        this.#cells.delete(cell.tag)
    }
  }
}
