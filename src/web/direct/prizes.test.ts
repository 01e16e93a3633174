import { describe, expect, test } from 'bun:test'
import { poolText, rulesOf, type PoolText } from './prizes.ts'

const typed: PoolText = { fee: '20', house: '10', added: '100', costs: '', shares: '50, 30, 20' }
const rules = {
  entryFeeCents: 2000,
  houseBasisPoints: 1000,
  addedCents: 10_000,
  feesCents: 0,
  basisPoints: [5000, 3000, 2000],
}

describe('the rules of the pool', () => {
  test('are read from what was typed', () => {
    expect(rulesOf(typed)).toEqual(rules)
  })

  test('without shares leave the split to the house table', () => {
    expect(rulesOf({ ...typed, shares: ' ' })).toMatchObject({ basisPoints: null })
  })

  test('come back as the same text means the same', () => {
    expect(poolText(rules)).toEqual({ fee: '20.00', house: '10', added: '100.00', costs: '0.00', shares: '50, 30, 20' })
    expect(rulesOf(poolText(rules))).toEqual(rules)
  })

  test.each([
    [{ fee: 'free' }, 'Write amounts like 20 or 12.50.'],
    [{ costs: '-5' }, 'Write amounts like 20 or 12.50.'],
    [{ house: '101' }, 'The house keeps 0 to 100 percent, like 10 or 7.5.'],
    [{ shares: 'half' }, 'Write the shares in percent, first place first, like 50, 30, 20.'],
    [{ shares: '60, 50' }, 'The shares add up to 110 percent; 100 is all there is.'],
  ])('with %p are sent back in words', (wrong, words) => {
    expect(rulesOf({ ...typed, ...wrong })).toEqual({ words })
  })
})
