import { describe, expect, test } from 'bun:test'
import { confirmedTag, contentBase, isNamed, tagOf, versionBase, type Form } from './validators.ts'

const base = 'v41-1a2b3c4d'
const zstd = tagOf(base, 'zstd')
const any = () => true
const only =
  (...forms: Form[]) =>
  (form: Form) =>
    forms.includes(form)

describe('If-None-Match', () => {
  test.each([
    [zstd, zstd],
    ['*', zstd],
    [' * ', zstd],
    [`"x", ${zstd}`, zstd],
    [`"a,b" , ,${zstd},`, zstd],
    [`W/${zstd}`, zstd],
    [`"${base}"`, `"${base}"`],
    [`"${base}.g"`, `"${base}.g"`],
    [`"${base}.d12345678"`, `"${base}.d12345678"`],
    ['"v40-1a2b3c4d.z"', null],
    ['"v99-1a2b3c4d.z"', null],
    [`"${base}.x"`, null],
    [`"${base}5"`, null],
    [`"${base}.zz"`, null],
    [zstd.toUpperCase(), null],
    [base, null],
    [`w/${zstd}`, null],
    [`"x,${zstd},y"`, null],
    [`"x" ${zstd}`, null],
    [`"open, ${zstd}`, null],
    ['', null],
    [',', null],
  ])('%p confirms %p', (header, tag) => {
    expect(confirmedTag(header, base, zstd, any)).toBe(tag)
  })

  test('a copy in a coding that the client no longer takes is not confirmed, unless the tag is weak', () => {
    expect(confirmedTag(`"${base}.g"`, base, zstd, only('zstd', 'identity'))).toBeNull()
    expect(confirmedTag(`W/"${base}.g"`, base, zstd, only('zstd', 'identity'))).toBe(zstd)
    expect(confirmedTag(`"${base}"`, base, zstd, only('zstd'))).toBeNull()
  })

  test('a giant list is refused, and one of that length is read in time', () => {
    const long = '"v1",'.repeat(819)

    expect(() => confirmedTag('"v1",'.repeat(1000), base, zstd, any)).toThrow('4096')
    const began = process.cpuUsage()
    for (let i = 0; i < 100; i++) confirmedTag(long, base, zstd, any)
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000)
  })
})

describe('the base of a tag', () => {
  test('is another for another version, build, epoch or key', () => {
    const bases = [
      versionBase(1, { build: 'b', epoch: 'e' }, 'k'),
      versionBase(2, { build: 'b', epoch: 'e' }, 'k'),
      versionBase(1, { build: 'b', epoch: 'f' }, 'k'),
      versionBase(1, { build: 'c', epoch: 'e' }, 'k'),
      versionBase(1, { build: 'b', epoch: 'e' }, 'l'),
    ]

    expect(new Set(bases).size).toBe(5)
    expect(bases[0]).toMatch(/^v1-[0-9a-f]{8}$/)
  })

  test('of a content is the same for the same bytes only', () => {
    const of = (text: string) => contentBase(new TextEncoder().encode(text))

    expect(of('a')).toBe(of('a'))
    expect(of('a')).not.toBe(of('b'))
    expect(of('a')).toMatch(/^[\w-]{22}$/)
  })
})

describe('If-Match of what has no version', () => {
  test.each([
    [`"${base}"`, true],
    [`"${base}.z"`, true],
    [`"x", "${base}.d12345678"`, true],
    ['*', true],
    [`W/"${base}"`, false],
    ['"x"', false],
    [base, false],
  ])('%p: %p', (header, isSame) => {
    expect(isNamed(header, base)).toBe(isSame)
  })
})
