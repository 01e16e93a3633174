import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Endpoint } from '../src/store/target.ts'
import { requireAppRights } from './app-rights.ts'
import { testDatabase, type TestDatabase } from './testing.ts'

setDefaultTimeout(30_000)

let t: TestDatabase
const login = (kind: string) => `rights_${kind}_${process.pid}`
const kinds = ['none', 'member', 'above', 'stranger'] as const

beforeAll(async () => {
  t = await testDatabase()
  for (const kind of kinds) await t.ownerSql.unsafe(`create role ${login(kind)} login`)
  await t.ownerSql.unsafe(`grant railbird_app to ${login('member')}`)
  await t.ownerSql.unsafe(`alter role ${login('above')} bypassrls`)
})
afterAll(async () => {
  for (const kind of kinds) await t.ownerSql.unsafe(`drop role ${login(kind)}`)
  await t[Symbol.asyncDispose]()
})

const as = (kind: string, connection?: { role: string }): Endpoint => {
  const { app } = t.target
  return { ...app, options: { ...app.options, user: login(kind), ...(connection && { connection }) } }
}
const said = (app: Endpoint) => requireAppRights(app).then(() => 'fit', String)

test('the app and every member of its role are fit', async () => {
  expect([await said(t.target.app), await said(as('member'))]).toEqual(['fit', 'fit'])
  expect(await said(as('member', { role: 'railbird_app' }))).toBe('fit')
})

test('a login without rights is told which one it lacks, and what to do', async () => {
  expect(await said(as('none'))).toBe(
    `Error: The login ${login('none')} of DATABASE_URL may not select in organizations. ` +
      `As the owner: GRANT railbird_app TO ${login('none')}.`,
  )
  expect(await said(as('stranger', { role: 'railbird_app' }))).toMatch(/may not put on the role railbird_app/)
})

test('a login that row-level security does not bind is refused', async () => {
  expect(await said(as('above'))).toMatch(/may pass row-level security by/)
  const { owner } = t.target
  if (owner) expect(await said(owner)).toMatch(/may pass row-level security by/)
})
