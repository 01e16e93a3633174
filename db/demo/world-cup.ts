/**
 * A finished real event: the 2018 World Cup, eight groups and the knockout of sixteen that their ranks make, entered
 * through the API as a director would enter it. Scores count after extra time; a shoot-out decides as `decider`.
 * Source: worldcup-2018.json beside this file, openfootball/worldcup.json, CC0 1.0.
 */
import type { MatchRow, Rows, StageRow } from '../../src/engine/rows.ts'
import type { Api } from './api.ts'
import { snapshot } from './live-event.ts'
import file from './worldcup-2018.json'

interface Played {
  readonly a: string
  readonly b: string
  readonly score: readonly number[]
  readonly winner?: string
}

interface Report {
  readonly scoreA: number
  readonly scoreB: number
  readonly decider?: 'a' | 'b'
}

const name = 'World Cup 2018'
/** By the number of the stage: two teams may meet in both. */
const played: readonly (readonly Played[])[] = [[], file.groupMatches, file.knockout]

/** Teams in the order of the groups, which are filled in blocks of it. */
export function entries(): { name: string; seed: number }[] {
  return file.groups.flatMap(({ teams }) => teams).map((team, at) => ({ name: team, seed: at + 1 }))
}

/** Groups with draws, then a knockout whose first pairs are those of the file. */
export function stages(): object[] {
  const first = file.knockout.filter(({ round }) => round === 'round of 16')
  const sources = first.flatMap(({ sourceA, sourceB }) =>
    [sourceA, sourceB].map(({ group, rank }) => ({ group: String(group), rank: Number(rank) })),
  )
  const options = { scoring: { kind: 'open' }, seeding: 'manual' }
  const groups = { draws: true, groups: { count: file.groups.length, method: 'fixed' } }
  const { points } = file.scoring
  return [
    { type: 'round_robin', name: 'Groups', options: { ...options, ...groups, points } },
    {
      type: 'single_elimination',
      name: 'Knockout',
      options: { ...options, thirdPlace: true, from: { stage: 1, ranks: 2, draw: 'fixed', sources } },
    },
  ]
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
  if (stageOf(await snapshot(api, id), 2)?.status !== 'planned') return
  await enterConduct(api, id)
  await api.send('POST', `${path}/draw`, { stage: 2 })
  await enterResults(api, id)
}

const stageOf = (rows: Rows, number: number): StageRow | undefined =>
  Object.values(rows.s).find((stage) => stage.number === number)

async function findEvent(api: Api): Promise<string | undefined> {
  const query = new URLSearchParams({ q: 'World Cup', pageSize: '100' })
  const { data } = await api.get<{ data: { id: string; name: string }[] }>(`/api/tournaments?${query}`)
  return data.find((event) => event.name === name)?.id
}

function createEvent(api: Api): Promise<{ id: string }> {
  return api.send('POST', '/api/tournaments', {
    name,
    description: `A real event, entered through the API. Results: ${file.source}, ${file.licence}.`,
    type: 'multi_stage',
    gameType: 'football',
    startDate: '2018-06-14T15:00:00.000Z',
    endDate: '2018-07-15T18:00:00.000Z',
    stages: stages(),
  })
}

/** Fewer cards put Japan before Senegal. */
async function enterConduct(api: Api, id: string): Promise<void> {
  const { p } = await snapshot(api, id)
  for (const [team, conduct] of Object.entries(file.conduct)) {
    const player = Object.values(p).find((one) => one.name === team)
    await api.send('PATCH', `/api/tournaments/${id}/players/${player?.id}`, { conduct })
  }
}

/** What is ready is reported, which makes the next round of a knockout ready. */
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
  const found = played[match.stage]?.find(({ a, b }) => (a === teamA && b === teamB) || (a === teamB && b === teamA))
  if (!found) throw new Error(`The file knows no match ${teamA} against ${teamB}.`)
  const [own = 0, other = 0] = found.a === teamA ? found.score : found.score.toReversed()
  if (own !== other || found.winner === undefined) return { scoreA: own, scoreB: other }
  return { scoreA: own, scoreB: other, decider: found.winner === teamA ? 'a' : 'b' }
}
