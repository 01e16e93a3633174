/** Events of several stages through the public API: draws from ranks, ties and lots, undoing a draw, three in a row. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Stages')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

interface Fixture {
  readonly id: string
  readonly state: string
  readonly slots: readonly { readonly player: { readonly name: string } | null }[]
}
interface Stage {
  readonly status: string
  readonly rows: readonly {
    readonly rank: number
    readonly qualified: boolean | null
    readonly decidedBy: string | null
    readonly player: { readonly id: string; readonly name: string }
  }[]
}

const send = (method: string, path: string, body?: unknown) =>
  house.call(method, path, { token: owner.token, ...(body === undefined ? {} : { body }) })

const open = { scoring: { kind: 'open' }, seeding: 'manual' }
const stage = (type: string, name: string, options: object = {}) => ({ type, name, options: { ...open, ...options } })
const from = (number: number, ranks: number) => ({ from: { stage: number, ranks, draw: 'seeded' } })

/** Created, filled with players `P1`, `P2`, ..., drawn and started; its address. */
async function begun(stages: readonly object[], players: number): Promise<string> {
  const answer = await send('POST', '/api/tournaments', { name: 'Stages', type: 'multi_stage', stages })
  expect([answer.status, answer.json.detail as unknown]).toEqual([201, undefined])
  const at = `/api/tournaments/${String(answer.json.id)}`
  await send('POST', `${at}/open`)
  const entries = Array.from({ length: players }, (_, i) => ({ name: `P${i + 1}`, seed: i + 1 }))
  await send('POST', `${at}/players`, entries)
  expect((await send('POST', `${at}/draw`, {})).status).toBe(200)
  expect((await send('POST', `${at}/start`)).status).toBe(200)
  return at
}

async function fixtures(at: string): Promise<readonly Fixture[]> {
  return (await send('GET', `${at}/matches?pageSize=100`)).json.data as unknown as Fixture[]
}

async function standings(at: string): Promise<{ stages: readonly Stage[]; placing: readonly { place: number }[] }> {
  return (await send('GET', `${at}/standings`)).json as never
}

const numberOf = (match: Fixture, side: 0 | 1) => Number(match.slots[side]?.player?.name.slice(1))

/** Plays all that can be played; `scoreOf` is asked for the scores, else the lower number wins by 2 to 1. */
async function playAll(at: string, scoreOf?: (match: Fixture) => readonly [number, number]): Promise<void> {
  for (;;) {
    const ready = (await fixtures(at)).filter((match) => match.state === 'ready')
    if (ready.length === 0) return
    for (const match of ready) {
      const [scoreA, scoreB] = scoreOf?.(match) ?? (numberOf(match, 0) < numberOf(match, 1) ? [2, 1] : [1, 2])
      const answer = await send('POST', `/api/matches/${match.id}/result`, { scoreA, scoreB })
      expect([answer.status, answer.json.detail as unknown]).toEqual([200, undefined])
    }
  }
}

test('a tie stops the draw of the next stage, names who is tied, and lots settle it for good', async () => {
  const groups = stage('round_robin', 'Groups', { draws: true, groups: { count: 2, method: 'fixed' } })
  const at = await begun([groups, stage('single_elimination', 'Knockout', from(1, 2))], 6)
  await playAll(at, (match) =>
    numberOf(match, 0) <= 3 ? [1, 1] : numberOf(match, 0) < numberOf(match, 1) ? [1, 0] : [0, 1],
  )

  const tied = await send('POST', `${at}/draw`, { stage: 2 })
  expect([tied.status, tied.json.code as unknown]).toEqual([409, 'ranks_not_final'])
  expect(String(tied.json.detail)).toBe('P1 and P2 and P3 are tied in group A; draw lots between them first.')

  const ids = (await standings(at)).stages[0]?.rows.map((row) => row.player.id) ?? []
  const stray = await send('POST', `${at}/lot`, { stage: 1, players: [ids[0], ids[3]] })
  expect([stray.status, stray.json.code as unknown]).toEqual([409, 'not_tied'])
  expect((await send('POST', `${at}/lot`, { stage: 1, players: ids.slice(0, 3) })).status).toBe(200)
  const rows = (await standings(at)).stages[0]?.rows.slice(0, 3)
  expect(rows?.map(({ rank, decidedBy }) => [rank, decidedBy])).toEqual([
    [1, 'lot'],
    [2, 'lot'],
    [3, 'lot'],
  ])

  expect((await send('POST', `${at}/draw`, { stage: 2 })).status).toBe(200)
  const again = await send('POST', `${at}/draw`, { stage: 2 })
  expect([again.status, again.json.code as unknown]).toEqual([409, 'already_drawn'])
  const late = await send('POST', `${at}/lot`, { stage: 1 })
  expect([late.status, late.json.code as unknown]).toEqual([409, 'later_play'])
  expect((await standings(at)).stages[0]?.rows.map(({ qualified }) => qualified)).toEqual([
    true,
    true,
    false,
    true,
    true,
    false,
  ])
}, 60_000)

