/** Knockouts in their other forms through the whole server: cut, late entry, re-entry, scoring, protection. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('kit', 'Knockout Hall')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const post = (path: string, body?: unknown) =>
  house.call('POST', path, { token: owner.token, ...(body === undefined ? {} : { body }) })
const get = (path: string) => house.call('GET', path, { token: owner.token })

/** One member of an answer. */
const told = (answer: Awaited<ReturnType<typeof post>>, member: string): unknown => answer.json[member]

interface Listed {
  readonly id: string
  readonly ref: string
  readonly state: string
  readonly races: readonly [number, number]
  readonly slots: readonly { readonly player: { readonly id: string; readonly name: string } | null }[]
}
interface Entry {
  readonly name: string
  readonly rating?: number
  readonly club?: string
}

const create = (type: string, options: Record<string, unknown>) =>
  post('/api/tournaments', { name: 'Friday', type, raceTo: 2, options: { seeding: 'rating', ...options } })

/** Drawn and started; the first of the list is the first seed. */
async function playing(type: string, options: Record<string, unknown>, entries: readonly Entry[]) {
  const made = await create(type, options)
  expect(made.status).toBe(201)
  const at = `/api/tournaments/${String(made.json.id)}`
  await post(`${at}/open`)
  const rated = entries.map((entry, i) => ({ rating: 800 - 10 * i, ...entry }))
  expect((await post(`${at}/players`, rated)).status).toBe(201)
  expect((await post(`${at}/draw`, {})).status).toBe(200)
  expect((await post(`${at}/start`)).status).toBe(200)
  return at
}

const people = (count: number): Entry[] => Array.from({ length: count }, (_, i) => ({ name: `P${i + 1}` }))
const matches = async (at: string) => (await get(`${at}/matches`)).json.data as unknown as Listed[]
const names = (match: Listed | undefined) => match?.slots.map(({ player }) => player?.name ?? null)

/** Lets the first of each match win, as long as there is one to be played. */
async function playOut(at: string): Promise<number> {
  for (let played = 0; ; played++) {
    const match = (await matches(at)).find(({ state }) => state === 'ready' || state === 'active')
    if (match === undefined) return played
    const result = { scoreA: match.races[0], scoreB: 0 }
    expect((await post(`/api/matches/${match.id}/result`, result)).status).toBe(200)
  }
}

test('a double elimination with a cut plays 2n - b/2 - 1 matches and names its rounds', async () => {
  const at = await playing('double_elimination', { cut: { at: 4 } }, people(6))

  expect(await playOut(at)).toBe(9)
  const { json } = await get(`${at}/bracket`)
  const rounds = json.rounds as unknown as { bracket: string; name: string }[]
  expect(rounds.filter(({ bracket }) => bracket === 'F').map(({ name }) => name)).toEqual(['Semi-finals', 'Final'])
  expect(told(await get(at), 'status')).toBe('completed')
})

describe('a late player', () => {
  test('takes a bye, and waits where there is none', async () => {
    const at = await playing('single_elimination', {}, people(3))
    const first = await post(`${at}/players`, { name: 'Late' })
    const second = await post(`${at}/players`, { name: 'Later' })

    expect([first.status, second.status]).toEqual([201, 201])
    expect([told(first, 'status'), told(second, 'status')]).toEqual(['active', 'waitlisted'])
    const open = (await matches(at)).filter(({ state }) => state === 'ready')
    expect(open.map(names)).toContainEqual(['P1', 'Late'])
    expect(await playOut(at)).toBe(3)
  })
})

test('losers of round 1 come in again, the rest is drawn anew, and the event is carried elsewhere whole', async () => {
  const at = await playing('single_elimination', { mode: 're-entry' }, people(4))
  const [one, two] = await matches(at)
  const loser = one?.slots[1]?.player?.id
  expect(told(await post(`${at}/players/${loser}/re-enter`), 'code')).toBe('illegal_transition')
  for (const match of [one, two]) await post(`/api/matches/${match?.id}/result`, { scoreA: 2, scoreB: 1 })

  expect((await post(`${at}/players/${loser}/re-enter`)).status).toBe(200)
  expect((await post(`${at}/pair`, {})).status).toBe(200)
  expect(told(await post(`${at}/pair`, {}), 'code')).toBe('already_drawn')
  expect(await playOut(at)).toBe(2)
  expect(told(await get(at), 'status')).toBe('completed')

  const exported = await get(`${at}/export`)
  expect(exported.status).toBe(200)
  const imported = await post('/api/tournaments/import', exported.json)
  expect(imported.status).toBe(201)
})

describe('scoring', () => {
  test('by ratings, with racks on the wire, is the race of a match', async () => {
    const scoring = { kind: 'race', raceTo: 7, handicap: 'fargo' }
    const entries = [
      { name: 'Ada', rating: 600 },
      { name: 'Bo', rating: 500 },
    ]
    const at = await playing('single_elimination', { scoring }, entries)
    const [match] = await matches(at)
    expect(match?.races).toEqual([7, 4])

    const set = await post(`/api/matches/${match?.id}/race`, { races: [5, 5], start: [0, 2] })
    expect([set.status, told(set, 'races'), told(set, 'start')]).toEqual([200, [5, 5], [0, 2]])
    const late = { races: [5, 5], start: [5, 0] }
    expect(told(await post(`/api/matches/${match?.id}/race`, late), 'code')).toBe('invalid_option')
  })

  test('as a best of is a race, and by two it has a cap', async () => {
    const best = await create('single_elimination', { scoring: { kind: 'best_of', racks: 7 } })
    const [stage] = best.json.stages as unknown as { options: { scoring: unknown } }[]
    expect(stage?.options.scoring).toEqual({ kind: 'race', raceTo: 4 })
    expect((await create('single_elimination', { scoring: { kind: 'best_of', racks: 8 } })).status).toBe(422)

    const scoring = { kind: 'race', raceTo: 2, winBy2: true, cap: 4 }
    const at = await playing('single_elimination', { scoring }, people(2))
    const [match] = await matches(at)
    const result = (scoreA: number, scoreB: number) => post(`/api/matches/${match?.id}/result`, { scoreA, scoreB })
    expect(told(await result(2, 1), 'code')).toBe('illegal_score')
    expect((await result(4, 3)).status).toBe(200)
  })
})

test('club mates do not meet at once where their tier has a way', async () => {
  const entries = people(8).map((entry, i) => (i === 0 || i === 7 ? { ...entry, club: 'Red' } : entry))
  const at = await playing('single_elimination', { protect: 'club' }, entries)

  expect(names((await matches(at)).find(({ ref }) => ref === 'W1.1'))).toEqual(['P1', 'P7'])
})

test('options that do not fit are refused with the field they are about', async () => {
  for (const [type, options, at] of [
    ['double_elimination', { cut: { at: 6 } }, 'options.cut.at'],
    ['single_elimination', { cut: { at: 4 } }, 'options.cut'],
    ['round_robin', { protect: 'club' }, 'options.protect'],
    ['single_elimination', { mode: 're-entry', thirdPlace: true }, 'options.thirdPlace'],
    ['single_elimination', { scoring: { kind: 'race', raceTo: 5, cap: 7 } }, 'options.scoring.cap'],
  ] as const) {
    const answer = await create(type, options)
    expect([answer.status, told(answer, 'code')]).toEqual([422, 'invalid_option'])
    expect(JSON.stringify(answer.json)).toContain(at)
  }
})
