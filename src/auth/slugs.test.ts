import { expect, test } from 'bun:test'
import { slugOf, slugsFor } from './slugs.ts'

test('a slug keeps what a-z and digits can say of a name', () => {
  expect(slugOf('Corner Pocket')).toBe('corner-pocket')
  expect(slugOf('  Straße & Café №9! ')).toBe('strasse-cafe-no9')
  expect(slugOf('撞球')).toBe('org')
  expect(slugOf('-'.repeat(80))).toBe('org')
  expect(slugOf(`${'a'.repeat(47)} b`)).toBe('a'.repeat(47))
})

test('every candidate fits the column, and the last is surely free', () => {
  const slugs = [...slugsFor('x'.repeat(200)), ...slugsFor('!')]
  for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9][a-z0-9-]{0,62}$/)
  expect(new Set([...slugsFor('a'), ...slugsFor('a')]).size).toBe(6)
})
