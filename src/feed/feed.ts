/**
 * The feed of one node: committed events of watched tournaments, in order and without holes.
 * Push is a hint, pull is the truth: whatever `publish` says or fails to say, heads are polled and holes are read.
 * The judgement is `core.ts`; here are reads, timers and listeners. One read per tournament at a time.
 * NOTE a listener is called synchronously and must not throw; if it does, the others still hear.
 */
import type { OrgId, TournamentId } from '../engine/types.ts'
import type { Log } from '../log.ts'
import { coldState, ringAfter, step } from './core.ts'
import type { Committed, FeedBounds, FeedInput, FeedMutation, FeedOutput, FeedState, Head } from './core.ts'
import type { Timers } from './timers.ts'

export type { Committed, Head } from './core.ts'

/** What a watcher hears; see `FeedOutput` for the meaning of each kind. */
export type FeedSignal = Extract<FeedOutput, { kind: 'event' | 'level' | 'reset' | 'gone' }>

/** One interest in a tournament. */
export interface Watch {
  /** Last delivered version and epoch; null while the head is unknown. */
  readonly head: Head | null
  /** The head was read since the watch began and nothing above it is known to exist. */
  readonly isLevel: boolean
  /** Events after `version`, or null if the ring does not reach back so far. O(events). */
  since(version: number): readonly Committed[] | null
  /** Reads the log itself, for what the ring has forgotten: rows above `version`, at most `limit`. */
  read(version: number, limit: number): Promise<readonly Committed[]>
  /** Tells the feed of a head that somebody has read elsewhere, so that it catches up and floors rise. */
  note(head: Head): void
  close(): void
}

export interface Feed extends AsyncDisposable {
  /** Takes an event just committed on this node. Never waits; events of unwatched tournaments are forgotten. */
  publish(event: Committed): void
  /** A head that another node tells of. What it leads to is read from the log, if anybody watches the tournament. */
  hint(tournamentId: TournamentId, head: Head): void
  /** Reads the heads of all that is watched now, beside the regular poll: for when no other node can be heard. */
  poll(): void
  /** Delivers every later event of a tournament in order, beginning above the head that is read first. */
  watch(orgId: OrgId, tournamentId: TournamentId, listener: (signal: FeedSignal) => void): Watch
  /** Ends polling and waits for reads in flight; nothing is delivered afterwards. */
  stop(): Promise<void>
}

export interface FeedDeps {
  /** Rows of the log above a version, in order, at most `limit`. */
  readonly readAfter: (
    orgId: OrgId,
    tournamentId: TournamentId,
    afterVersion: number,
    limit: number,
  ) => Promise<readonly Committed[]>
  /** Heads of many tournaments in one query; an absent id does not exist any more. */
  readonly readHeads: (tournamentIds: readonly TournamentId[]) => Promise<ReadonlyMap<TournamentId, Head>>
  readonly timers: Timers
  readonly limits: FeedBounds & { readonly headPollMs: number }
  readonly log: Pick<Log, 'warn' | 'error'>
  /** Called before any listener hears of `version`, so that caches can raise their floor first. */
  readonly onHead?: (tournamentId: TournamentId, version: number) => void
  /** Only for tests that prove a rule is needed. */
  readonly mutation?: FeedMutation & { readonly skipPoll?: boolean }
}

const readLimit = 1000

interface Cell {
  readonly orgId: OrgId
  readonly tournamentId: TournamentId
  readonly listeners: Set<(signal: FeedSignal) => void>
  state: FeedState
}

/** Starts a feed; nothing is read until somebody watches. */
export function openFeed(deps: FeedDeps): Feed {
  return new NodeFeed(deps)
}

class NodeFeed implements Feed {
  readonly #deps: FeedDeps
  readonly #cells = new Map<TournamentId, Cell>()
  readonly #stopPoll: () => void
  readonly #inFlight = new Set<Promise<void>>()
  #isPolling = false
  #unread = new Set<TournamentId>()
  #isStopped = false

