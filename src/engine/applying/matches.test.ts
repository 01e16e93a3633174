/** What a match remembers of how it began, and what is left of that when its result becomes another. */
import { describe, expect, test } from 'bun:test'
import { type Director, started, tableId } from '../laws/director.ts'

const four = () => started({ type: 'single_elimination', players: 4, tables: 2 })
const start = (director: Director) => {
  director.does({ type: 'match.start', match: director.id('W1.1') })
  return director.match('W1.1').startedAt
}
const walkover = (director: Director) =>
  director.does({ type: 'match.correct', match: director.id('W1.1'), result: { kind: 'walkover', winner: 'b' } })

describe('a match that the director has started', () => {
  test('has begun by that, and does not begin again with its first rack', () => {
    const director = four()
    const at = start(director)
    expect(director.match('W1.1')).toMatchObject({ state: 'active', startedAt: at, startedBy: 'start' })

    director.racks('W1.1', 'a')
    expect(director.match('W1.1')).toMatchObject({ startedAt: at, startedBy: 'start', scores: [1, 0], racks: 'a' })
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(director.match('W1.1')).toMatchObject({ state: 'active', startedAt: at, startedBy: 'start' })
  })

  test('has begun even if nobody played it, as a correction may say', () => {
    const director = four()
    const at = start(director)
    director.wins('W1.1', 'a')
    walkover(director)

    expect(director.match('W1.1')).toMatchObject({ startedAt: at, startedBy: 'start', result: { kind: 'walkover' } })
  })
})

describe('a match that began by being played', () => {
  test('has one rack less after each that is undone', () => {
    const director = four()
    director.racks('W1.1', 'aba')
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(director.match('W1.1')).toMatchObject({ state: 'active', racks: 'ab', scores: [1, 1] })
    director.racks('W1.1', 'bb')
    expect(director.match('W1.1')).toMatchObject({ state: 'completed', racks: 'abbb', scores: [1, 3] })
  })

  test('has not begun once its racks are undone, and goes back to its table', () => {
    const director = four()
    director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
    director.racks('W1.1', 'a')
    expect(director.match('W1.1')).toMatchObject({ state: 'active', startedBy: 'play' })
    director.does({ type: 'match.undo', match: director.id('W1.1') })

    const fresh = { startedAt: null, startedBy: null, scores: [0, 0], racks: '' }
    expect(director.match('W1.1')).toMatchObject({ state: 'assigned', table: tableId(1), ...fresh })
  })

  test('has not begun if nobody played it after all', () => {
    const director = four()
    director.wins('W1.1', 'a')
    walkover(director)

    expect(director.match('W1.1')).toMatchObject({ startedAt: null, startedBy: null })
  })
})

describe('a match that comes back into play', () => {
  const eight = () => started({ type: 'single_elimination', players: 8, tables: 2 })
  const assign = (director: Director, ref: string, table: number) =>
    director.does({ type: 'match.assign', match: director.id(ref), table: tableId(table) })
  const back = (director: Director, ref: string) => {
    director.does({ type: 'match.undo', match: director.id(ref) })
    const { state, table } = director.match(ref)
    return [state, table]
  }

  test('has its table again, whoever was there before it and whatever is played at others', () => {
    const director = eight()
    for (const ref of ['W1.1', 'W1.2']) {
      assign(director, ref, 1)
      director.wins(ref, 'a')
    }
    assign(director, 'W1.3', 2)

    expect(back(director, 'W1.2')).toEqual(['assigned', tableId(1)])
  })

  test('waits for another where its own is taken or closed', () => {
    const taken = eight()
    assign(taken, 'W1.1', 1)
    taken.wins('W1.1', 'a')
    assign(taken, 'W1.2', 1)
    expect(back(taken, 'W1.1')).toEqual(['ready', null])

    const closed = eight()
    assign(closed, 'W1.1', 1)
    closed.wins('W1.1', 'a')
    closed.does({ type: 'table.block', table: tableId(1), reason: 'cloth', after: false })
    expect(back(closed, 'W1.1')).toEqual(['ready', null])
  })

  test('has the racks that were played, but the last one if that had won it', () => {
    const director = eight()
    director.racks('W1.1', 'abaa')
    director.does({ type: 'match.correct', match: director.id('W1.1'), result: { scoreA: 0, scoreB: 3 } })
    expect(director.match('W1.1')).toMatchObject({ racks: 'abaa', scores: [0, 3] })

    expect(back(director, 'W1.1')).toEqual(['active', null])
    expect(director.match('W1.1')).toMatchObject({ racks: 'aba', scores: [2, 1], result: null })
  })

  test('is paused if it was, and played on if it had begun', () => {
    const director = eight()
    director.racks('W1.1', 'ab')
    director.wins('W1.1', 'a', 1)
    expect(back(director, 'W1.1')).toEqual(['active', null])
    director.does({ type: 'match.pause', match: director.id('W1.1') })
    expect(back(director, 'W1.1')).toEqual(['paused', null])
    expect(back(director, 'W1.1')).toEqual(['ready', null])
  })
})