test('the draw of a later stage is undone while nothing is played in it, that of the first only after it', async () => {
  const at = await begun([stage('round_robin', 'Groups'), stage('single_elimination', 'Final', from(1, 2))], 4)
  await playAll(at)
  await send('POST', `${at}/draw`, { stage: 2 })

  const first = await send('POST', `${at}/undraw`, { stage: 1 })
  expect([first.status, first.json.code as unknown]).toEqual([409, 'later_play'])
  expect((await send('POST', `${at}/undraw`, { stage: 2 })).status).toBe(200)
  expect((await standings(at)).stages.map(({ status }) => status)).toEqual(['completed', 'planned'])
  expect(await fixtures(at)).toHaveLength(6)

  await send('POST', `${at}/draw`, { stage: 2 })
  await playAll(at)
  const over = await send('POST', `${at}/undraw`, { stage: 2 })
  expect([over.status, over.json.code as unknown]).toEqual([409, 'illegal_transition'])
}, 60_000)

test('three stages: a double elimination, a table of its best four, a final of two', async () => {
  const at = await begun(
    [
      stage('double_elimination', 'Qualification'),
      stage('round_robin', 'Table', from(1, 4)),
      stage('single_elimination', 'Final', from(2, 2)),
    ],
    8,
  )
  await playAll(at)
  const skipping = await send('POST', `${at}/draw`, { stage: 3 })
  expect([skipping.status, skipping.json.code as unknown]).toEqual([409, 'ranks_not_final'])
  expect(String(skipping.json.detail)).toBe('Final takes its players from Table, whose ranks are not final yet.')

  expect((await send('POST', `${at}/draw`, { stage: 2 })).status).toBe(200)
  await playAll(at)
  expect((await send('POST', `${at}/draw`, { stage: 3 })).status).toBe(200)
  await playAll(at, (match) => (numberOf(match, 0) < numberOf(match, 1) ? [0, 1] : [1, 0]))

  expect((await send('GET', at)).json.status as unknown).toBe('completed')
  const { stages, placing } = await standings(at)
  expect(stages.map(({ status, rows }) => [status, rows.length])).toEqual([
    ['completed', 8],
    ['completed', 4],
    ['completed', 2],
  ])
  expect(placing.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5, 5, 7, 7])
  expect(stages[2]?.rows.map(({ player }) => player.name)).toEqual(['P2', 'P1'])
}, 60_000)

test('chip points lead to a knockout when their rounds are played', async () => {
  const chips = stage('chip_points', 'Chips', { chipPoints: { rounds: 1, finalsCount: 0, tieBreak: 'random' } })
  const at = await begun([chips, stage('single_elimination', 'Final', from(1, 2))], 4)
  const early = await send('POST', `${at}/draw`, { stage: 2 })
  expect([early.status, early.json.code as unknown]).toEqual([409, 'ranks_not_final'])

  expect((await send('POST', `${at}/pair`, { stage: 1 })).status).toBe(200)
  await playAll(at)
  expect((await send('POST', `${at}/draw`, { stage: 2 })).status).toBe(200)
  await playAll(at)

  expect((await send('GET', at)).json.status as unknown).toBe('completed')
}, 60_000)

test('chip points with finals of their own leave no room for a next stage', async () => {
  const plan = [stage('chip_points', 'Chips'), stage('single_elimination', 'Final', from(1, 2))]
  const answer = await send('POST', '/api/tournaments', { name: 'No', type: 'multi_stage', stages: plan })

  expect([answer.status, answer.json.code as unknown]).toEqual([422, 'invalid_option'])
  expect(String(answer.json.detail)).toBe('Final takes the place of the finals; set finalsCount to 0.')
})

test('a player comes into a round robin before round 2, and waits after that', async () => {
  const groups = stage('round_robin', 'Groups', { groups: { count: 2, method: 'fixed' } })
  const at = await begun([groups, stage('single_elimination', 'Final', from(1, 1))], 7)
  const late = await send('POST', `${at}/players`, { name: 'P8' })
  expect(late.status).toBe(201)
  expect(await fixtures(at)).toHaveLength(12)

  const second = (await send('GET', `${at}/matches?pageSize=100`)).json.data as unknown as {
    id: string
    round: number
  }[]
  const match = second.find(({ round }) => round === 2)
  expect((await send('POST', `/api/matches/${match?.id}/result`, { scoreA: 2, scoreB: 1 })).status).toBe(200)
  const later = await send('POST', `${at}/players`, { name: 'P9' })
  expect(later.status).toBe(201)
  const players = (await send('GET', `${at}/players?pageSize=100`)).json.data as unknown as {
    name: string
    status: string
  }[]
  expect(players.filter(({ name }) => name > 'P7').map(({ status }) => status)).toEqual(['active', 'waitlisted'])
}, 60_000)
