import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '../config.ts'
import { serverSecret } from './secret.ts'
import { bearerOf, kindOf, mintToken, successorToken, tokenHash } from './tokens.ts'

const key = new Secret('k'.repeat(32))

describe('tokens', () => {
  test('have one shape and never repeat', () => {
    const many = new Set(Array.from({ length: 2000 }, () => mintToken('access')))

    expect(many.size).toBe(2000)
    for (const token of many) expect(token).toMatch(/^rbs_[0-9A-Za-z]{43}$/)
    expect(kindOf(mintToken('access'))).toBe('access')
    expect(kindOf(mintToken('refresh'))).toBe('refresh')
  })

  test('of another shape are not tokens', () => {
    const token = mintToken('access')
    for (const text of [
      token.slice(0, -1),
      `${token}x`,
      ` ${token}`,
      token.slice(4),
      token.replace('rbs', 'rbx'),
      '',
    ]) {
      expect([text, kindOf(text)]).toEqual([text, null])
    }
  })

  test('a successor depends on kind, key, family and generation, and on nothing else', () => {
    const of = (kind: 'access' | 'refresh', secret: Secret, family: string, generation: number) =>
      successorToken(kind, secret, family, generation)
    const base = of('refresh', key, 'f', 1)

    expect(of('refresh', new Secret('k'.repeat(32)), 'f', 1)).toBe(base)
    const others = [
      of('access', key, 'f', 1),
      of('refresh', new Secret('j'.repeat(32)), 'f', 1),
      of('refresh', key, 'g', 1),
      of('refresh', key, 'f', 2),
    ]
    expect(new Set([base.slice(4), ...others.map((token) => token.slice(4))]).size).toBe(5)
  })

  test('are hashed whole, so that one kind never passes for the other', () => {
    const token = mintToken('access')

    expect(tokenHash(token)).toMatch(/^[\w-]{43}$/)
    expect(tokenHash(token)).toBe(tokenHash(token))
    expect(tokenHash(token)).not.toBe(tokenHash(token.replace('rbs', 'rbr')))
  })

  test('come as a bearer header', () => {
    expect(bearerOf('Bearer abc')).toBe('abc')
    expect(bearerOf('bearer  abc ')).toBe('abc')
    for (const header of [null, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b', 'Bearer a,b']) {
      expect([header, bearerOf(header)]).toEqual([header, null])
    }
  })
})

describe('server key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'railbird-key-'))
  afterAll(() => rm(folder, { recursive: true }))

  test('is the configured one if there is one', async () => {
    expect(await serverSecret({ sessionSecret: key, dataDir: '/nowhere' })).toBe(key)
  })

  test('is made once, agreed on by two first starts, and readable by its owner only', async () => {
    const dataDir = join(folder, 'data')
    const starts = Array.from({ length: 5 }, () => serverSecret({ sessionSecret: undefined, dataDir }))
    const keys = (await Promise.all(starts)).map((made) => made.reveal())

    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/)
    expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600)
    expect((await serverSecret({ sessionSecret: undefined, dataDir })).reveal()).toBe(keys[0] ?? '')
    expect((await readFile(join(dataDir, 'secret'), 'utf8')).length).toBe(64)
  })

  test('that was cut short is refused in a sentence, not replaced in silence', async () => {
    await writeFile(join(folder, 'secret'), 'abc')

    const start = serverSecret({ sessionSecret: undefined, dataDir: folder })
    await expect(start).rejects.toThrow('cannot be used: delete the file')
  })
})
