/**
 * How a miss becomes an entry: the second tier, else one loader at a time, then judgement of what it brought.
 * Whatever comes back is compared with the floors of that moment; what does not stand is served to those who waited
 * for it, if it was true when they asked, and kept nowhere.
 */
import { AppError } from '../errors.ts'
import { whoeverWaits } from '../patience.ts'
import { cellsOf, floorsNow, type Before } from './cells.ts'
import type { Clock } from './clock.ts'
import { isAbove, Kept, type Loaded, type Wanted } from './entry.ts'
import type { Cell, Floors } from './floors.ts'
import { isCounter, type Tag } from './keys.ts'
import type { Memory } from './memory.ts'
import { negativeS } from './policies.ts'
import { failuresMax, type Found, type Shared } from './shared.ts'
import type { OrgStatistics } from './statistics.ts'

/** What a loader is given. */
export interface LoadContext {
  /** Aborted when nobody waits any longer. */
  readonly signal: AbortSignal
  /** True if a replica will not do. */
  readonly isPrimary: boolean
}

/** Reads data and its versions in one snapshot. */
export type Load = (context: LoadContext) => Promise<Loaded>

/** How an entry came to be. */
export interface Landed {
  readonly kept: Kept
  readonly tier: 'shared' | 'load'
  /** Memory has taken it. */
  readonly isStored: boolean
  /** It may be kept, wherever there is room for it. */
  readonly isFit: boolean
}

/** What a caller will not go without. */
export interface Terms {
  /** A version that the caller has seen itself. */
  readonly minVersion: number
  /** What goes stale by this moment is no help: the caller holds as much. */
  readonly freshAfter: number
  /** Called before each load of a flight; what it returns makes the load needless. */
  readonly takeOff: () => Promise<Landed> | null
}

/** Anything servable will do. */
export const anyTerms: Terms = { minVersion: 0, freshAfter: -Infinity, takeOff: () => null }

const loadsMax = 3
/** However the clocks of two nodes differ, nothing from the other one lives longer. */
const lifeMsMax = 2 * 86_400_000

const isKnown = (cell: Cell) => cell.verifiedAt !== -Infinity

/** A refusal is an answer to its caller; everything else that is thrown says that a load cannot be done. */
const isFault = (error: unknown) => !(error instanceof AppError && error.status < 500)

function failedElsewhere(): AppError {
  const detail = 'This could not be loaded a moment ago; try again.'
  return new AppError('unavailable', detail, { headers: { 'retry-after': '1' } })
}

/** A loader whose runs are counted; refusals of a caller are no failures. */
export function counted(load: Load, statistics: OrgStatistics, clock: Clock): Load {
  return async (context) => {
    const from = clock.now()
    statistics.loads++
    try {
      return await load(context)
    } catch (error) {
      if (isFault(error)) statistics.loadsFailed++
      throw error
    } finally {
      statistics.loadMs += clock.now() - from
    }
  }
}

export interface LoadingParts {
  readonly clock: Clock
  readonly floors: Floors
  readonly memory: Memory
  readonly shared: Shared | null
  /** 0 to 1, for the spread of times. */
  readonly random: () => number
  /** True if loads may go elsewhere than to the primary. */
  readonly hasReplicas: boolean
}

export class Loading {
  readonly #parts: LoadingParts

  constructor(parts: LoadingParts) {
    this.#parts = parts
  }

