/** Wrong results, absent players and disqualifications through the whole server. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let rival: Person
let keeper: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
  keeper = await house.person('kim')
  const body = { email: 'kim@example.com', role: 'scorekeeper' }
  const joined = await house.call('POST', '/api/members', { token: owner.token, body })
  expect(joined.status).toBe(201)
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const post = (path: string, body?: unknown, who: Person = owner) =>
  house.call('POST', path, { token: who.token, ...(body === undefined ? {} : { body }) })
const get = (path: string) => house.call('GET', path, { token: owner.token })
const code = (answer: Answer) => [answer.status, answer.json.code as unknown]

interface Listed {
  readonly id: string
  readonly ref: string
  readonly state: string
  readonly slots: readonly { readonly player: { readonly name: string } | null; readonly score: number }[]
}
interface Impact {
  readonly items: readonly { readonly ref: string; readonly state: string; readonly racks: number; change: string }[]
  readonly cascadeIds: readonly string[]
}
const impactOf = (answer: Answer) => answer.json.impact as unknown as Impact

/** Four players in the order Ada, Bo, Cy, Di; W1.1 is Ada against Di, W1.2 Bo against Cy. */
async function playing(type = 'single_elimination') {
  const made = await post('/api/tournaments', { name: 'Friday', type, raceTo: 2, options: { seeding: 'manual' } })
  const at = `/api/tournaments/${String(made.json.id)}`
  await post(`${at}/open`)
  const names = ['Ada', 'Bo', 'Cy', 'Di'].map((name, i) => ({ name, seed: i + 1 }))
  const { json } = await post(`${at}/players`, names)
  const players = json.data as unknown as { playerId: string; name: string }[]
  expect((await post(`${at}/draw`, {})).status).toBe(200)
  expect((await post(`${at}/start`)).status).toBe(200)
  const list = async () => (await get(`${at}/matches`)).json.data as unknown as Listed[]
  const drawn = await list()
  const match = (ref: string) => `/api/matches/${drawn.find((one) => one.ref === ref)?.id}`
  const player = (name: string) => `${at}/players/${players.find((one) => one.name === name)?.playerId}`
  const shown = async (ref: string) => {
    const one = (await list()).find((match) => match.ref === ref)
    return one && [one.state, one.slots.map((slot) => slot.player?.name ?? null)]
  }
  return { at, match, player, shown }
}

/** Both first matches are over and a rack of the final is on record. */
async function finalBegun() {
  const event = await playing()
  await post(`${event.match('W1.1')}/result`, { scoreA: 2, scoreB: 0 })
  await post(`${event.match('W1.2')}/result`, { scoreA: 2, scoreB: 1 })
  await post(`${event.match('W2.1')}/rack`, { winner: 'a' })
  return event
}

