/** A small chip evening through the whole server, from the draw to the last chip. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('cora', 'Chip House')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const post = (path: string, body?: unknown) =>
  house.call('POST', path, { token: owner.token, ...(body === undefined ? {} : { body }) })
const get = (path: string) => house.call('GET', path, { token: owner.token })

interface ChipRow {
  readonly rank: number
  readonly chips: number
  readonly startChips: number
  readonly player: { readonly id: string; readonly name: string }
}
interface Listed {
  readonly id: string
  readonly ref: string
  readonly state: string
}

/** An event with chips, drawn and started, in the order Ada, Bo, Cy, Di. */
async function evening(options: Record<string, unknown>, type = 'chip_lives') {
  const made = await post('/api/tournaments', {
    name: 'Chip Night',
    type,
    raceTo: 1,
    options: { seeding: 'manual', ...options },
  })
  expect(made.status).toBe(201)
  const at = `/api/tournaments/${String(made.json.id)}`
  await post(`${at}/open`)
  const names = ['Ada', 'Bo', 'Cy', 'Di'].map((name, i) => ({ name, rating: 700 - 100 * i }))
  expect((await post(`${at}/players`, names)).status).toBe(201)
  expect((await post(`${at}/draw`, {})).status).toBe(200)
  expect((await post(`${at}/start`)).status).toBe(200)
  return at
}

async function chips(at: string) {
  const { json } = await get(`${at}/chip-standings`)
  const [stage] = json.stages as unknown as { rows: ChipRow[]; queue: { name: string }[]; status: string }[]
  if (stage === undefined) throw new Error('no chip stage')
  return stage
}

async function nextMatch(at: string): Promise<Listed | undefined> {
  const { json } = await get(`${at}/matches`)
  return (json.data as unknown as Listed[]).find(({ state }) => state === 'ready' || state === 'assigned')
}

describe('chip lives over HTTP', () => {
  test('is played to the last chip', async () => {
    const at = await evening({ chipLives: { startChips: 'eight-band', tables: 1 } })
    const start = await chips(at)
    expect(start.rows.map(({ player, chips: held }) => [player.name, held])).toEqual([
      ['Di', 7],
      ['Cy', 5],
      ['Bo', 4],
      ['Ada', 2],
    ])
    expect(start.queue.map(({ name }) => name)).toEqual(['Cy', 'Di'])

    let racks = 0
    for (let match = await nextMatch(at); match !== undefined; match = await nextMatch(at)) {
      expect((await post(`/api/matches/${match.id}/rack`, { winner: 'b' })).status).toBe(200)
      racks++
      if (racks > 40) break
    }
    const end = await chips(at)
    const left = end.rows.reduce((sum, row) => sum + row.chips, 0)
    const detail = await get(at)
    const publicly = await house.call('GET', `/api/public/${owner.orgSlug}${at.replace('/api', '')}/chip-standings`)

    expect(racks).toBe(2 + 4 + 5 + 7 - left)
    expect(end.rows.map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
    expect(detail.json.status as unknown).toBe('completed')
    expect(publicly.json.stages as unknown).toEqual((await get(`${at}/chip-standings`)).json.stages)
    const rows = await house.database.ownerSql`SELECT name, chips FROM players ORDER BY chips DESC NULLS LAST LIMIT 1`
    expect(rows[0]?.chips).toBe(left)
    expect((await get(`${at}/snapshot`)).status).toBe(200)
  })

  test('takes chips by hand, a late player and a buy-back', async () => {
    const buyBack = { until: null, chips: 2, priceCents: 500 }
    const at = await evening({ chipLives: { startChips: 1, lateChips: 3, buyBack } })
    const [first] = (await chips(at)).rows
    const player = `${at}/players/${first?.player.id}`

    expect((await post(`${player}/adjust`, { chips: 4, reason: 'new rating' })).json.chips as unknown).toBe(4)
    const below = await post(`${player}/adjust`, { delta: -5, reason: 'slip' })
    expect([below.status, below.json.code as unknown]).toEqual([409, 'chips_below_zero'])
    expect((await post(`${player}/adjust`, { chips: 4 })).status).toBe(422)
    expect((await post(`${at}/players`, { name: 'Ed' })).status).toBe(201)
    expect((await chips(at)).queue.map(({ name }) => name)).toEqual(['Ed', 'Cy', 'Di'])

    const match = await nextMatch(at)
    await post(`/api/matches/${match?.id}/result`, { scoreA: 1, scoreB: 0 })
    const out = (await chips(at)).rows.find((row) => row.chips === 0)
    const back = await post(`${at}/players/${out?.player.id}/buy-back`)
    expect(back.json).toMatchObject({ chips: 2, status: 'active', place: null })
    expect((await post(`/api/matches/${match?.id}/undo`)).status).toBe(200)
  })

  test('refuses options that no evening can have', async () => {
    const body = { name: 'Chip Night', type: 'chip_lives', options: { chipLives: { startChips: 'ten-band' } } }
    const answer = await post('/api/tournaments', body)

    expect(answer.status).toBe(422)
  })
})

describe('chip points over HTTP', () => {
  test('plays its rounds, cuts the field and ends with the finals', async () => {
    const at = await evening({ chipPoints: { rounds: 2, finalsCount: 2, pairing: 'rating' } }, 'chip_points')
    const early = await post(`${at}/apply-finals-cutoff`, {})
    expect([early.status, early.json.code as unknown]).toEqual([409, 'ranks_not_final'])
    const play = async () => {
      for (let match = await nextMatch(at); match !== undefined; match = await nextMatch(at)) {
        await post(`/api/matches/${match.id}/rack`, { winner: 'a' })
      }
    }
    for (let round = 1; round <= 2; round++) {
      expect((await post(`${at}/pair`, {})).status).toBe(200)
      await play()
    }
    expect((await chips(at)).rows.map(({ player, chips: held }) => [player.name, held])).toEqual([
      ['Ada', 6],
      ['Bo', 4],
      ['Cy', 4],
      ['Di', 2],
    ])
    const finals = await post(`${at}/apply-finals-cutoff`, { format: 'single_elimination' })
    expect(finals.status).toBe(200)
    await play()

    const detail = await get(at)
    expect(detail.json.status as unknown).toBe('completed')
    expect(detail.json.stages as unknown).toMatchObject([{ status: 'completed' }, { name: 'Finals' }])
    const { json } = await get(`${at}/standings`)
    const places = (json.placing as unknown as { place: number }[]).map(({ place }) => place)
    expect(places).toEqual([1, 2, 3, 4])
  })
})
