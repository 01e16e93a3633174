/**
 * The three lists of the front page as signals, and when to ask for them again. The lists are plain reads:
 * a front page that is ten seconds old is good enough, and the event pages themselves are live.
 */
import { batch, signal } from '@preact/signals'
import type { TournamentStatus, TournamentType } from '../../engine/types.ts'

export const groups = ['live', 'upcoming', 'past'] as const
export type Group = (typeof groups)[number]

/** A public event as `GET /api/public/tournaments` gives it. */
export interface EventCard {
  readonly id: string
  readonly orgSlug: string
  readonly name: string
  readonly type: TournamentType
  readonly status: TournamentStatus
  readonly startDate: string | null
  readonly progress: { readonly done: number; readonly total: number }
  readonly tablesInPlay: number
  readonly leader: string | null
}

const freshMs = 10_000
const patienceMsMax = 60_000
const deadlineMs = 8000
const pageSize = 60

/** Null before the first answer. */
export const events = signal<Readonly<Record<Group, readonly EventCard[]>> | null>(null)
/** When the server stopped answering; null while it answers. */
export const lostAt = signal<Date | null>(null)

async function read(group: Group): Promise<readonly EventCard[]> {
  const path = `/api/public/tournaments?status=${group}&pageSize=${pageSize}&count=none`
  const answer = await fetch(path, { signal: AbortSignal.timeout(deadlineMs) })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  const page = (await answer.json()) as { data: readonly EventCard[] }
  return page.data
}

async function refresh(): Promise<void> {
  try {
    const [live, upcoming, past] = await Promise.all([read('live'), read('upcoming'), read('past')])
    batch(() => {
      events.value = { live, upcoming, past }
      lostAt.value = null
    })
  } catch {
    // Whatever went wrong on the way, the page says since when and goes on asking.
    lostAt.value ??= new Date()
  }
}

/** Starts reading and goes on for as long as the page lives. */
export function keepFresh(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = freshMs
  const turn = async () => {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') {
      await refresh()
      waitMs = lostAt.peek() === null ? freshMs : Math.min(patienceMsMax, waitMs * 2)
    }
    clearTimeout(timer)
    timer = setTimeout(() => void turn(), waitMs)
  }
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void turn())
  addEventListener('online', () => void turn())
  void turn()
}
