import { describe, expect, test } from 'bun:test'
import { type Director, betterSeed, playOut, playerId, registered, started, tableId } from './laws/director.ts'
import { applyOps, mergeOps, ops, rows } from './ops.ts'
import type { Op, Rows } from './rows.ts'
import type { State } from './types.ts'

const setup = { type: 'double_elimination', players: 4, tables: 1 } as const
const nothing = { s: {}, m: {}, p: {}, tb: {}, st: {} }

function step(director: Director, act: () => unknown): { before: State; after: State; ops: Op[] } {
  const before = director.state
  act()
  return { before, after: director.state, ops: ops(before, director.state) }
}

describe('rows', () => {
  test('the rows of a state with the ops to another applied are the rows of the other', () => {
    const director = started(setup)
    const { before, after, ops: changes } = step(director, () => director.wins('W1.1', 'a', 2))

    expect(applyOps(rows(before), changes)).toEqual(rows(after))
  })

  test('stay as they are when ops are applied to them, and share what did not change', () => {
    const director = started(setup)
    const { before, ops: changes } = step(director, () => director.wins('W1.1', 'a', 2))
    const given = rows(before)
    const text = JSON.stringify(given)
    const next = applyOps(given, changes)

    expect(JSON.stringify(given)).toBe(text)
    expect(next.tb).toBe(given.tb)
    expect(next.m[director.id('W1.2')]).toBe(given.m[director.id('W1.2')])
  })

  test('hold no null member', () => {
    const director = started(setup)

    expect(JSON.stringify(rows(playOut(director, betterSeed(director.state))))).not.toContain('null')
  })

  test('say why a slot is empty, and whom it holds once it is not', () => {
    const director = started(setup)
    director.wins('W1.1', 'b')
    const row = rows(director.state).m[director.id('W2.1')]

    expect(row?.labelA).toBeUndefined()
    expect(row?.playerA as string).toBe('player-4')
    expect(row?.labelB).toBe('Winner of W1.2')
    expect(rows(director.state).m[director.id('L2.1')]?.labelB).toBe('Loser of W2.1')
  })

  test('count playable matches and those done', () => {
    const director = started(setup)
    expect(rows(director.state).t).toMatchObject({ matches: 7, done: 0 })

    expect(rows(playOut(director, betterSeed(director.state))).t).toMatchObject({ matches: 6, done: 6 })
  })
})

describe('ops', () => {
  test('of a rack are its match alone', () => {
    const director = started(setup)
    director.racks('W1.1', 'a')
    const { ops: changes } = step(director, () => director.racks('W1.1', 'b'))

    expect(changes).toEqual([['m', director.id('W1.1'), { scoreB: 1, racks: 'ab' }]])
  })

  test('of the end of a match bring the standings, of its undo as well', () => {
    const director = started(setup)
    director.racks('W1.1', 'aa')
    const { ops: end, before } = step(director, () => director.racks('W1.1', 'a'))
    const { ops: back, after } = step(director, () => director.does({ type: 'match.undo', match: director.id('W1.1') }))

    expect(end.map(([kind]) => kind)).toEqual(['t', 'm', 'm', 'm', 'st'])
    expect(back.map(([kind]) => kind)).toEqual(['t', 'm', 'm', 'm', 'st'])
    expect(rows(after)).toEqual(rows(before))
  })

  test('of a match that knows one player tell nothing of the other, who is still awaited', () => {
    const director = started(setup)
    const { ops: changes } = step(director, () => director.wins('W1.1', 'a'))
    const next = director.id('W2.1')

    expect(changes.filter(([kind, id]) => kind === 'm' && id === next)).toEqual([
      ['m', next, { playerA: playerId(1), labelA: null }],
    ])
  })

  test('of a draw and its undoing bring matches and take them away', () => {
    const director = registered(setup)
    const start = rows(director.state)
    const drawn = step(director, () => director.does({ type: 'stage.draw', stage: 1 }))
    const undrawn = step(director, () => director.does({ type: 'stage.undraw', stage: 1 }))

    expect(drawn.ops.filter(([kind]) => kind === 'm')).toHaveLength(7)
    expect(undrawn.ops.filter(([kind]) => kind === 'x')).toHaveLength(7)
    expect(applyOps(applyOps(start, drawn.ops), undrawn.ops)).toEqual(start)
  })

  test('of a draw bring the standings, of a rack or a table none', () => {
    const director = registered(setup)
    const kinds = (act: () => unknown) => step(director, act).ops.map(([kind]) => kind)

    expect(kinds(() => director.does({ type: 'stage.draw', stage: 1 }))).toContain('st')
    director.does({ type: 'tournament.start' })
    // The first rack of all begins the stage.
    director.racks('W1.1', 'a')
    expect(kinds(() => director.racks('W1.1', 'a'))).not.toContain('st')
    const table = { type: 'match.assign', match: director.id('W1.2'), table: tableId(1) } as const
    expect(kinds(() => director.does(table))).toEqual(['m'])
    expect(kinds(() => director.does({ type: 'match.undo', match: director.id('W1.1') }))).not.toContain('st')
  })

  test.each([
    ['the rating', { rating: 600 }, true],
    ['the conduct', { conduct: 2 }, true],
    ['the name', { name: 'Anna' }, false],
  ])('of an edited player bring the standings if they may ask for it: %s', (_, edit, isAsked) => {
    const director = started(setup)
    const { ops: changes } = step(director, () => director.does({ type: 'player.edit', player: playerId(2), edit }))

    expect(changes.some(([kind]) => kind === 'st')).toBe(isAsked)
  })

  test('of a removed table leave the others alone', () => {
    const director = registered({ ...setup, tables: 3 })
    const { ops: changes } = step(director, () => director.does({ type: 'table.remove', table: tableId(2) }))

    expect(changes).toEqual([['x', 'tb', 'table-2']])
  })

  test('from nothing build the whole', () => {
    const director = started(setup)
    const all = rows(director.state)

    expect(applyOps({ t: all.t, ...nothing }, ops(null, director.state))).toEqual(all)
  })
})