  constructor(deps: FeedDeps) {
    this.#deps = deps
    this.#stopPoll = deps.timers.every(deps.limits.headPollMs, () => {
      if (!deps.mutation?.skipPoll) this.poll()
    })
  }

  publish(event: Committed): void {
    const cell = this.#cells.get(event.tournamentId)
    if (!cell) this.#deps.onHead?.(event.tournamentId, event.version)
    else this.#take(cell, { kind: 'event', event })
  }

  poll(): void {
    this.#poll([...this.#cells.keys()])
  }

  hint(tournamentId: TournamentId, head: Head): void {
    const cell = this.#cells.get(tournamentId)
    if (cell) this.#note(cell, head)
  }

  watch(orgId: OrgId, tournamentId: TournamentId, listener: (signal: FeedSignal) => void): Watch {
    const cell = this.#cells.get(tournamentId) ?? { orgId, tournamentId, listeners: new Set(), state: coldState }
    this.#cells.set(tournamentId, cell)
    cell.listeners.add(listener)
    if (cell.state.mode === 'cold') this.#poll([tournamentId])
    return {
      get head() {
        const { mode, head, epoch } = cell.state
        return mode === 'cold' || epoch === null ? null : { version: head, epoch }
      },
      get isLevel() {
        return cell.state.mode === 'live'
      },
      since: (version) => ringAfter(cell.state, version),
      read: (version, limit) => this.#deps.readAfter(orgId, tournamentId, version, limit),
      note: (head) => this.#note(cell, head),
      close: () => {
        cell.listeners.delete(listener)
        if (cell.listeners.size === 0 && this.#cells.get(tournamentId) === cell) this.#cells.delete(tournamentId)
      },
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#stopPoll()
    await Promise.all(this.#inFlight)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  // A read that began before a rewrite may carry the old epoch: only heads read here decide on epochs.
  #note(cell: Cell, head: Head): void {
    if (head.epoch === cell.state.epoch) this.#take(cell, { kind: 'head', head })
    else this.#poll([cell.tournamentId])
  }

  #take(cell: Cell, input: FeedInput): void {
    if (this.#isStopped) return
    const [state, outputs] = step(cell.state, input, this.#deps.limits, this.#deps.mutation)
    cell.state = state
    for (const output of outputs) this.#act(cell, output)
  }

  #act(cell: Cell, output: FeedOutput): void {
    switch (output.kind) {
      case 'higher':
        return this.#deps.onHead?.(cell.tournamentId, output.version)
      case 'readAfter':
        return this.#track(this.#readAfter(cell, output.version))
      case 'readHead':
        return this.#poll([cell.tournamentId])
      default:
        for (const listener of [...cell.listeners]) this.#tell(listener, output)
    }
  }

  #tell(listener: (signal: FeedSignal) => void, signal: FeedSignal): void {
    try {
      listener(signal)
    } catch (error) {
      this.#deps.log.error({ err: error }, 'a listener of the feed failed')
    }
  }

  async #readAfter(cell: Cell, version: number): Promise<void> {
    const { readAfter, log } = this.#deps
    try {
      const events = await readAfter(cell.orgId, cell.tournamentId, version, readLimit)
      this.#take(cell, { kind: 'read', events })
    } catch (error) {
      log.warn({ err: error }, 'events could not be read')
      this.#take(cell, { kind: 'failed' })
    }
  }

  /** Reads heads, one query at a time; what is asked for meanwhile is read right after. */
  #poll(tournamentIds: readonly TournamentId[]): void {
    for (const id of tournamentIds) this.#unread.add(id)
    if (this.#isPolling || this.#isStopped || this.#unread.size === 0) return
    this.#isPolling = true
    this.#track(this.#readHeads())
  }

  async #readHeads(): Promise<void> {
    const cells = [...this.#unread].flatMap((id) => this.#cells.get(id) ?? [])
    this.#unread = new Set()
    try {
      const heads = cells.length > 0 ? await this.#deps.readHeads(cells.map((cell) => cell.tournamentId)) : new Map()
      for (const cell of cells) this.#take(cell, { kind: 'head', head: heads.get(cell.tournamentId) ?? null })
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'heads could not be read')
    } finally {
      this.#isPolling = false
    }
    this.#poll([])
  }

  #track(work: Promise<void>): void {
    const done = work.finally(() => this.#inFlight.delete(done))
    this.#inFlight.add(done)
  }
}
