/**
 * The live event of the demo: found again after a restart or made, played rack by rack, closed.
 * Every step is decided from the rows that the server has, so an event may be taken up at any point of it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Rows } from '../../src/engine/rows.ts'
import { chance } from '../seed-racks.ts'
import { people } from '../seed-people.ts'
import { Refused, type Api } from './api.ts'
import { isPlayedOut, nextRack, placesToFill } from './hall.ts'

/** How the hall plays. */
export interface Pace {
  /** One rack of the whole hall in each of these. */
  readonly rackMs: number
  /** Between the end of an event and the beginning of the next. */
  readonly pauseMs: number
  readonly signal: AbortSignal
}

interface Listed {
  readonly id: string
  readonly name: string
  readonly status: string
}

const family = 'Railbird Open No.'
const tables = 12
const finishedKept = 3
const racksBeforeTheDoors = 300

/** Id of the event to be played, made ready to play: the one under way, or the next one. */
export async function openEvent(api: Api, seed: number): Promise<string> {
  const events = await listEvents(api)
  const running = events.find(({ status }) => !isOver(status))
  const last = Math.max(0, ...events.map(numberOf))
  const id = running?.id ?? (await createEvent(api, last + 1)).id
  await prepare(api, id, events, seed)
  return id
}

/** Plays until the event is over, by us or by anybody else. */
export async function playEvent(api: Api, id: string, seed: number, pace: Pace): Promise<void> {
  for (;;) {
    const rows = await snapshot(api, id)
    if (isOver(rows.t.status)) return
    await attempt(() => step(api, id, rows, seed))
    if (!isBeforeTheDoors(rows)) await delay(pace.rackMs, undefined, { signal: pace.signal })
    pace.signal.throwIfAborted()
  }
}

/** The very first event begins in the middle of its evening, so that a newcomer sees a bracket in play. */
function isBeforeTheDoors({ t, m }: Rows): boolean {
  const racks = Object.values(m).reduce((sum, { scoreA, scoreB }) => sum + scoreA + scoreB, 0)
  return numberOf(t) === 1 && racks < racksBeforeTheDoors
}

/** Deletes what is older than the last three finished events. */
export async function forgetOldEvents(api: Api): Promise<void> {
  const finished = (await listEvents(api)).filter(({ status }) => isOver(status))
  for (const { id } of finished.slice(finishedKept)) {
    await attempt(() => api.send('DELETE', `/api/tournaments/${id}`))
  }
}

/** One look at the hall: free tables are filled, one rack falls somewhere, and the last match closes the event. */
async function step(api: Api, id: string, rows: Rows, seed: number): Promise<void> {
  if (rows.t.status !== 'active') return
  if (isPlayedOut(rows)) {
    await api.send('POST', `/api/tournaments/${id}/complete`)
    return
  }
  for (let left = placesToFill(rows); left > 0; left--) {
    await attempt(() => api.send('POST', `/api/tournaments/${id}/matches/assign-next`))
  }
  const rack = nextRack(rows, seed)
  if (rack) await api.send('POST', `/api/matches/${rack.match.id}/rack`, { winner: rack.winner })
}

function createEvent(api: Api, number: number): Promise<Listed> {
  return api.send('POST', '/api/tournaments', {
    name: `${family} ${number}`,
    description: 'Played by the demo: invented people, racks by the odds of their ratings.',
    type: 'double_elimination',
    gameType: '9-ball',
    raceTo: 7,
    maxParticipants: people.length,
    startDate: new Date().toISOString(),
    options: { seeding: 'rating' },
  })
}

/** Whatever is missing between an empty draft and an event that is being played. */
async function prepare(api: Api, id: string, earlier: readonly Listed[], seed: number): Promise<void> {
  const path = `/api/tournaments/${id}`
  const rows = await snapshot(api, id)
  const isOpen = ['draft', 'registration'].includes(rows.t.status)
  if (!isOpen) return
  if (rows.t.status === 'draft') await api.send('POST', `${path}/open`)
  if (Object.keys(rows.p).length === 0) await api.send('POST', `${path}/players`, field(numberOf(rows.t), seed))
  await openTables(api, path, rows, earlier)
  if (Object.keys(rows.m).length === 0) await api.send('POST', `${path}/draw`, {})
  await api.send('POST', `${path}/start`)
}

/** The same people every time, in another form each evening. */
function field(event: number, seed: number): unknown[] {
  return people.map(({ name, club, rating }) => {
    const form = Math.round((chance(seed, 'form', event, name) - 0.5) * 60)
    return { name, club, rating: rating + form }
  })
}

/** Tables stay with the org, so those of an earlier event are used again. */
async function openTables(api: Api, path: string, rows: Rows, earlier: readonly Listed[]): Promise<void> {
  const own = new Set(Object.values(rows.tb).map((table) => table.label))
  const last = earlier.find(({ status, id }) => status === 'completed' && !path.endsWith(id))
  const known = last ? Object.values((await snapshot(api, last.id)).tb) : []
  for (let n = 1; n <= tables; n++) {
    const label = `Table ${n}`
    if (own.has(label)) continue
    const tableId = known.find((table) => table.label === label)?.id
    await api.send('POST', `${path}/tables`, { label, stream: n === 1, ...(tableId && { tableId }) })
  }
}

/** Our events, newest first. */
async function listEvents(api: Api): Promise<Listed[]> {
  const query = new URLSearchParams({ q: family, sortBy: 'createdAt', sortDir: 'desc', pageSize: '100' })
  const { data } = await api.get<{ data: Listed[] }>(`/api/tournaments?${query}`)
  return data.filter((event) => numberOf(event) > 0)
}

function numberOf({ name }: { readonly name: string }): number {
  return name.startsWith(`${family} `) ? Number(name.slice(family.length + 1)) || 0 : 0
}

const isOver = (status: string) => status === 'completed' || status === 'cancelled'

/** All rows of a tournament as the server has them. */
export function snapshot(api: Api, id: string): Promise<Rows> {
  return api.get<Rows>(`/api/tournaments/${id}/snapshot`)
}

/** Somebody else was quicker: the next look at the rows will tell. */
async function attempt(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error
  }
}
