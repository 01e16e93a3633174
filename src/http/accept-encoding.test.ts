import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
// @ts-expect-error: it brings no types; an oracle, and in tests only.
import Negotiator from 'negotiator'
import { Bodies } from '../cache/bodies.ts'
import { chooseCoding, isTaken, parseAcceptEncoding } from './accept-encoding.ts'

const long = await Bodies.ofJson({ text: 'rack '.repeat(1000) })
const short = await Bodies.ofJson({ text: 'rack' })
const choose = (header: string | null, bodies = long) => chooseCoding(parseAcceptEncoding(header), bodies)

/** What another implementation of the RFC would send, with our order among equals. */
function oracle(header: string): string | null {
  const forms = ['zstd', 'br', 'gzip', 'identity']
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } }) as {
    encodings(available: string[], options: { preferred: string[] }): string[]
  }
  return negotiator.encodings(forms, { preferred: forms })[0] ?? null
}

describe('Accept-Encoding', () => {
  test.each([
    [null, 'identity'],
    ['', 'identity'],
    ['*', 'zstd'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=0', 'identity'],
    ['br;q=0.1, zstd', 'zstd'],
    ['br;q=1, zstd;q=0.9', 'br'],
    ['br ; q=0.4 ,\tgzip;q=0.5', 'gzip'],
    ['zstd;q=0, *', 'br'],
    ['identity;q=0', null],
    ['*;q=0', null],
    ['identity;q=0, gzip;q=0.001', 'gzip'],
    ['*;q=0, identity', 'identity'],
    ['identity, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip', 'gzip'],
    ['identity;q=0.5, *;q=0', 'identity'],
    ['deflate, compress', 'identity'],
    ['dcz, dcb', 'identity'],
    ['garbage/\u0001, ;;, q=1', 'identity'],
    ['gzip;q=2', 'identity'],
    ['gzip;q=1.5, br', 'br'],
    ['gzip;q=0.1234, br;q=0.1', 'br'],
    ['gzip;level=9', 'identity'],
    ['gzip;q = 1', 'identity'],
    ['gzip;Q=0.5', 'gzip'],
    [',,gzip,,', 'gzip'],
  ] as const)('%p asks for %p', (header, form) => {
    expect(choose(header)).toBe(form)
  })

  test('a short body is sent as it is, unless that is refused', () => {
    expect(choose('gzip, br, zstd', short)).toBe('identity')
    expect(choose('gzip, identity;q=0', short)).toBe('gzip')
    expect(choose('identity;q=0', short)).toBeNull()
  })

  test('among equals the shortest that is made already is sent', async () => {
    const bodies = await Bodies.ofJson({ text: Array.from({ length: 99 }, (_, i) => `player ${i}, table ${i % 7}`) })
    const before = choose('gzip, br, zstd', bodies)
    const brotli = await bodies.blob('br')

    expect(before).toBe('zstd')
    expect(brotli.size).toBeLessThan(bodies.ready('zstd')?.size ?? 0)
    expect(choose('gzip, br, zstd', bodies)).toBe('br')
    expect(choose('gzip, br;q=0.9, zstd', bodies)).toBe('zstd')
  })

  test('agrees with another reading of the RFC on any header', () => {
    const name = fc.constantFrom('zstd', 'br', 'gzip', 'identity', '*', 'deflate')
    const weight = fc.constantFrom('', ';q=0', ';q=0.2', ';q=0.5', ';q=0.999', ';q=1', '; q=0.5', ' ;q=1.000')
    const members = fc.uniqueArray(fc.tuple(name, weight), {
      selector: ([coding]) => coding,
      maxLength: 6,
      minLength: 1,
    })

    fc.assert(
      fc.property(members, (given) => {
        const header = given.map((parts) => parts.join('')).join(', ')
        const accepted = parseAcceptEncoding(header)
        const other = oracle(header)
        // The one difference, on purpose: identity that is not named is what remains, however low the other weights.
        const isIdentityNamed = given.some(([coding]) => coding === 'identity' || coding === '*')
        const ours = chooseCoding(accepted, long)
        if (!isIdentityNamed && other === 'identity') expect(accepted.codings).toEqual([])
        expect(ours).toBe(other as typeof ours)
        if (ours !== null) expect(isTaken(accepted, ours)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('a giant header is refused, and many different ones do not fill the memory', () => {
    expect(() => parseAcceptEncoding('gzip,'.repeat(300))).toThrow('1024')
    for (let i = 0; i < 1000; i++) expect(choose(`gzip, x-${i}`)).toBe('gzip')
  })
})
