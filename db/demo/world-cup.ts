/**
 * A finished real event: the knockout of the 2018 World Cup, sixteen teams with a match for third place, entered
 * through the API as a director would enter it. Scores count after extra time; a shoot-out decides as `decider`.
 * Source: worldcup-2018.json beside this file, openfootball/worldcup.json, CC0 1.0.
 */
import type { MatchRow, Rows } from '../../src/engine/rows.ts'
import type { Api } from './api.ts'
import { snapshot } from './live-event.ts'
import file from './worldcup-2018.json'

interface Played {
  readonly a: string
  readonly b: string
  readonly score: readonly number[]
  readonly winner: string
}

interface Report {
  readonly scoreA: number
  readonly scoreB: number
  readonly decider?: 'a' | 'b'
}

const name = 'World Cup 2018, knockout'
/** Seeds in the order in which a bracket of sixteen is read from top to bottom, two to a match. */
const slots = [1, 16, 8, 9, 4, 13, 5, 12, 2, 15, 7, 10, 3, 14, 6, 11]
const played: readonly Played[] = file.knockout

/** Teams with seeds that make the drawn pairs those of the file, whose round of 16 is in bracket order. */
export function entries(): { name: string; seed: number }[] {
  const teams = file.knockout.filter(({ round }) => round === 'round of 16').flatMap(({ a, b }) => [a, b])
  return teams.map((team, i) => ({ name: team, seed: slots[i] as number }))
}

/** Enters the event, or what is missing of it; done once, it is left alone. */
export async function importWorldCup(api: Api): Promise<void> {
  const id = (await findEvent(api)) ?? (await createEvent(api)).id
  const path = `/api/tournaments/${id}`
  const { t, p, m } = await snapshot(api, id)
  if (t.status === 'completed' || t.status === 'cancelled') return
  if (t.status === 'draft') await api.send('POST', `${path}/open`)
  if (t.status === 'draft' || t.status === 'registration') {
    if (Object.keys(p).length === 0) await api.send('POST', `${path}/players`, entries())
    if (Object.keys(m).length === 0) await api.send('POST', `${path}/draw`, {})
    await api.send('POST', `${path}/start`)
  }
  await enterResults(api, id)
}

async function findEvent(api: Api): Promise<string | undefined> {
  const query = new URLSearchParams({ q: 'World Cup', pageSize: '100' })
  const { data } = await api.get<{ data: { id: string; name: string }[] }>(`/api/tournaments?${query}`)
  return data.find((event) => event.name === name)?.id
}

function createEvent(api: Api): Promise<{ id: string }> {
  return api.send('POST', '/api/tournaments', {
    name,
    description: `A real event, entered through the API. Results: ${file.source}, ${file.licence}.`,
    type: 'single_elimination',
    gameType: 'football',
    startDate: '2018-06-30T14:00:00.000Z',
    endDate: '2018-07-15T18:00:00.000Z',
    options: { scoring: { kind: 'open' }, seeding: 'manual', thirdPlace: true },
  })
}

/** Round by round: what is ready is reported, which makes the next round ready. */
async function enterResults(api: Api, id: string): Promise<void> {
  for (;;) {
    const rows = await snapshot(api, id)
    const ready = Object.values(rows.m).filter(({ state }) => state === 'ready')
    if (ready.length === 0) return
    for (const match of ready) await api.send('POST', `/api/matches/${match.id}/result`, reportOf(rows, match))
  }
}

/** What the file says of the pair of `match`, from the side of its slots. */
function reportOf(rows: Rows, match: MatchRow): Report {
  const [teamA, teamB] = [match.playerA, match.playerB].map((id) => rows.p[id ?? '']?.name)
  const found = played.find(({ a, b }) => (a === teamA && b === teamB) || (a === teamB && b === teamA))
  if (!found) throw new Error(`The file knows no match ${teamA} against ${teamB}.`)
  const [own = 0, other = 0] = found.a === teamA ? found.score : found.score.toReversed()
  if (own !== other) return { scoreA: own, scoreB: other }
  return { scoreA: own, scoreB: other, decider: found.winner === teamA ? 'a' : 'b' }
}