describe('merging', () => {
  const t = { t: {}, ...nothing } as unknown as Rows
  const match = (patch: object) => ['m', 'one', patch] as unknown as Op
  const gone: Op = ['x', 'm', 'one']

  test('keeps the later value of each member', () => {
    expect(mergeOps([match({ scoreA: 1, table: 'x' })], [match({ scoreA: 2, table: null })])).toEqual([
      match({ scoreA: 2, table: null }),
    ])
  })

  test('forgets what happened to a row before it was removed', () => {
    expect(mergeOps([match({ scoreA: 1 })], [gone])).toEqual([gone])
  })

  test('lets a row go and come again with nothing of what it was', () => {
    const merged = mergeOps([match({ scoreA: 1, racks: 'a' }), gone], [match({ scoreA: 0 })])

    expect(merged).toEqual([gone, match({ scoreA: 0 })])
    const known = applyOps(t, [match({ racks: 'aaa' })])
    expect(applyOps(known, merged).m['one'] as unknown).toEqual({ scoreA: 0 })
  })

  test('joins the changes of the tournament, and keeps the last standings', () => {
    const t = (patch: object) => ['t', patch] as unknown as Op
    const st = (...rows: unknown[]) => ['st', 'one', rows] as unknown as Op
    const merged = mergeOps([t({ done: 1, name: 'x' }), st(1)], [t({ done: 2 }), st(2)])

    expect(merged).toEqual([t({ done: 2, name: 'x' }), st(2)])
  })

  test('keeps rows of one id but of another kind apart', () => {
    const table = ['tb', 'one', { label: '1' }] as unknown as Op

    expect(mergeOps([match({ scoreA: 1 })], [table])).toEqual([match({ scoreA: 1 }), table])
    expect(mergeOps([match({ scoreA: 1 })], [['x', 'tb', 'one']])).toEqual([['x', 'tb', 'one'], match({ scoreA: 1 })])
  })

  test('has the effect of both lists', () => {
    const director = started(setup)
    const first = step(director, () => director.racks('W1.1', 'aab'))
    const second = step(director, () => director.racks('W1.1', 'a'))

    const merged = mergeOps(first.ops, second.ops)
    expect(applyOps(rows(first.before), merged)).toEqual(rows(second.after))
    expect(merged.filter(([kind, id]) => kind === 'm' && id === director.id('W1.1'))).toHaveLength(1)
  })
})
