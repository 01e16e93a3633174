/** Writes outside of tournaments: what they make old, and when that is told. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import type { OrgId, UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { readCounters, readUserVersions } from '../store/numbers.ts'
import type { Caller } from './command.ts'
import type { Raised } from './raised.ts'
import { runTelling } from './write.ts'

let t: TestDatabase
let org: OrgId
let user: UserId
beforeAll(async () => {
  t = await testDatabase()
  org = await t.org()
  user = await t.user(undefined, org)
})
afterAll(() => t[Symbol.asyncDispose]())

function caller(key?: string): Caller {
  const idempotency = key === undefined ? null : { key, method: 'POST', route: '/thing', bodySha256: 'same' }
  return { orgId: org, userId: user, principal: 'p', requestId: 'r', ifMatch: null, idempotency }
}

/** Runs a write and lists what happened, in order. */
async function acted(who: Caller, work: () => Promise<void>) {
  const told: { readonly write: string; readonly raised: Raised }[] = []
  const order: string[] = []
  const writes = {
    countersOf: () => ['settings', 'members'],
    committed: (write: string, raised: Raised) => {
      told.push({ write, raised })
      order.push('told')
    },
  }
  const answer = runTelling({ db: t.db, writes }, who, { write: 'thing.done', users: [user] }, async () => {
    await work()
    order.push('written')
    return { status: 200, body: { is: 'done' } }
  })
  const outcome = await answer.then(
    () => 'answered',
    () => 'refused',
  )
  return { told, order: [...order, outcome] }
}

const numbers = async () => ({
  counters: await readCounters(t.db, org, ['settings', 'members']),
  users: await readUserVersions(t.db, [user]),
})

test('what a write makes old is told after COMMIT and before its answer, and never for a repeat', async () => {
  const first = await acted(caller('once'), async () => {})
  const { counters, users } = await numbers()
  const repeat = await acted(caller('once'), async () => {})

  expect(first.order).toEqual(['written', 'told', 'answered'])
  expect(first.told).toEqual([{ write: 'thing.done', raised: { orgId: org, counters, users } }])
  expect(repeat).toEqual({ told: [], order: ['answered'] })
  expect(await numbers()).toEqual({ counters, users })
})

test('a write that is refused raises nothing and tells nothing', async () => {
  const before = await numbers()
  const refused = await acted(caller(), () => Promise.reject(new AppError('not_found', 'there is nothing')))

  expect(refused).toEqual({ told: [], order: ['refused'] })
  expect(await numbers()).toEqual(before)
})

test('of many writes at once each is told its own numbers, and the last ones stand', async () => {
  const before = await numbers()
  const all = await Promise.all(Array.from({ length: 8 }, () => acted(caller(), async () => {})))
  const versions = all.flatMap(({ told }) => told.map(({ raised }) => raised.users.get(user) ?? 0))
  const settings = all.flatMap(({ told }) => told.map(({ raised }) => raised.counters.get('settings') ?? 0))
  const from = { user: before.users.get(user) ?? 0, settings: before.counters.get('settings') ?? 0 }
  const next = (start: number) => Array.from({ length: 8 }, (_, i) => start + 1 + i)

  expect(versions.toSorted((a, b) => a - b)).toEqual(next(from.user))
  expect(settings.toSorted((a, b) => a - b)).toEqual(next(from.settings))
})
