import { expect, test } from 'bun:test'
import { assert } from './assert.ts'

test('a true assertion is silent, a false one speaks of the engine', () => {
  expect(() => assert(1 + 1 === 2, 'arithmetic')).not.toThrow()
  expect(() => assert(1 + 1 === 3, 'arithmetic fails')).toThrow('engine: arithmetic fails')
})
