import { describe, expect, test } from 'bun:test'
import { parseIdempotencyKey, parseIfMatch, parseMinVersion } from './preconditions.ts'

describe('Idempotency-Key', () => {
  test.each([
    [null, null],
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    [' abc ', 'abc'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%p is %p', (header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key)
  })

  test.each(['', '""', 'a b', 'ä', 'x'.repeat(256), 'a\u0000b'])('%p is refused', (header) => {
    expect(() => parseIdempotencyKey(header)).toThrow('Idempotency-Key')
  })
})

describe('Railbird-Min-Version', () => {
  test('is a whole number, and nothing without the header', () => {
    expect([null, '0', '41', '999999999'].map(parseMinVersion)).toEqual([0, 0, 41, 999_999_999])
    for (const header of ['', '-1', '1.5', '1e3', 'v41', '9999999999'])
      expect(() => parseMinVersion(header), header).toThrow('Railbird-Min-Version')
  })
})

describe('If-Match', () => {
  test.each([
    ['"v41"', [41]],
    ['"v41-1a2b3c4d"', [41]],
    ['"v41-1a2b3c4d.z"', [41]],
    ['"v41", "v42"', [41, 42]],
    ['W/"v41"', []],
    ['"somebody-else"', []],
    ['"v1e3"', []],
  ] as const)('%p names the versions %p', (header, versions) => {
    expect(parseIfMatch(header)).toEqual({ any: false, versions: [...versions] })
  })

  test('* asks only that the target exists, and no header asks nothing', () => {
    expect(parseIfMatch(' * ')).toEqual({ any: true })
    expect(parseIfMatch(null)).toBeNull()
  })

  test.each(['v41', '41', '"v41', '"a""b"', Array(30).fill('"v1"').join()])('%p is refused', (header) => {
    expect(() => parseIfMatch(header)).toThrow('entity tags')
  })
})
