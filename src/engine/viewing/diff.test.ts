import { expect, test } from 'bun:test'
import { entityOps, patchOf } from './diff.ts'

test('a patch holds what changed, and null for what went away', () => {
  expect(patchOf({ a: 1, b: 2, c: [1] }, { a: 1, c: [1], d: 4 })).toEqual({ b: null, d: 4 })
  expect(patchOf({ a: 1 }, { a: 1 })).toBeNull()
  expect(patchOf({ a: 1, b: 2 }, { a: 1 })).toEqual({ b: null })
  expect(patchOf({ a: 1, b: null, c: [1] }, { a: '1', b: [], c: [1, 2] })).toEqual({ a: '1', b: [], c: [1, 2] })
  expect(patchOf(null, { a: 1 })).toEqual({ a: 1 })
})

test('only entities that are other objects than before are looked at', () => {
  const [one, two, three] = [{ id: '1' }, { id: '2' }, { id: '3' }]
  const asked: string[] = []
  const row = (entity: { id: string }) => {
    asked.push(entity.id)
    return entity
  }

  expect(entityOps('p', [one, two], [one, { ...two }, three], row, row)).toEqual([['p', '3', { id: '3' }] as never])
  expect(asked).toEqual(['2', '2', '3'])
})

test('an entity that moved is no news, one that is missing is', () => {
  const [one, two, three] = [{ id: '1' }, { id: '2' }, { id: '3' }]
  const row = (entity: { id: string }) => entity

  expect(entityOps('tb', [one, two, three], [two, three], row, row)).toEqual([['x', 'tb', '1']])
})
