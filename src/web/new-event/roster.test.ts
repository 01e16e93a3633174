import { expect, test } from 'bun:test'
import { parseRoster } from './roster.ts'

test('one name per line, blank lines and numbering left out', () => {
  const { entries, faults } = parseRoster('1. Anna\n\n2) Ben \r\n  Cora\n')

  expect(entries).toEqual([{ name: 'Anna' }, { name: 'Ben' }, { name: 'Cora' }])
  expect(faults).toEqual([])
})

test('ratings and clubs follow after a comma, a semicolon or a tab', () => {
  const { entries } = parseRoster('Anna, 612, Corner Pocket\nBen;540\nCora\t701')

  expect(entries).toEqual([
    { name: 'Anna', rating: 612, club: 'Corner Pocket' },
    { name: 'Ben', rating: 540 },
    { name: 'Cora', rating: 701 },
  ])
})

test('a CSV names its columns in any order, and quotes keep commas together', () => {
  const { entries, faults } = parseRoster('rating,Name,seed\n612,"Doe, ""JD"" John",2\n,Ben,1')

  expect(faults).toEqual([])
  expect(entries).toEqual([
    { name: 'Doe, "JD" John', rating: 612, seed: 2 },
    { name: 'Ben', seed: 1 },
  ])
})

test('what cannot be read is told by its line', () => {
  const { faults } = parseRoster(`Anna\nDoe, John\nanna\n${'x'.repeat(61)}\n, 500\nEva, 1, 2, 3`)

  expect(faults).toEqual([
    { line: 2, words: '“John” is not a rating; put a name that holds a comma in "quotes"' },
    { line: 3, words: 'anna is on line 1 already' },
    { line: 4, words: 'the name is longer than 60 characters' },
    { line: 5, words: 'there is no name' },
    { line: 6, words: 'there are more fields than columns' },
  ])
})

test('an unknown column is named', () => {
  expect(parseRoster('name,shoe size\nAnna,40').faults).toEqual([{ line: 1, words: 'no column is called “shoe size”' }])
})

test('entries know their line', () => {
  expect(parseRoster('name\n\nAnna\nBen').lines).toEqual([3, 4])
})
