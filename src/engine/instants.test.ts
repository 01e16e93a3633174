import { expect, test } from 'bun:test'
import { instantOf, millisOf } from './instants.ts'

test('instants count like the calendar, leap days and turns of years included', () => {
  const days = [
    '1970-01-01',
    '1999-12-31',
    '2000-02-29',
    '2004-02-28',
    '2004-02-29',
    '2004-03-01',
    '2024-02-29',
    '2026-11-23',
    '2100-03-01',
    '1969-12-31',
    '2400-02-28',
    '2400-02-29',
    '2400-03-01',
  ]
  for (const day of days) {
    for (const time of ['00:00:00.000', '01:00:00.000', '09:05:07.042', '23:00:00.000', '23:59:59.999']) {
      const instant = `${day}T${time}Z`

      expect(millisOf(instant)).toBe(Date.parse(instant))
      expect(instantOf(Date.parse(instant))).toBe(instant)
    }
  }
})

test('every day of a year comes out as it is on the calendar', () => {
  const [first, last] = [Date.parse('2026-01-01T12:00:00.000Z'), Date.parse('2027-01-01T12:00:00.000Z')]
  for (let day = first; day <= last; day += 86_400_000) expect(instantOf(day)).toBe(new Date(day).toISOString())
})

test('the turns of months and years of a whole era come out as they are on the calendar', () => {
  for (let year = 1970; year < 2370; year++) {
    for (const day of ['01-01', '02-28', '03-01', '12-31']) {
      const millis = Date.parse(`${year}-${day}T00:00:00.000Z`)
      for (const at of [millis - 86_400_000, millis, millis + 86_400_000]) {
        expect(instantOf(at)).toBe(new Date(at).toISOString())
      }
    }
  }
})

test('an instant without milliseconds is read as a full second', () => {
  expect(millisOf('2026-11-23T10:00:01Z')).toBe(Date.parse('2026-11-23T10:00:01Z'))
})