  /** Second tier, lease, load, judgement. */
  async run(wanted: Wanted, load: Load, signal: AbortSignal, terms: Terms): Promise<Landed> {
    const shared = wanted.policy.isShared && this.#parts.shared?.isReady ? this.#parts.shared : null
    if (!shared) return this.#load(wanted, load, signal, terms)
    // Nodes take turns at the same floors, so each must know them: one that has never heard of a tag asks first.
    await this.#parts.floors.verify(cellsOf(this.#parts.floors, wanted).filter((cell) => !isKnown(cell)))
    let landed: Landed | null = null
    const floorsAt = () => cellsOf(this.#parts.floors, wanted).map((cell) => cell.floor)
    const isThere = async () => {
      const { found, failures } = await shared.look(wanted.key, floorsAt())
      landed = await this.admit(wanted, found, terms)
      if (landed === null && failures >= failuresMax) throw failedElsewhere()
      return landed !== null
    }
    if (await isThere()) return landed as unknown as Landed
    const turn = await shared.lease(wanted.key, floorsAt(), isThere)
    if (landed !== null) return landed
    try {
      const fresh = await this.#load(wanted, load, signal, terms)
      // Nobody waits for the second tier, but the turn ends only when it has the entry.
      const storing = fresh.isFit ? shared.put(fresh.kept) : Promise.resolve()
      void storing.then(turn?.end)
      return fresh
    } catch (error) {
      if (isFault(error)) void turn?.failed()
      else turn?.end()
      throw error
    }
  }

  /** Judges what the second tier holds. Floors that this node cannot vouch for are confirmed by the primary first. */
  async admit(wanted: Wanted, found: Found | null, terms: Omit<Terms, 'takeOff'>): Promise<Landed | null> {
    if (!found) return null
    const { floors, clock, shared } = this.#parts
    const { meta, body } = found
    const ahead = shared?.wallAhead ?? 0
    const hardUntil = Math.min(meta.hardAt - ahead, clock.now() + lifeMsMax)
    const softUntil = Math.min(meta.softAt - ahead, hardUntil)
    if (hardUntil <= clock.now() || softUntil <= terms.freshAfter) return null
    if ((meta.versions[0] ?? 0) < terms.minVersion) return null
    let cells = meta.tags.map((tag) => floors.cell(tag))
    if (!cells.every((cell) => floors.isTrusted(cell))) {
      await floors.verify(cells)
      cells = meta.tags.map((tag) => floors.cell(tag))
      if (!cells.every((cell) => floors.isTrusted(cell))) return null
    }
    if (meta.epoch !== (cells[0]?.epoch ?? '')) {
      await shared?.drop(wanted.key)
      return null
    }
    const versions = meta.tags.map((tag, i) => [tag, meta.versions[i] ?? 0] as const)
    const loaded: Loaded = { ...meta, versions, body }
    const marks = { versions: meta.versions, cells, bornAt: clock.now(), softUntil, hardUntil }
    const kept = new Kept(wanted, loaded, marks)
    if (!isAbove(kept)) return null
    versions.forEach(([tag, version]) => floors.raise({ tag, version }))
    return { kept, tier: 'shared', isStored: this.#parts.memory.put(kept, clock.now()), isFit: true }
  }

  /** Loads until what came stands above the floors of its start, at most three times. */
  async #load(wanted: Wanted, load: Load, signal: AbortSignal, { minVersion, takeOff }: Terms): Promise<Landed> {
    const { floors, memory, clock, hasReplicas } = this.#parts
    // A replica may answer only what is judged by floors that are known: it may lag behind any other.
    const isKnown = () => wanted.tags.every((tag) => floors.isTrusted(floors.cell(tag)))
    // A number of the primary costs less there than a whole load.
    if (hasReplicas && minVersion === 0 && !isKnown()) {
      await floors.verify(wanted.tags.map((tag) => floors.cell(tag))).catch(() => undefined)
    }
    let isPrimary = minVersion > 0 || !isKnown()
    for (let tries = 1; ; tries++) {
      const elsewhere = takeOff()
      if (elsewhere) return elsewhere
      const before = floorsNow(floors, wanted)
      const startedAt = floors.moment()
      const confirming = this.#confirmCounters(before)
      const loaded = await whoeverWaits(() => load({ signal, isPrimary }))
      await confirming
      const judged = await this.judge(wanted, loaded, before, isPrimary ? startedAt : -Infinity)
      if (judged.verdict === 'repeat' && tries < loadsMax && !signal.aborted) {
        isPrimary = true
        continue
      }
      if (judged.kept.version < minVersion) {
        const detail = `There is no version ${minVersion} yet; the last one is ${judged.kept.version}.`
        throw new AppError('bad_request', detail, { currentVersion: judged.kept.version })
      }
      const isFit = judged.verdict === 'keep' && !signal.aborted
      return { kept: judged.kept, tier: 'load', isStored: isFit && memory.put(judged.kept, clock.now()), isFit }
    }
  }

  /**
   * Makes an entry of what was loaded and says whether it may be kept, only served, or must be loaded again: below a
   * floor of its start (a replica behind), or below one of a tag that callers could not know they depend on. `asOf` is
   * when the read of the primary began; a replica vouches for nothing (`-Infinity`).
   */
  async judge(
    wanted: Wanted,
    loaded: Loaded,
    before: Before,
    asOf: number,
  ): Promise<{ kept: Kept; verdict: 'keep' | 'serve' | 'repeat' }> {
    const { floors } = this.#parts
    const told = new Map(loaded.versions)
    const tags = [...new Set([...wanted.tags, ...told.keys(), ...before.keys()])]
    const epochOf = (tag: Tag) => (tag === wanted.tags[0] ? loaded.epoch : undefined)
    const versionOf = (tag: Tag) => told.get(tag) ?? before.get(tag) ?? 0
    let isRepeat = false
    for (const [tag, version] of told) {
      // A replica's word on a tag of which nothing certain is known here proves nothing.
      if (asOf === -Infinity && !floors.isTrusted(floors.cell(tag))) await floors.verify([floors.cell(tag)])
      const cell = floors.cell(tag)
      const isFit = floors.learn(cell, version, epochOf(tag), asOf)
      if (isFit) continue
      // Epochs differ, or the floor is higher than anything the primary holds: it says which.
      const isBehind = version < (before.get(tag) ?? cell.floor)
      if (isBehind || cell.epoch !== (epochOf(tag) ?? cell.epoch)) {
        await floors.verify([cell])
        isRepeat ||= !floors.learn(floors.cell(tag), version, epochOf(tag), asOf)
      }
    }
    const cells = tags.map((tag) => floors.cell(tag))
    const kept = new Kept(wanted, loaded, { versions: tags.map(versionOf), cells, ...this.#times(wanted, loaded) })
    return { kept, verdict: isRepeat ? 'repeat' : isAbove(kept) ? 'keep' : 'serve' }
  }

  // Counters that no data is tied to are labelled with the floor of the start; meanwhile the primary is asked for them.
  async #confirmCounters(before: Before): Promise<void> {
    const { floors } = this.#parts
    const unsure = [...before.keys()].filter(isCounter).map((tag) => floors.cell(tag))
    const asked = unsure.filter((cell) => !floors.isTrusted(cell))
    if (asked.length > 0) await floors.verify(asked).catch(() => undefined)
  }

  #times(wanted: Wanted, loaded: Loaded): { bornAt: number; softUntil: number; hardUntil: number } {
    const { clock, random } = this.#parts
    const bornAt = clock.now()
    const spread = 0.9 + 0.2 * random()
    const policy = loaded.policy ?? wanted.policy
    const freshS = loaded.status === 404 ? negativeS : policy.freshS
    const graceS = loaded.status === 404 ? 0 : policy.graceS
    const softUntil = bornAt + freshS * 1000 * spread
    return { bornAt, softUntil, hardUntil: softUntil + graceS * 1000 * spread }
  }
}
