import { describe, expect, test } from 'bun:test'
import type { UserId } from '../engine/types.ts'
import type { Principal } from './principal.ts'
import { createPrincipals } from './principals.ts'

const ann = (name = 'Ann', userId = 'ann'): Principal => ({
  userId: userId as UserId,
  name,
  email: 'ann@example.com',
  isPlatformAdmin: false,
  sessionId: 's',
  expiresAt: new Date(100_000),
  orgs: [],
})

function setUp(load: (token: string) => Promise<Principal | null>, entriesMax = 10) {
  const clock = { at: 0 }
  const seen: string[] = []
  const counted = (token: string) => {
    seen.push(token)
    return load(token)
  }
  return { clock, seen, principals: createPrincipals({ load: counted, now: () => clock.at, ttlMs: 1000, entriesMax }) }
}

describe('principals', () => {
  test('what is remembered was read at most `ttlMs` ago, counted from before the query', async () => {
    const { clock, seen, principals } = setUp(async () => {
      clock.at += 400
      return ann()
    })
    await principals.of('t')

    clock.at = 999
    expect(principals.peek('t')).toEqual(ann())
    clock.at = 1000
    expect(principals.peek('t')).toBeNull()
    expect(seen).toEqual(['t'])
  })

  test('a caller is never remembered past the end of its token', async () => {
    const { clock, principals } = setUp(async () => ann())
    clock.at = 99_500
    await principals.of('t')

    clock.at = 99_999
    expect(principals.peek('t')).not.toBeNull()
    clock.at = 100_000
    expect(principals.peek('t')).toBeNull()
  })

  test('concurrent calls for one token share one look-up, and unknown tokens are not remembered', async () => {
    const { seen, principals } = setUp(async (token) => (token === 'good' ? ann() : null))

    const answers = await Promise.all(Array.from({ length: 20 }, () => principals.of('good')))
    expect(answers).toEqual(Array.from({ length: 20 }, () => ann()))
    expect(await principals.of('bad')).toBeNull()
    expect(await principals.of('bad')).toBeNull()
    expect(seen).toEqual(['good', 'bad', 'bad'])
  })

  test('after `forget` no answer that was read before it is given, not even one under way', async () => {
    const gates = [Promise.withResolvers<Principal | null>(), Promise.withResolvers<Principal | null>()]
    let call = 0
    const { principals } = setUp(() => gates[call++]?.promise ?? Promise.resolve(ann('newest')))
    const early = principals.of('t')
    principals.forget('ann' as UserId)
    const late = principals.of('t')
    gates[0]?.resolve(ann('old'))
    gates[1]?.resolve(ann('new'))

    expect((await late)?.name).toBe('new')
    expect((await early)?.name).toBe('newest')
    expect(principals.peek('t')?.name).not.toBe('old')
  })

  test('forgetting one user leaves the others', async () => {
    const { principals } = setUp(async (token) => ann(token, token))
    await principals.of('ann')
    await principals.of('bob')

    principals.forget('ann' as UserId)

    expect(principals.peek('ann')).toBeNull()
    expect(principals.peek('bob')).not.toBeNull()
  })

  test('memory is bounded, oldest first', async () => {
    const { principals } = setUp(async (token) => ann(token, token), 3)
    for (const token of ['a', 'b', 'c', 'd']) await principals.of(token)

    expect(['a', 'b', 'c', 'd'].map((token) => principals.peek(token)?.name ?? null)).toEqual([null, 'b', 'c', 'd'])
  })

  test('a failed look-up is everybody`s failure once and nobody`s afterwards', async () => {
    let isBroken = true
    const { principals } = setUp(() => (isBroken ? Promise.reject(new Error('away')) : Promise.resolve(ann())))

    const both = await Promise.allSettled([principals.of('t'), principals.of('t')])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isBroken = false
    expect(await principals.of('t')).toEqual(ann())
  })
})
