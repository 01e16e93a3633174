import { afterAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { testDatabase } from '../../db/testing.ts'
import { AppError } from '../errors.ts'
import type { SignIn } from './auth.ts'
import { type FakeClock, password, testAuth } from './testing.ts'
import { mintToken, tokenHash } from './tokens.ts'

const t = await testDatabase()
afterAll(() => t[Symbol.asyncDispose]())

const clock: FakeClock = { atMs: Date.parse('2026-11-23T08:00:00Z') }
const auth = testAuth(t.db, clock)
const email = 'ann@example.com'
const ann = await auth.register({ email, password, name: 'Ann' }, 'local')
const login = () => auth.login({ email, password }, 'local')
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof AppError ? error.problem : error),
  )

const second = 1000
const hour = 3_600_000
const day = 24 * hour

/** What a sign-in must be, in plain terms: generations with their times, and whether it has ended. */
interface Family {
  readonly generations: { readonly made: SignIn; readonly atMs: number; usedMs: number }[]
  isOver: boolean
}

type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'login' }
  | { readonly do: 'refresh' | 'use' | 'logout'; readonly family: number; readonly generation: number }

const pick = { family: fc.nat(2), generation: fc.nat(5) }
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('refresh' as const), ...pick }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('use' as const), ...pick }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('logout' as const), ...pick }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('login' as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        ms: fc.constantFrom(second, 9 * second, 10 * second, 11 * second, 400 * second, 11 * hour, 13 * hour, 31 * day),
      }),
    },
  ),
  { minLength: 5, maxLength: 25 },
)

async function take(step: Step, families: Family[]): Promise<void> {
  if (step.do === 'wait') return void (clock.atMs += step.ms)
  if (step.do === 'login') {
    if (families.length < 3) families.push({ generations: [fresh(await login())], isOver: false })
    return
  }
  const family = families[step.family % families.length]
  const generation = family?.generations[step.generation % family.generations.length]
  if (family === undefined || generation === undefined) return
  if (step.do === 'use') return use(family, generation)
  if (step.do === 'refresh') return refresh(family, family.generations.indexOf(generation))
  await auth.logout(generation.made.token)
  family.isOver = true
}

const fresh = (made: SignIn) => ({ made, atMs: clock.atMs, usedMs: clock.atMs })

async function use(family: Family, generation: Family['generations'][number]): Promise<void> {
  const isOpen =
    !family.isOver && clock.atMs < generation.atMs + 24 * hour && clock.atMs < generation.usedMs + 12 * hour
  const principal = await auth.principalOf(generation.made.token)
  expect(principal?.userId ?? null).toBe(isOpen ? ann.user.id : null)
  if (isOpen && clock.atMs - generation.usedMs >= 300 * second) generation.usedMs = clock.atMs
}

async function refresh(family: Family, index: number): Promise<void> {
  const own = family.generations[index]
  const next = family.generations[index + 1]
  if (own === undefined) return
  const isUsable = !family.isOver && clock.atMs < own.atMs + 30 * day
  const answer = await auth.refresh(own.made.refreshToken).catch((error: AppError) => error.problem)
  if (!isUsable) return expect(answer).toBe('unauthenticated')
  if (next === undefined) {
    expect(answer).toBeObject()
    family.generations.push(fresh(answer as SignIn))
    return
  }
  if (clock.atMs - next.atMs <= 10 * second) return expect(answer).toEqual(next.made)
  expect(answer).toBe('unauthenticated')
  family.isOver = true
}

