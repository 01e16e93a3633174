import { expect, test } from 'bun:test'
import { findAccount } from '../src/store/users.ts'
import { demoAccounts, demoAccountsExist, demoOrg, seedDemoAccounts } from './seed-accounts.ts'
import { testDatabase } from './testing.ts'

test('the four accounts sign in with their passwords and direct the demo org', async () => {
  await using t = await testDatabase()

  expect(await demoAccountsExist(t.db)).toBe(false)
  await seedDemoAccounts(t.db)
  await seedDemoAccounts(t.db)

  expect(await demoAccountsExist(t.db)).toBe(true)
  for (const { email, password } of demoAccounts) {
    const account = await findAccount(t.db, email)
    expect(account?.orgs).toEqual([{ orgId: demoOrg.id, slug: 'demo-org', name: 'Demo Room', role: 'director' }])
    expect(await Bun.password.verify(password, account?.passwordHash ?? '')).toBe(true)
  }
  const pairs = demoAccounts.map(({ email, password }) => `${email} ${password}`)
  expect(pairs).toEqual([
    'test@example.com password123',
    'loadtest@example.com loadtest123',
    'apitest@example.com apitest123',
    'wstest@example.com wstest123',
  ])
})

test('nothing that somebody else made is touched, not even an org or account of the same name', async () => {
  await using t = await testDatabase()
  await t.user('test@example.com')
  const stranger = await findAccount(t.db, 'test@example.com')
  await seedDemoAccounts(t.db)

  expect(await findAccount(t.db, 'test@example.com')).toEqual(stranger as NonNullable<typeof stranger>)

  await using other = await testDatabase()
  await other.org('Demo Org')
  const seeding = seedDemoAccounts(other.db)
  await expect(seeding).rejects.toThrow('start with DEMO=off')
})
