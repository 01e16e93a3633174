import { expect, test } from 'bun:test'
import { count, gameWords, ordinal, plainText, tableWords, typeWords } from './words.ts'

test('places are ordinals', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 33, 101, 112].map(ordinal)).toEqual(
    '1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 33rd 101st 112th'.split(' '),
  )
})

test('one match, two matches', () => {
  expect([count(1, 'match', 'matches'), count(2, 'match', 'matches'), count(0, 'player')]).toEqual([
    '1 match',
    '2 matches',
    '0 players',
  ])
})

test('codes become words, what people typed stays', () => {
  expect(typeWords('double_elimination')).toBe('Double elimination')
  expect(gameWords('nine_ball')).toBe('Nine ball')
  expect(gameWords('10-Ball (Texas)')).toBe('10-Ball (Texas)')
})

test('a table with a bare number gets the word in front', () => {
  expect(['7', 'Table 7', '٣', 'Stream'].map(tableWords)).toEqual(['Table 7', 'Table 7', 'Table ٣', 'Stream'])
})

test('searching ignores case and accents', () => {
  expect(plainText('Jürgen ŠŤASTNÝ')).toBe('jurgen stastny')
})
