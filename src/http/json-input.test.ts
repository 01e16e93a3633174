import { describe, expect, test } from 'bun:test'
import { countJson, ordinaryBody, readBody } from './json-input.ts'

const bounds = { bytes: 100, keys: 3, items: 3, csv: true }

async function read(body: BodyInit | null, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  const init: RequestInit = body === null ? { method: 'POST', headers } : { method: 'POST', headers, body }
  return readBody(new Request('http://localhost/', init), bounds)
}

describe('a body', () => {
  test('is parsed, and an absent or blank one is an empty object', async () => {
    expect(await read('{"a":[1,2,{"b":"}"}]}')).toEqual({ a: [1, 2, { b: '}' }] })
    expect(await read(null, {})).toEqual({})
    expect(await read('  \n')).toEqual({})
    expect(await read('"text"')).toBe('text')
  })

  test('may name UTF-8, and CSV stays text where it is taken', async () => {
    expect(await read('{}', { 'content-type': 'application/JSON; charset="utf-8"' })).toEqual({})
    expect(await read('name\nÄda', { 'content-type': 'text/csv; charset=utf-8' })).toBe('name\nÄda')
  })

  test.each([
    ['another character set', '{}', { 'content-type': 'application/json; charset=latin1' }, 'unsupported_media_type'],
    ['no content type', '{}', { 'content-type': '' }, 'unsupported_media_type'],
    ['a lookalike', '{}', { 'content-type': 'application/json+evil' }, 'unsupported_media_type'],
    ['bytes over the bound', `"${'x'.repeat(100)}"`, { 'content-type': 'application/json' }, 'body_too_large'],
    [
      'characters within, bytes over the bound',
      `"${'ä'.repeat(50)}"`,
      { 'content-type': 'application/json' },
      'body_too_large',
    ],
    ['two values', '{} {}', { 'content-type': 'application/json' }, 'malformed_body'],
  ])('with %s is refused', async (_title, body, headers, code) => {
    expect(await read(body, headers).catch((error: unknown) => error)).toMatchObject({ problem: code })
  })

  test('of unknown length is counted as it comes', async () => {
    let sent = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++
        controller.enqueue(new Uint8Array(60).fill(32))
      },
    })

    const error = await read(stream).catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({ problem: 'body_too_large' })
    expect(sent).toBeLessThan(6)
  })

  test('with a reserved name in any depth is refused, and as a value it is only a text', async () => {
    const names = ['__proto__', 'constructor', 'prototype']
    for (const name of names) {
      expect(await read(`[{"a":{"${name}":1}}]`).catch((error: unknown) => error)).toMatchObject({
        problem: 'malformed_body',
      })
      expect(await read(`["${name}"]`)).toEqual([name])
    }
  })
})

describe('counting', () => {
  test.each([
    ['{"a":1,"b":2,"c":3}', true],
    ['{"a":1,"b":2,"c":3,"d":4}', false],
    ['[1,2,3]', true],
    ['[1,2,3,4]', false],
    ['[",,,,,::::{{{{[[[["]', true],
    ['["\\",,,,,"]', true],
    ['["\\\\",1,2]', true],
    ['[[1,2,3],[1,2,3],[1,2,3]]', true],
  ])('%s: %p', (text, isFine) => {
    const count = () => countJson(text, bounds)
    if (isFine) expect(count).not.toThrow()
    else expect(count).toThrow('cannot be read')
  })

  test('stops at the depth limit and is linear in the length', () => {
    const started = process.cpuUsage()

    expect(() => countJson('['.repeat(1_000_000), ordinaryBody)).toThrow('nested deeper')
    expect(() => countJson(`"${'\\"'.repeat(500_000)}`, ordinaryBody)).not.toThrow()
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000)
  })
})
