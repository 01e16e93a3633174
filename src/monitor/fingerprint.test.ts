import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { fingerprintOf, hintOf, redactedParameters } from './fingerprint.ts'

describe('a fingerprint holds no literal and no comment', () => {
  test.each([
    ['numbers', 'select * from t where a = 41 and b < -2.5e3', 'select * from t where a = ? and b < ?'],
    ['texts', `select * from t where name = 'O''Neil -- no' and e = E'x'`, 'select * from t where name = ? and e = ?'],
    ['dollar texts', `select $q$ it's $q$, $$x$$`, 'select ?, ?'],
    ['parameters', 'select * from t where a = $1 and b = $12', 'select * from t where a = ? and b = ?'],
    ['comments', '/* bob@example.com */ select 1 -- 41\nfrom t', 'select ? from t'],
    ['lists', 'select * from t where id in ($1, $2,$3)', 'select * from t where id in (?, ...)'],
    ['rows', 'insert into t values ($1, $2), ($3, $4), ($5, $6)', 'insert into t values (?, ...), ...'],
    [
      'rows with defaults',
      'insert into t values (default, $1), (default, $2)',
      'insert into t values (default, ?), ...',
    ],
    ['blanks', 'select  a\n  from\tt ', 'select a from t'],
    ['names with digits', 'select t1.a2 from "t3 4" t1', 'select t1.a2 from "t3 4" t1'],
  ])('%s', (_, statement, text) => {
    expect(fingerprintOf(statement).text).toBe(text)
  })

  test('whatever the value', () => {
    const text = fc.string({ maxLength: 30 })
    fc.assert(
      fc.property(text, fc.integer(), (name, id) => {
        const literal = `'${name.replaceAll("'", "''")}'`

        expect(fingerprintOf(`select * from t where name = ${literal} and id = ${id} and x`).text).toBe(
          'select * from t where name = ? and id = ? and x',
        )
      }),
    )
  })
})

test('the wrapping of a scoped read is no part of it', () => {
  const inner = 'select "id" from "venues" where ("a" = $1) limit $2'
  const wrapped = `with o as materialized (select set_config('app.org', $3, true) as org)
select x.* from o cross join lateral (select y.* from (\n${inner}\n) y where o.org is not null offset 0) x`

  expect(fingerprintOf(wrapped)).toEqual(fingerprintOf(inner))
})

test('a very long statement is cut', () => {
  expect(fingerprintOf(`select ${'a, '.repeat(1000)} b`).text.length).toBe(1000)
})

test.each([
  ['select * from t where a = 1 limit 20', 501, 20, 'critical'],
  ['select count(*) from t', 501, 1, 'critical'],
  ['select count(*) from t', 151, 1, 'slow_count'],
  ['select count(*) from t', 150, 1, 'review_indexes'],
  ['select * from t', 201, 2, 'unbounded_list'],
  ['select * from t', 200, 2, 'review_indexes'],
  ['select * from t', 201, 1, 'review_indexes'],
  ['select * from t limit 9', 400, 9, 'review_indexes'],
  ['update t set a = 1', 400, 900, 'review_indexes'],
] as const)('%s in %d ms with %d rows: %s', (statement, ms, rows, hint) => {
  expect(hintOf(fingerprintOf(statement), ms, rows)).toBe(hint)
})

test('parameters show ids, numbers, times and flags, and nothing that could be a name', () => {
  const id = '01900000-0000-7000-8000-00000000000a'
  const given = [id, 5, true, null, '17.5', '2026-01-31T10:00:00.000Z', 'bob@example.com', 'Bob', ['x'], { a: 1 }]

  expect(redactedParameters(given)).toEqual([
    ...[id, '5', 'true', 'null', '17.5', '2026-01-31T10:00:00.000Z'],
    ...['text of 15', 'text of 3', 'list of 1', 'object'],
  ])
  expect(redactedParameters(Array.from({ length: 25 }, () => 1)).at(-1)).toBe('and 5 more')
})