describe('the life of a sign-in', () => {
  test('follows its model through any order of login, refresh, replay, sign-out and waiting', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const families: Family[] = []
        for (const step of [{ do: 'login' } as const, ...plan]) await take(step, families)
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  test('any number of refreshes of one token inside the grace get one and the same successor', async () => {
    const { refreshToken } = await login()

    const answers = await Promise.all(Array.from({ length: 20 }, () => auth.refresh(refreshToken)))
    clock.atMs += 10 * second
    answers.push(await auth.refresh(refreshToken))

    expect(new Set(answers.map((answer) => `${answer.token} ${answer.refreshToken} ${answer.expiresAt}`)).size).toBe(1)
    expect(answers[0]?.refreshToken).not.toBe(refreshToken)
    const rows = await t.ownerSql`
      select count(*)::int as n from sessions where family =
        (select family from sessions where token_hash = ${tokenHash(refreshToken)})`
    expect(rows[0]?.n).toBe(4)
  })

  test('a refresh token used again after the grace ends its whole sign-in, for thief and owner alike', async () => {
    const first = await login()
    const other = await login()
    const ended: string[] = []
    const stop = auth.watch((user) => void ended.push(user))
    const owner = await auth.refresh(first.refreshToken)
    expect(await auth.principalOf(owner.token)).not.toBeNull()

    clock.atMs += 10 * second + 1
    expect(await codeOf(auth.refresh(first.refreshToken))).toBe('unauthenticated')
    stop()

    expect(await auth.principalOf(first.token)).toBeNull()
    expect(await auth.principalOf(owner.token)).toBeNull()
    expect(await codeOf(auth.refresh(owner.refreshToken))).toBe('unauthenticated')
    expect(ended).toEqual([ann.user.id])
    expect(await auth.principalOf(other.token)).not.toBeNull()
  })

  test('sign-out acts at once on this node and within a second on another', async () => {
    const elsewhere = testAuth(t.db, clock)
    const { token, refreshToken } = await login()
    await Promise.all([auth.principalOf(token), elsewhere.principalOf(token)])

    await auth.logout(token)

    expect(auth.peekPrincipal(token)).toBeNull()
    expect(await auth.principalOf(token)).toBeNull()
    clock.atMs += second
    expect(await elsewhere.principalOf(token)).toBeNull()
    expect(await codeOf(elsewhere.refresh(refreshToken))).toBe('unauthenticated')
    expect(await codeOf(auth.logout(token))).toBe('fine')
  })

  test('tokens of the wrong kind, cut, changed or made up open nothing', async () => {
    const { token, refreshToken } = await login()
    const wrong = [refreshToken, token.slice(0, -1), `${token}0`, token.toLowerCase(), mintToken('access'), '', 'x']
    for (const text of wrong) expect([text, await auth.principalOf(text)]).toEqual([text, null])
    for (const text of [token, refreshToken.slice(0, -1), mintToken('refresh'), '']) {
      expect([text, await codeOf(auth.refresh(text))]).toEqual([text, 'unauthenticated'])
    }
    expect(await auth.principalOf(token)).not.toBeNull()
  })

  test('a disabled account is out with all its tokens', async () => {
    const made = await auth.register({ email: 'bob@example.com', password, name: 'Bob' }, 'local')
    await t.ownerSql`update users set status = 'disabled' where email = 'bob@example.com'`

    expect(await auth.principalOf(made.token)).toBeNull()
    expect(await codeOf(auth.refresh(made.refreshToken))).toBe('unauthenticated')
    expect(await codeOf(auth.login({ email: 'bob@example.com', password }, 'local'))).toBe('unauthenticated')
  })

  test('under another server key a repeated refresh opens nothing and ends nothing', async () => {
    const { refreshToken } = await login()
    const next = await auth.refresh(refreshToken)
    await t.ownerSql`
      update sessions set token_hash = 'of another key' where token_hash = ${tokenHash(next.refreshToken)}`

    expect(await codeOf(auth.refresh(refreshToken))).toBe('unauthenticated')
    expect(await auth.principalOf(next.token)).not.toBeNull()
  })

  test('only the SHA-256 of a token is ever stored', async () => {
    const first = await login()
    const next = await auth.refresh(first.refreshToken)

    const rows = await t.ownerSql`select to_jsonb(s)::text as row from sessions s`
    const dump = rows.map(({ row }) => String(row)).join('\n')
    expect(dump).toContain('token_hash')
    for (const secret of [first.token, first.refreshToken, next.token, next.refreshToken, password]) {
      expect(dump.includes(secret.slice(4))).toBe(false)
    }
  })

  test('tokens past their end are thrown away by a later sign-in', async () => {
    await login()
    clock.atMs += 31 * day
    await login()

    const rows = await t.ownerSql`
      select count(*)::int as n from sessions where expires_at < ${new Date(clock.atMs).toISOString()}`
    expect(rows[0]?.n).toBe(0)
  })
})
