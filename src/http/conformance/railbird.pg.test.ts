import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type House } from '../testing.ts'
import { linkOf } from './case.ts'
import { railbird } from './house.ts'
import { examine, type Verdict } from './runner.ts'
import { table } from './table.ts'

let house: House
const verdicts = new Map<string, Verdict>()

beforeAll(async () => {
  house = await openHouse({ ALLOWED_ORIGINS: 'https://club.example', RATE_PROFILE: 'open' })
  const { token, orgSlug } = await house.person('olga', 'Corner Pocket')
  const call = (path: string, body: unknown) => house.call('POST', path, { token, body })
  let id = ''
  for (const name of ['Monday', 'Tuesday', 'Friday', 'Saturday', 'Sunday']) {
    const made = await call('/api/tournaments', { name, type: 'single_elimination', raceTo: 3 })
    id = String(made.json.id)
  }
  await call(`/api/tournaments/${id}/open`, {})
  const players = Array.from({ length: 32 }, (_, i) => ({ name: `Player ${i}` }))
  await call(`/api/tournaments/${id}/players`, players)
  await call(`/api/tournaments/${id}/draw`, {})
  house.server.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
  const account = { email: 'olga@example.com', password: 'correct horse battery' }
  const subject = railbird({ origin: house.server.url(), token, orgSlug, tournamentId: id, account })
  for (const verdict of await examine(subject, table)) verdicts.set(titleOf(verdict.held), verdict)
}, 60_000)
afterAll(async () => {
  await house.server.close()
  await house[Symbol.asyncDispose]()
})

const titleOf = ({ rfc, section, title }: Verdict['held']) => `RFC ${rfc} ${section}: ${title}`

describe('conformance', () => {
  test('the table holds 150 cases or more, each with a title of its own', () => {
    expect(table.length).toBeGreaterThanOrEqual(150)
    expect(new Set(table.map(titleOf)).size).toBe(table.length)
  })

  test.each(table.map((held) => [titleOf(held), held] as const))('%s', (title, held) => {
    const failure = verdicts.get(title)?.failure
    expect(failure ?? null, linkOf(held)).toBeNull()
    expect(failure).toBeDefined()
  })
})
