/**
 * The World Cup 2018 through the public API: eight groups with draws, tables, the knockout of sixteen drawn from
 * final ranks, places. Data: openfootball/worldcup.json, CC0-1.0.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import event from '../../db/demo/worldcup-2018.json'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Football')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const send = (method: string, path: string, body?: unknown) =>
  house.call(method, path, { token: owner.token, ...(body === undefined ? {} : { body }) })

interface Side {
  readonly player: { readonly id: string; readonly name: string } | null
}
interface Fixture {
  readonly id: string
  readonly ref: string
  readonly slots: readonly [Side, Side]
}
interface Row extends Record<string, unknown> {
  readonly player: { readonly name: string }
}
interface Standings {
  readonly stages: readonly { readonly rows: readonly Row[] }[]
  readonly placing: readonly { readonly place: number; readonly player: { readonly name: string } }[]
}

const open = { scoring: { kind: 'open' }, seeding: 'manual' }
const firstRound = event.knockout.slice(0, 8)
const sources = firstRound.flatMap(({ sourceA, sourceB }) =>
  [sourceA, sourceB].map(({ group, rank }) => ({ group, rank })),
)
const stages = [
  {
    type: 'round_robin',
    name: 'Groups',
    options: {
      ...open,
      draws: true,
      groups: { count: 8, method: 'fixed' },
      points: { win: 3, draw: 1, loss: 0 },
    },
  },
  {
    type: 'single_elimination',
    name: 'Knockout',
    options: { ...open, thirdPlace: true, from: { stage: 1, ranks: 2, draw: 'fixed', sources } },
  },
]

async function created(): Promise<string> {
  const body = { name: 'World Cup 2018', type: 'multi_stage', gameType: 'football', stages }
  const answer = await send('POST', '/api/tournaments', body)
  expect(answer.status).toBe(201)
  const at = `/api/tournaments/${String(answer.json.id)}`
  await send('POST', `${at}/open`)
  const teams = event.groups.flatMap((group) => group.teams)
  const entries = teams.map((name, i) => ({ name, seed: i + 1 }))
  expect((await send('POST', `${at}/players`, entries)).status).toBe(201)
  return at
}

async function fixtures(at: string): Promise<readonly Fixture[]> {
  const { json } = await send('GET', `${at}/matches`)
  return json.data as unknown as Fixture[]
}

interface Played {
  readonly a: string
  readonly b: string
  readonly score: readonly number[]
  readonly winner?: string
}

async function report(matches: readonly Fixture[], played: Played): Promise<void> {
  const names = (match: Fixture) => match.slots.map(({ player }) => player?.name)
  const match = matches.findLast((one) => [played.a, played.b].every((name) => names(one).includes(name)))
  const [first] = match === undefined ? [] : names(match)
  const [scoreA = 0, scoreB = 0] = first === played.a ? played.score : played.score.toReversed()
  const decider = played.winner === first ? 'a' : 'b'
  const body = { scoreA, scoreB, ...(scoreA === scoreB && played.winner !== undefined && { decider }) }
  expect((await send('POST', `/api/matches/${match?.id}/result`, body)).status).toBe(200)
}

async function standings(at: string): Promise<Standings> {
  return (await send('GET', `${at}/standings`)).json as unknown as Standings
}

const tableOf = ({ stages: [groups] }: Standings) =>
  groups?.rows.map((row) => ({
    group: row['group'],
    rank: row['rank'],
    team: row.player.name,
    played: row['played'],
    won: row['won'],
    drawn: row['drawn'],
    lost: row['lost'],
    goalsFor: row['racksFor'],
    goalsAgainst: row['racksAgainst'],
    points: row['points'],
    goalDifference: row['rackDiff'],
  }))

test('the World Cup of 2018 through the API: tables, knockout pairs and places are the real ones', async () => {
  const at = await created()
  expect((await send('POST', `${at}/draw`, {})).status).toBe(200)
  expect((await send('POST', `${at}/start`)).status).toBe(200)
  const matches = await fixtures(at)
  expect(matches).toHaveLength(48)

  const early = await send('POST', `${at}/draw`, { stage: 2 })
  expect([early.status, early.json.code as unknown]).toEqual([409, 'ranks_not_final'])
  const tooEarly = await send('POST', `${at}/lot`, { stage: 1 })
  expect([tooEarly.status, tooEarly.json.code as unknown]).toEqual([409, 'ranks_not_final'])
  for (const played of event.groupMatches.toSorted((a, b) => (a.date < b.date ? -1 : 1))) await report(matches, played)
  for (const [name, conduct] of Object.entries(event.conduct)) {
    const players = (await send('GET', `${at}/players?pageSize=100`)).json.data as unknown as {
      id: string
      name: string
    }[]
    const id = players.find((player) => player.name === name)?.id
    expect((await send('PATCH', `${at}/players/${id}`, { conduct })).status).toBe(200)
  }

  const real = event.groups.flatMap((group) => group.standings.map((row) => ({ group: group.id, ...row })))
  expect(tableOf(await standings(at))).toEqual(real)

  const drawn = await send('POST', `${at}/draw`, { stage: 2 })
  expect(drawn.status).toBe(200)
  const knockout = (await fixtures(at)).slice(48)
  expect(knockout.slice(0, 8).map(({ slots }) => slots.map(({ player }) => player?.name))).toEqual(
    firstRound.map(({ a, b }) => [a, b]),
  )

  for (const played of event.knockout) await report((await fixtures(at)).slice(48), played)

  expect((await send('GET', at)).json.status as unknown).toBe('completed')
  expect((await send('GET', `${at}/snapshot`)).status).toBe(200)
  expect((await send('GET', `${at}/bracket`)).status).toBe(200)
  const places = (await standings(at)).placing.map(({ place, player }) => `${place} ${player.name}`)
  expect(places.toSorted()).toEqual(event.placing.map(({ place, team }) => `${place} ${team}`).toSorted())
}, 60_000)

describe('plans of several stages that are refused', () => {
  const [groups, knockout] = stages
  const from = (more: object) => ({
    ...knockout,
    options: { ...open, from: { stage: 1, ranks: 2, draw: 'cross', ...more } },
  })
  const cases: readonly [why: string, stages: readonly unknown[], says: string][] = [
    ['a second stage without a source', [groups, { ...knockout, options: open }], 'Say which ranks of Groups'],
    ['a cross draw of three ranks', [groups, from({ ranks: 3 })], 'A cross draw takes ranks 1 and 2'],
    ['a source that is no stage before', [groups, from({ stage: 2 })], 'from the stage before it'],
    ['a rank that does not qualify', [groups, from({ draw: 'fixed', ranks: 1, sources })], 'which does not qualify'],
    ['draws in a knockout', [groups, { ...knockout, options: { ...open, draws: true } }], 'belongs to a round robin'],
    ['draws of a race', [{ ...groups, options: { draws: true } }, from({})], 'A race has no draws'],
  ]
  for (const [why, plan, says] of cases) {
    test(why, async () => {
      const answer = await send('POST', '/api/tournaments', { name: 'No', type: 'multi_stage', stages: plan })

      expect([answer.status, answer.json.code as unknown]).toEqual([422, 'invalid_option'])
      expect(String(answer.json.detail)).toContain(says)
    })
  }

  test('a format that has no rules yet', async () => {
    const swiss = { type: 'swiss', name: 'Swiss' }
    const answer = await send('POST', '/api/tournaments', { name: 'No', type: 'multi_stage', stages: [groups, swiss] })

    expect([answer.status, answer.json.code as unknown]).toEqual([422, 'unsupported_format'])
  })
})