describe('a correction over HTTP', () => {
  test('goes through at once while nobody has played behind it', async () => {
    const { match, shown } = await playing()
    await post(`${match('W1.1')}/result`, { scoreA: 2, scoreB: 0 })

    const done = await post(`${match('W1.1')}/correct`, { scoreA: 1, scoreB: 2 })

    expect(done.json).toMatchObject({ state: 'completed', result: { kind: 'played', winner: 'b' } })
    expect(await shown('W2.1')).toEqual(['locked', ['Di', null]])
  })

  test('says what it would change, and changes exactly that when it is named', async () => {
    const { match, shown } = await finalBegun()
    const asked = await post(`${match('W1.1')}/correct`, { scoreA: 0, scoreB: 2 })
    const final = match('W2.1').split('/').at(-1) ?? ''

    expect(code(asked)).toEqual([409, 'cascade_required'])
    expect(asked.json.errors as unknown).toMatchObject([{ path: 'cascade' }])
    expect(impactOf(asked)).toEqual({
      match: match('W1.1').split('/').at(-1),
      from: { kind: 'played', winner: 'a', scores: [2, 0] },
      to: { kind: 'played', winner: 'b', scores: [0, 2] },
      items: [{ match: final, ref: 'W2.1', state: 'active', racks: 1, change: 'void' }],
      cascadeIds: [final],
      payoutsVoided: [],
    } as never)
    expect(await shown('W2.1')).toEqual(['active', ['Ada', 'Bo']])

    const done = await post(`${match('W1.1')}/correct`, { scoreA: 0, scoreB: 2, cascade: impactOf(asked).cascadeIds })

    expect(done.status).toBe(200)
    expect(await shown('W2.1')).toEqual(['ready', ['Di', 'Bo']])
  })

  test('is refused for a set that is not the one it would void', async () => {
    const { match } = await finalBegun()
    const other = match('W1.2').split('/').at(-1)

    const wrong = await post(`${match('W1.1')}/correct`, { scoreA: 0, scoreB: 2, cascade: [other] })
    const tooMany = await post(`${match('W1.1')}/correct`, { scoreA: 2, scoreB: 1, cascade: [other] })
    const unknown = await post(`${match('W1.1')}/correct`, { scoreA: 0, scoreB: 2, cascade: [crypto.randomUUID()] })

    for (const answer of [wrong, tooMany, unknown]) expect(code(answer)).toEqual([409, 'cascade_mismatch'])
    expect(impactOf(wrong).cascadeIds).toHaveLength(1)
    expect(impactOf(tooMany).cascadeIds).toEqual([])
  })

  test('takes a walkover, a retirement and a double forfeit for a score', async () => {
    const { match, shown } = await playing()
    const at = match('W1.1')
    await post(`${at}/result`, { scoreA: 2, scoreB: 0 })

    const absent = await post(`${at}/correct`, { kind: 'walkover', winner: 'b' })
    const retired = await post(`${at}/correct`, { kind: 'retired', winner: 'a' })
    const nobody = await post(`${at}/correct`, { kind: 'double_forfeit' })

    expect(absent.json.result as unknown).toEqual({ kind: 'walkover', winner: 'b' })
    expect(retired.json.result as unknown).toEqual({ kind: 'retired', winner: 'a' })
    expect(nobody.json.result as unknown).toEqual({ kind: 'double_forfeit', winner: null })
    expect(await shown('W2.1')).toEqual(['void', [null, null]])
  })

  test('is refused where there is no result, or none that fits', async () => {
    const { match, at } = await playing()
    const open = await post(`${match('W1.2')}/correct`, { scoreA: 2, scoreB: 0 })
    await post(`${match('W1.1')}/double-forfeit`)
    const voided = await post(`${match('W2.1')}/correct`, { scoreA: 2, scoreB: 0 })
    const illegal = await post(`${match('W1.1')}/correct`, { scoreA: 2, scoreB: 2 })
    await post(`${match('W1.2')}/result`, { scoreA: 2, scoreB: 0 })
    const over = await post(`${match('W1.2')}/correct`, { scoreA: 0, scoreB: 2 })
    const reopened = await post(`${at}/reopen`, { reason: 'wrong score' })
    const again = await post(`${match('W1.2')}/correct`, { scoreA: 0, scoreB: 2 })

    expect(code(open)).toEqual([409, 'illegal_transition'])
    expect(code(voided)).toEqual([409, 'match_not_ready'])
    expect(code(illegal)).toEqual([422, 'illegal_score'])
    expect(code(over)).toEqual([409, 'tournament_not_active'])
    expect([reopened.status, again.status]).toEqual([200, 200])
  })

  test('names the member of the body that is wrong', async () => {
    const { match } = await playing()
    const paths = async (body: unknown) => {
      const answer = await post(`${match('W1.1')}/correct`, body)
      expect(code(answer)).toEqual([422, 'invalid_body'])
      return (answer.json.errors as unknown as { path: string }[]).map(({ path }) => path)
    }

    expect(await paths({ scoreA: 2 })).toEqual(['scoreB'])
    expect(await paths({ kind: 'walkover' })).toEqual(['winner'])
    expect(await paths({ kind: 'played', winner: 'a' })).toEqual(['kind'])
    expect(await paths({ kind: 'double_forfeit', winner: 'a' })).toEqual(['winner'])
    expect(await paths({ scoreA: 2, scoreB: 0, cascade: ['x'] })).toEqual(['cascade.0'])
    expect(await paths([])).toEqual([''])
  })

  test('names the draw of the next stage that it takes back', async () => {
    const from = { stage: 1, ranks: 2, draw: 'seeded' }
    const made = await post('/api/tournaments', {
      name: 'Two stages',
      type: 'multi_stage',
      stages: [
        { type: 'round_robin', name: 'Table', options: { scoring: { kind: 'open' }, seeding: 'manual' } },
        { type: 'single_elimination', name: 'Final', options: { from } },
      ],
    })
    expect(made.status).toBe(201)
    const at = `/api/tournaments/${String(made.json.id)}`
    await post(`${at}/open`)
    const names = ['Ada', 'Bo', 'Cy'].map((name, i) => ({ name, seed: i + 1 }))
    await post(`${at}/players`, names)
    await post(`${at}/draw`, {})
    await post(`${at}/start`)
    const list = async () => (await get(`${at}/matches`)).json.data as unknown as Listed[]
    for (const { id, slots } of await list()) {
      const [a = '', b = ''] = slots.map((slot) => slot.player?.name)
      await post(`/api/matches/${id}/result`, a < b ? { scoreA: 9, scoreB: 0 } : { scoreA: 0, scoreB: 9 })
    }
    expect((await post(`${at}/draw`, { stage: 2 })).status).toBe(200)
    const last = (await list()).find(({ slots }) => slots.every((slot) => slot.player?.name !== 'Ada'))
    const result = last?.slots[0]?.player?.name === 'Cy' ? { scoreA: 9, scoreB: 0 } : { scoreA: 0, scoreB: 9 }

    const asked = await post(`/api/matches/${last?.id}/correct`, result)
    const done = await post(`/api/matches/${last?.id}/correct`, { ...result, cascade: [] })

    expect(code(asked)).toEqual([409, 'cascade_required'])
    const item = { match: null, ref: 'Final', state: 'drawn', racks: 0, change: 'undraw' }
    expect(impactOf(asked).items).toEqual([item] as never)
    expect(done.status).toBe(200)
    expect((await get(at)).json.stages as unknown).toMatchObject([{ status: 'completed' }, { status: 'planned' }])
  })

  test('is a matter of the director, and of his org alone', async () => {
    const { match, player } = await finalBegun()
    const body = { scoreA: 0, scoreB: 2 }

    for (const who of [keeper, rival]) {
      const status = who === keeper ? 403 : 404
      expect((await post(`${match('W1.1')}/correct`, body, who)).status).toBe(status)
      expect((await post(`${player('Ada')}/disqualify`, {}, who)).status).toBe(status)
      expect((await post(`${player('Ada')}/no-show`, undefined, who)).status).toBe(status)
    }
  })
})

