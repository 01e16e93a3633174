import { describe, expect, test } from 'bun:test'
import { parseCsv } from './csv.ts'
import { cutPage, pageOf, paginationOf, sortOf } from './offset-pages.ts'

describe('a page', () => {
  test('is the first twenty rows unless another is asked for', () => {
    expect(pageOf({})).toEqual({ page: 1, pageSize: 20 })
    expect(pageOf({ page: 3, limit: 5 })).toEqual({ page: 3, pageSize: 5 })
    expect(pageOf({ pageSize: 5, limit: 5 })).toEqual({ page: 1, pageSize: 5 })
  })

  test('of two sizes, or past the end of offsets, is refused', () => {
    expect(() => pageOf({ pageSize: 5, limit: 6 })).toThrow('mean the same')
    expect(() => pageOf({ page: 101, pageSize: 100 })).toThrow('10000')
    expect(pageOf({ page: 100, pageSize: 100 })).toEqual({ page: 100, pageSize: 100 })
  })

  test('tells what lies before and after it', () => {
    const of = (page: number, total: number) => {
      const { totalPages, hasNext, hasPrev } = paginationOf({ page, pageSize: 10 }, total)
      return [totalPages, hasNext, hasPrev]
    }
    expect(of(1, 0)).toEqual([0, false, false])
    expect(of(1, 10)).toEqual([1, false, false])
    expect(of(1, 11)).toEqual([2, true, false])
    expect(of(2, 11)).toEqual([2, false, true])
    expect(of(9, 11)).toEqual([2, false, true])
  })

  test('of a whole list is cut from it and keeps its other members', () => {
    const body = { version: 4, data: ['a', 'b', 'c'] }
    const pagination = { page: 2, pageSize: 2, total: 3, totalPages: 2, hasNext: false, hasPrev: true }

    expect(cutPage(body, { page: 2, pageSize: 2 })).toEqual({ version: 4, data: ['c'], pagination })
    expect(cutPage(body, {})).toMatchObject({ data: ['a', 'b', 'c'], pagination: { pageSize: 3, totalPages: 1 } })
  })
})

describe('sorting', () => {
  const names = ['name', 'startDate'] as const

  test('takes the long form, its alias and the short form', () => {
    expect(sortOf({}, names)).toEqual([])
    expect(sortOf({ sortBy: 'name' }, names)).toEqual([{ name: 'name', isDescending: false }])
    expect(sortOf({ sortBy: 'name', sortOrder: 'desc' }, names)).toEqual([{ name: 'name', isDescending: true }])
    expect(sortOf({ sort: '-startDate,name' }, names)).toEqual([
      { name: 'startDate', isDescending: true },
      { name: 'name', isDescending: false },
    ])
    expect(sortOf({ sort: '-name', sortBy: 'name', sortDir: 'desc' }, names)).toHaveLength(1)
  })

  test.each([
    [{ sortBy: 'password' }],
    [{ sort: 'name,' }],
    [{ sort: '--name' }],
    [{ sortBy: 'name', sort: '-name' }],
    [{ sort: 'name', sortDir: 'desc' as const }],
    [{ sortBy: 'name', sortDir: 'asc' as const, sortOrder: 'desc' as const }],
  ])('refuses %p', (query) => {
    expect(() => sortOf(query, names)).toThrow()
  })
})

describe('CSV', () => {
  const names = ['name', 'club']
  test.each([
    ['name\nAda', [{ name: 'Ada' }]],
    ['\uFEFFname,club\r\nAda,North\r\n', [{ name: 'Ada', club: 'North' }]],
    ['club,name\n,Ada\n\n', [{ name: 'Ada' }]],
    ['name\n"Lovelace, ""A"""', [{ name: 'Lovelace, "A"' }]],
    ['name\n"two\nlines"', [{ name: 'two\nlines' }]],
    ['name,club\nAda,', [{ name: 'Ada' }]],
    ['name\n', []],
  ])('%p is read', (text, rows) => {
    expect(parseCsv(text, names)).toEqual(rows)
  })

  test.each(['', 'shoe\n42', 'name,name\na,b', 'name\na,b', 'name,club\na', 'name\n"open', 'name\na"b'])(
    '%p is refused',
    (text) => {
      expect(() => parseCsv(text, names)).toThrow('CSV cannot be read')
    },
  )

  test('is read in linear time', () => {
    const started = process.cpuUsage()

    expect(() => parseCsv(`name\n"${'""'.repeat(100_000)}`, names)).toThrow()
    expect(parseCsv(`name\n${'Ada\n'.repeat(20_000)}`, names)).toHaveLength(20_000)
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000)
  })
})
