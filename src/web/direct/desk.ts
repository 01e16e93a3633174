/**
 * What the console works with: the room's rows as signals, and writes. A write is named by the control that sent it:
 * while it is under way the control is busy, and a refusal stands in words next to it until the next try.
 * Racks of one match are sent one after another, in the order of the taps.
 */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals'
import type { MatchRow, Rows } from '../../engine/rows.ts'
import type { Side } from '../../engine/types.ts'
import type { Room } from '../../client/client.ts'
import { call, type Answer, type Call } from '../account/api.ts'
import { isRaceWon } from '../race.ts'

/**
 * A rack tapped and not yet confirmed, and the score its side has with it. The score and not a count: the row of the
 * room often holds the rack before its own answer is here, and a count on top of that row would count it twice.
 */
export interface Tap {
  readonly side: Side
  readonly score: number
}

export interface Desk {
  readonly id: string
  readonly rows: ReadonlySignal<Rows | null>
  readonly status: ReadonlySignal<Room['status']>
  readonly since: ReadonlySignal<number | null>
  readonly viewers: ReadonlySignal<number | null>
  readonly version: ReadonlySignal<number>
  readonly live: ReadonlySignal<readonly MatchRow[]>
  /** False for scorekeepers, who keep scores and tables only. */
  readonly canManage: boolean
  /** Words of the last refusal by control. */
  readonly refusals: ReadonlySignal<Readonly<Record<string, string>>>
  /** Controls whose write is under way. */
  readonly busy: ReadonlySignal<ReadonlySet<string>>
  /** Taps by match, oldest first. */
  readonly pending: ReadonlySignal<Readonly<Record<string, readonly Tap[]>>>
  /** Spoken to screen readers when a key did something. */
  readonly said: ReadonlySignal<string>
  say(words: string): void
  /** Sends one write for a control; a second one of the same control waits for nothing and is dropped. */
  send(control: string, write: Pick<Call, 'path' | 'body'> & Partial<Call>): Promise<Answer | null>
  refuse(control: string, words: string | null): void
  /** Adds one rack at once on the page and then on the server. */
  rack(match: MatchRow, side: Side): void
  /** Takes back the last rack or result, after the racks tapped before. */
  undo(match: MatchRow, control: string): void
}

interface DeskOptions {
  readonly room: Room
  readonly org: string
  readonly canManage: boolean
}

export function openDesk({ room, org, canManage }: DeskOptions): Desk {
  const watched = watch(room)
  const refusals = signal<Readonly<Record<string, string>>>({})
  const busy = signal<ReadonlySet<string>>(new Set())
  const pending = signal<Readonly<Record<string, readonly Tap[]>>>({})
  const said = signal('')
  const refuse: Desk['refuse'] = (control, words) => {
    const { [control]: _, ...others } = refusals.peek()
    refusals.value = words === null ? others : { ...others, [control]: words }
  }
  const send: Desk['send'] = async (control, write) => {
    if (busy.peek().has(control)) return null
    busy.value = new Set([...busy.peek(), control])
    refuse(control, null)
    const answer = await call({ method: 'POST', org, ...write })
    if (answer.ok) await seen(room, answer)
    batch(() => {
      busy.value = new Set([...busy.peek()].filter((other) => other !== control))
      if (!answer.ok) refuse(control, answer.problem.words)
    })
    return answer
  }
  const lanes = new Map<string, Promise<unknown>>()
  const inLane = (match: string, work: () => Promise<unknown>) => {
    const before = lanes.get(match) ?? Promise.resolve()
    lanes.set(match, before.then(work))
  }
  const put = (match: string, taps: readonly Tap[]) => (pending.value = { ...pending.peek(), [match]: taps })
  const rack: Desk['rack'] = ({ id }, side) => {
    // The row may be older than the last tap: what counts is the latest.
    const match = room.get()?.m[id]
    const taps = pending.peek()[id] ?? []
    if (!match || isDecided(match, taps)) return
    const control = `match:${id}`
    put(id, [...taps, { side, score: shownScore(match, taps, side) + 1 }])
    refuse(control, null)
    inLane(id, async () => {
      const answer = await call({ method: 'POST', path: `/api/matches/${id}/rack`, body: { winner: side }, org })
      if (answer.ok) await seen(room, answer)
      batch(() => {
        const [, ...later] = pending.peek()[id] ?? []
        // Without a rack that was refused, those of its side tapped after it stand one lower.
        const lower = (tap: Tap) => (tap.side === side ? { ...tap, score: tap.score - 1 } : tap)
        put(id, answer.ok ? later : later.map(lower))
        if (!answer.ok) refuse(control, answer.problem.words)
      })
    })
  }
  const undo: Desk['undo'] = ({ id }, control) => inLane(id, () => send(control, { path: `/api/matches/${id}/undo` }))
  const say = (words: string) => (said.value = words)
  const id = room.tournamentId
  return { id, canManage, ...watched, refusals, busy, pending, said, say, send, refuse, rack, undo }
}

function watch(room: Room) {
  const rows = signal(room.get())
  const status = signal(room.status)
  const since = signal(room.since)
  const viewers = signal(room.viewers)
  const version = signal(room.version)
  const live = computed(() =>
    Object.values(rows.value?.m ?? {})
      .filter((match) => match.state === 'active' || match.state === 'paused')
      .sort((a, b) => a.number - b.number),
  )
  room.subscribe(() => {
    batch(() => {
      rows.value = room.get()
      status.value = room.status
      since.value = room.since
      viewers.value = room.viewers
      version.value = room.version
    })
  })
  return { rows, status, since, viewers, version, live }
}

const patienceMs = 3000

/** Waits until the page shows what was answered, so that no control flickers between; never for long. */
async function seen(room: Room, answer: Answer): Promise<void> {
  const version = answer.ok ? Number(answer.body['version'] ?? 0) : 0
  const enough = new Promise((resolve) => setTimeout(resolve, patienceMs))
  await Promise.race([room.waitFor(version).catch(() => null), enough])
}

/** The racks of a side, those just tapped included. */
export function shownScore(match: MatchRow, taps: readonly Tap[], side: Side): number {
  const confirmed = side === 'a' ? match.scoreA : match.scoreB
  return Math.max(confirmed, ...taps.filter((tap) => tap.side === side).map(({ score }) => score))
}

/** True once a side has the racks it needs, those just tapped included. */
export function isDecided(match: MatchRow, taps: readonly Tap[] = []): boolean {
  return match.state === 'completed' || isRaceWon(match, shownScore(match, taps, 'a'), shownScore(match, taps, 'b'))
}
