import { describe, expect, test } from 'bun:test'
import { basisPointsOf, centsOf, moneyWords, plainHundredths, plainPercent, sharesOf } from './money.ts'

describe('amounts', () => {
  test.each([
    ['20', 2000],
    ['20.5', 2050],
    ['20,05', 2005],
    [' 0.07 ', 7],
    ['1000000', 100_000_000],
    ['', 0],
    ['-1', null],
    ['1.005', null],
    ['1.200,00', null],
    ['twenty', null],
    ['1e3', null],
    ['12345678', null],
  ])('%p is read as %p cents', (text, cents) => {
    expect(centsOf(text)).toBe(cents)
  })

  test('are written as they are typed, and as the reader is used to', () => {
    expect([0, 7, 2050, 123_400].map(plainHundredths)).toEqual(['0.00', '0.07', '20.50', '1234.00'])
    expect(moneyWords(123_456)).toBe(
      new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(1234.56),
    )
  })
})

describe('parts of a whole', () => {
  test.each([
    ['10', 1000],
    ['7.25', 725],
    ['7,5', 750],
    ['', 0],
    ['ten', null],
    ['1000', null],
  ])('%p percent is read as %p basis points', (text, points) => {
    expect(basisPointsOf(text)).toBe(points)
  })

  test.each([
    ['50, 30, 20', [5000, 3000, 2000]],
    ['50,30,20', [5000, 3000, 2000]],
    ['50 % / 30 % / 20 %', [5000, 3000, 2000]],
    ['33.33 33.33; 33.34', [3333, 3333, 3334]],
    ['', []],
    ['50, half', null],
    ['50, -20', null],
  ])('%p is read as shares', (text, shares) => {
    expect(sharesOf(text)).toEqual(shares)
  })

  test('are written without zeros that say nothing', () => {
    expect([0, 5000, 3333, 1250, 10_000].map(plainPercent)).toEqual(['0', '50', '33.33', '12.5', '100'])
  })
})
