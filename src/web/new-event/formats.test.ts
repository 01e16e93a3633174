import { expect, test } from 'bun:test'
import { formatNamed, playableTypes } from '../../engine/formats.ts'
import { formats, grandFinals } from './formats.ts'

test('every format on the form can be played', () => {
  for (const { value } of formats) expect([...playableTypes, 'multi_stage']).toContain(value)
})

test('every grand final on the form is one that a double elimination takes', () => {
  const plain = { scoring: { kind: 'race', raceTo: 5 }, seeding: 'rating', thirdPlace: false } as const
  for (const { value } of grandFinals) {
    expect(formatNamed('double_elimination')?.optionsProblem({ ...plain, grandFinal: value }) ?? null).toBeNull()
  }
})