describe('players who are not there, over HTTP', () => {
  test('lose the match they were called to, and in double elimination go on below', async () => {
    const { match, player, shown } = await playing('double_elimination')

    const gone = await post(`${player('Di')}/no-show`)

    expect(gone.json).toMatchObject({ name: 'Di', status: 'active' })
    expect((await get(match('W1.1'))).json.result as unknown).toEqual({ kind: 'walkover', winner: 'a' })
    expect(await shown('L1.1')).toEqual(['locked', ['Di', null]])
  })

  test('are refused where nobody waits for them', async () => {
    const { match, player } = await playing()
    await post(`${match('W1.2')}/rack`, { winner: 'a' })

    expect(code(await post(`${player('Cy')}/no-show`))).toEqual([409, 'illegal_transition'])
    await post(`${match('W1.1')}/result`, { scoreA: 2, scoreB: 0 })
    expect(code(await post(`${player('Ada')}/no-show`))).toEqual([409, 'match_not_ready'])
  })

  test('are disqualified from both brackets at once', async () => {
    const { player, shown, match } = await playing('double_elimination')
    await post(`${match('W1.1')}/rack`, { winner: 'a' })

    const out = await post(`${player('Ada')}/disqualify`, { moveUp: true })

    expect(out.json).toMatchObject({ name: 'Ada', status: 'disqualified' })
    expect((await get(match('W1.1'))).json.result as unknown).toEqual({ kind: 'disqualified', winner: 'b' })
    expect(await shown('W2.1')).toEqual(['locked', ['Di', null]])
    expect(code(await post(`${player('Ada')}/disqualify`))).toEqual([409, 'illegal_transition'])
    expect((await post(`${player('Bo')}/disqualify`, { moveUp: 'yes' })).status).toBe(422)
  })
})
