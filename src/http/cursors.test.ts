import { describe, expect, test } from 'bun:test'
import { z } from 'zod'
import { limits, Secret } from '../config.ts'
import { AppError } from '../errors.ts'
import { createCursors, type CursorScope } from './cursors.ts'
import { cutRow, fieldNames, projectionOf } from './projection.ts'

const scope: CursorScope = {
  org: 'o1',
  route: '/api/tournaments',
  filters: { status: 'live', q: undefined },
  sort: ['-startDate'],
  visibility: 'staff',
}
const position = { values: ['2026-03-01T18:00:00.000123Z', null, 'a|b"c'], isBackward: false }

function setup(key = 'k') {
  const world = { now: 1_000_000 }
  return { world, cursors: createCursors({ secret: new Secret(key), now: () => world.now }) }
}

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof AppError) return error.problem
    throw error
  }
  return 'none'
}

describe('a cursor', () => {
  const { cursors } = setup()
  const text = cursors.seal(scope, position)

  test('gives back where the walk stands; the empty one starts a walk', () => {
    expect(cursors.open(scope, text)).toEqual(position)
    expect(cursors.open({ ...scope, filters: { status: 'live' } }, text)).toEqual(position)
    expect(cursors.open(scope, '')).toBeNull()
    expect(text).toMatch(/^[\w-]+$/)
  })

  const foreign: readonly [string, CursorScope][] = [
    ['org', { ...scope, org: 'o2' }],
    ['route', { ...scope, route: '/api/venues' }],
    ['filter', { ...scope, filters: { status: 'past' } }],
    ['added filter', { ...scope, filters: { status: 'live', q: 'x' } }],
    ['sort', { ...scope, sort: ['startDate'] }],
    ['visibility class', { ...scope, visibility: 'public' }],
  ]
  test.each(foreign)('of another %s is a 400', (_, other) => {
    expect(codeOf(() => cursors.open(other, text))).toBe('bad_cursor')
  })

  test('a touched, foreign or expired cursor is a 400, and says nothing of why', () => {
    const { world, cursors: aged } = setup()
    const messages = new Set<string>()
    const refuse = (at: typeof cursors, given: string) => {
      try {
        at.open(scope, given)
        messages.add(`opened ${given}`)
      } catch (error) {
        messages.add((error as Error).message)
      }
    }
    // Every byte, spelled another way too: the last letter of base64url may hide loose bits.
    for (let i = 0; i < text.length; i++)
      for (const letter of ['A', 'B', 'w', '_', '=', ' '])
        if (text[i] !== letter) refuse(cursors, text.slice(0, i) + letter + text.slice(i + 1))
    for (const given of [text.slice(0, -1), `${text}A`, `${text}=`, ` ${text}`, 'x', 'A'.repeat(42), '\u0000', '🎱'])
      refuse(cursors, given)
    refuse(setup('another key').cursors, text)
    world.now += limits.cursorHours * 3_600_000 + 1001
    refuse(aged, text)

    expect([...messages]).toHaveLength(1)
    expect([...messages][0]).not.toStartWith('opened')
  })
})

describe('fields', () => {
  const row = z.strictObject({ id: z.string(), name: z.string(), progress: z.strictObject({ done: z.int() }) })
  const names = fieldNames(row)
  const sample = { id: '1', name: 'Ada', progress: { done: 3, hidden: 4 } }
  const cut = (query: Parameters<typeof projectionOf>[0]) => projectionOf(query, names)?.(sample)

  test('are the members of the row, and those inside of them', () => {
    expect(names).toEqual(['id', 'name', 'progress', 'progress.done'])
    expect(projectionOf({}, names)).toBeNull()
    expect(cut({ fields: 'name,id' })).toEqual({ id: '1', name: 'Ada' })
    expect(cut({ fields: 'progress.done' })).toEqual({ progress: { done: 3 } })
    expect(cut({ fields: 'progress' })).toEqual({ progress: { done: 3 } })
    expect(cut({ excludeFields: 'progress' })).toEqual({ id: '1', name: 'Ada' })
    expect(cut({ fields: 'id,progress', excludeFields: 'id' })).toEqual({ progress: { done: 3 } })
    expect(cutRow(row).safeParse({ progress: {} }).success).toBe(true)
    expect(cutRow(row).safeParse({ email: 'x' }).success).toBe(false)
  })

  test.each([
    { fields: 'email' },
    { fields: '' },
    { fields: 'id,' },
    { fields: ' id' },
    { fields: 'progress.hidden' },
    { fields: '__proto__' },
    { fields: 'constructor' },
    { excludeFields: 'passwordHash' },
    { fields: 'id', excludeFields: 'id' },
    { fields: Array.from({ length: 21 }, () => 'id').join(',') },
  ])('only names of the documented row can be asked for; any other is a 400: %p', (query) => {
    expect(codeOf(() => projectionOf(query, names))).toBe('bad_request')
  })
})
