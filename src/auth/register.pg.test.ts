import { afterAll, expect, test } from 'bun:test'
import { testDatabase } from '../../db/testing.ts'
import { createRegistry } from './register.ts'
import { password } from './testing.ts'

const t = await testDatabase()
afterAll(() => t[Symbol.asyncDispose]())

// Hashing takes turns and would hide the race; here all transactions begin together.
const passwords = { hash: async () => '!', verify: async () => ({ isRight: false, isStale: false }) }

test('of several first registrations at once exactly one is platform admin, and it has the org it names', async () => {
  await t.user('seeded@example.com')
  for (let round = 0; round < 5; round++) {
    await t.ownerSql`update users set is_platform_admin = false`
    const nodes = Array.from({ length: 6 }, () => createRegistry({ db: t.db, passwords }))

    const made = await Promise.all(
      nodes.map((node, i) =>
        node.register({ email: `r${round}-${i}@example.com`, password, name: 'R', orgName: `Round ${round}` }),
      ),
    )

    expect(made.filter((account) => account.isPlatformAdmin)).toHaveLength(1)
    expect(new Set(made.map((account) => account.orgs[0]?.slug)).size).toBe(6)
    expect(
      (
        await createRegistry({ db: t.db, passwords }).register({
          email: `late-${round}@example.com`,
          password,
          name: 'Late',
        })
      ).isPlatformAdmin,
    ).toBe(false)
  }
})

test('an address that is taken leaves no org behind', async () => {
  const registry = createRegistry({ db: t.db, passwords })
  await registry.register({ email: 'ann@example.com', password, name: 'Ann' })

  const again = registry.register({ email: 'ann@example.com', password, name: 'Ann', orgName: 'Ghost' })
  await expect(again).rejects.toMatchObject({ problem: 'email_taken' })
  expect(await t.ownerSql`select 1 from organizations where name = 'Ghost'`).toHaveLength(0)
})
