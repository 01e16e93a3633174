import { expect, test } from 'bun:test'
import { knockoutOptions } from './knockout-options.ts'

test('third place is a mode of a single elimination as well as an option', () => {
  expect(knockoutOptions({})).toEqual({ thirdPlace: false })
  expect(knockoutOptions({ thirdPlace: true })).toEqual({ thirdPlace: true })
  expect(knockoutOptions({ mode: 'third-place' })).toEqual({ thirdPlace: true })
  expect(knockoutOptions({ mode: 'plate' })).toEqual({ thirdPlace: false, mode: 'plate' })
})

test('members that were not sent are left out', () => {
  expect(knockoutOptions({ reseed: undefined, cut: { at: 8, draw: undefined } })).toEqual({
    thirdPlace: false,
    cut: { at: 8 },
  })
})
