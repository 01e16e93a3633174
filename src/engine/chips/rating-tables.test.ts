import { describe, expect, test } from 'bun:test'
import fixture from '../fixtures/chips.json'
import { chipsByTable, startChipsOf, tableNames } from './rating-tables.ts'

describe('start chips', () => {
  test('are those of the published tables', () => {
    const got = fixture.cases.map(({ table, rating }) => {
      const name = tableNames.find((one) => one === table)
      return { table, rating, chips: name === undefined ? null : chipsByTable(name, rating) }
    })

    expect(got).toEqual(fixture.cases)
  })

  test('of a table fill every band of it', () => {
    for (const { id, bands } of fixture.tables) {
      const name = tableNames.find((one) => one === id)
      if (name === undefined) throw new Error(`no table ${id}`)
      expect(bands.map(({ min }) => chipsByTable(name, min))).toEqual(bands.map(({ chips }) => chips))
      // Up to the last point before the next band.
      const [, ...others] = bands.toSorted((a, b) => a.min - b.min)
      const ends = others.map(({ min }) => chipsByTable(name, min - 1))
      const chips = bands.toSorted((a, b) => a.min - b.min).map((band) => band.chips)
      expect(ends).toEqual(chips.slice(0, -1))
    }
  })

  test('without a rating are the fewest of the table', () => {
    const unrated = { rating: null, skillLevel: null }

    expect(startChipsOf('five-band', unrated)).toBe(4)
    expect(startChipsOf('skill-level', unrated)).toBe(4)
    expect(startChipsOf(5, unrated)).toBe(5)
  })

  test('by skill level are read from its number', () => {
    expect(startChipsOf('skill-level', { rating: 700, skillLevel: 'SL 5' })).toBe(7)
  })
})
