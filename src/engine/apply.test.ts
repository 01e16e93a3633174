/** Each event's effect, and what two states share. */
import { describe, expect, test } from 'bun:test'
import { playOut, playerId, started, tableId } from './laws/director.ts'

const double = () => started({ type: 'double_elimination', players: 8, tables: 2 })

describe('structural sharing', () => {
  test('a rack copies its match and nothing else', () => {
    const director = double()
    director.racks('W1.1', 'a')
    const before = director.state
    const after = director.racks('W1.1', 'b')

    const changed = after.matches.filter((match, at) => match !== before.matches[at])
    expect(changed.map((match) => match.ref)).toEqual(['W1.1'])
    expect(after.matchIndex).toBe(before.matchIndex)
    expect(after.playerIndex).toBe(before.playerIndex)
    expect(after.players).toBe(before.players)
    expect(after.stages).toBe(before.stages)
    expect(after.tables).toBe(before.tables)
    expect(after.tournament).toBe(before.tournament)
  })

  test('a rack that ends a match touches only where its players go', () => {
    const director = double()
    director.racks('W1.1', 'aa')
    const before = director.state
    const after = director.racks('W1.1', 'a')

    const changed = after.matches.filter((match, at) => match !== before.matches[at])
    expect(changed.map((match) => match.ref)).toEqual(['W1.1', 'W2.1', 'L1.1'])
    expect(after.players).toBe(before.players)
  })

  test('the state before is not changed', () => {
    const director = double()
    const before = director.state
    const copy = JSON.stringify(before)
    director.racks('W1.1', 'aaa')

    expect(JSON.stringify(before)).toBe(copy)
  })
})

describe('a match', () => {
  test('begins with its first rack and ends with the one that reaches the race', () => {
    const director = double()
    director.racks('W1.1', 'ab')
    expect(director.match('W1.1')).toMatchObject({ state: 'active', scores: [1, 1], racks: 'ab', startedBy: 'play' })
    expect(director.state.stages[0]?.status).toBe('active')

    director.racks('W1.1', 'bb')
    expect(director.match('W1.1')).toMatchObject({ state: 'completed', scores: [1, 3] })
    expect(director.match('W1.1').result).toEqual({ kind: 'played', winner: 'b' })
  })

  test('with its only rack undone is as if it had never begun', () => {
    const director = double()
    const before = director.state
    director.racks('W1.1', 'a')
    const after = director.does({ type: 'match.undo', match: director.id('W1.1') })

    expect(after.matches).toEqual(before.matches)
    expect(after.stages).toEqual(before.stages)
  })

  test('that is taken off its table is as ready as before', () => {
    const director = double()
    const before = director.match('W1.1')
    director.does({ type: 'match.assign', match: before.id, table: tableId(1) })
    director.does({ type: 'match.free', match: before.id })

    expect(director.match('W1.1')).toEqual(before)
  })

  test('started by the director stays begun when its racks are undone', () => {
    const director = double()
    director.does({ type: 'match.start', match: director.id('W1.1') })
    director.racks('W1.1', 'a')
    director.does({ type: 'match.undo', match: director.id('W1.1') })

    expect(director.match('W1.1')).toMatchObject({ state: 'active', scores: [0, 0] })
  })

  test('whose entered result is taken back has the racks it had', () => {
    const director = double()
    director.racks('W1.1', 'ab')
    const before = director.state.matches
    director.wins('W1.1', 'b', 2)
    expect(director.match('W1.1').scores).toEqual([2, 3])
    director.does({ type: 'match.undo', match: director.id('W1.1') })

    expect(director.state.matches).toEqual(before)
  })

  test('that ended by racks loses only its last rack to an undo', () => {
    const director = double()
    director.racks('W1.1', 'abaa')
    director.does({ type: 'match.undo', match: director.id('W1.1') })

    expect(director.events.at(-1)?.type).toBe('rack.undone')
    expect(director.match('W1.1')).toMatchObject({ state: 'active', scores: [2, 1], racks: 'aba', result: null })
  })

  test('can have a race for each side', () => {
    const director = double()
    director.does({ type: 'match.set_race', match: director.id('W1.1'), races: [5, 2] })
    director.racks('W1.1', 'aaabb')

    expect(director.match('W1.1').result).toEqual({ kind: 'played', winner: 'b' })
  })
})

describe('tables', () => {
  const assign = (ref: string, table: number, director = double()) => {
    director.does({ type: 'match.assign', match: director.id(ref), table: tableId(table) })
    return director
  }

  test('a finished match keeps the name of its table and frees it', () => {
    const director = assign('W1.1', 1)
    director.wins('W1.1', 'a')
    expect(director.match('W1.1').table).toBe(tableId(1))

    assign('W1.2', 1, director)
    expect(director.match('W1.2')).toMatchObject({ state: 'assigned', table: tableId(1) })
  })

  test('an undo brings a match back to its table, unless another is there by now', () => {
    const director = assign('W1.1', 1)
    director.racks('W1.1', 'aaa')
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(director.match('W1.1').table).toBe(tableId(1))

    director.racks('W1.1', 'a')
    assign('W1.2', 1, director)
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(director.match('W1.1')).toMatchObject({ state: 'active', table: null })
  })

  test('a match moves from one table to another while it is played', () => {
    const director = assign('W1.1', 1)
    director.racks('W1.1', 'a')
    assign('W1.1', 2, director)

    expect(director.match('W1.1')).toMatchObject({ state: 'active', table: tableId(2), scores: [1, 0] })
  })

  test('a table to be blocked afterwards is blocked when its match ends', () => {
    const director = assign('W1.1', 1)
    director.does({ type: 'table.block', table: tableId(1), reason: 'cloth', after: true })
    expect(director.state.tables[0]).toMatchObject({ status: 'available', blockAfter: true })
    director.wins('W1.1', 'a')
    expect(director.state.tables[0]).toMatchObject({ status: 'blocked', blockAfter: false, reason: 'cloth' })

    director.does({ type: 'table.free', table: tableId(1) })
    expect(director.state.tables[0]).toMatchObject({ status: 'available', reason: null })
  })

  test('a cancelled tournament holds no table', () => {
    const director = assign('W1.1', 1)
    director.does({ type: 'tournament.cancel' })

    expect(director.match('W1.1')).toMatchObject({ state: 'ready', table: null })
  })
})

describe('the tournament', () => {
  test('ends with its last match and goes on when it is reopened', () => {
    const director = started({ type: 'single_elimination', players: 2 })
    const end = playOut(director, () => 'a')
    expect(end.tournament).toMatchObject({ status: 'completed', completedAt: director.events.at(-1)?.at ?? '' })

    director.does({ type: 'tournament.reopen', reason: 'wrong winner' })
    director.does({ type: 'match.undo', match: director.id('W1.1') })
    expect(director.state.players.map((player) => player.status)).toEqual(['active', 'active'])
    director.wins('W1.1', 'b')

    expect(director.state.tournament.status).toBe('completed')
    expect(director.state.players.map((player) => player.place)).toEqual([2, 1])
  })

  test('reopened by mistake is completed again', () => {
    const director = started({ type: 'single_elimination', players: 2 })
    const end = playOut(director, () => 'a')
    director.does({ type: 'tournament.reopen', reason: 'oops' })
    const again = director.does({ type: 'tournament.complete' })

    expect(again.tournament.status).toBe('completed')
    expect(again.players).toEqual(end.players)
  })

  test('undrawn has no matches, and players want the seeds they wanted before', () => {
    const director = double()
    director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
    const undrawn = director.does({ type: 'stage.undraw', stage: 1 })

    expect(undrawn.matches).toEqual([])
    expect(undrawn.players.map((player) => player.seed)).toEqual(Array.from({ length: 8 }, () => null))
    const order = [8, 7, 6, 5, 4, 3, 2, 1].map(playerId)
    expect(director.does({ type: 'stage.draw', stage: 1, order }).players[7]?.seed).toBe(1)
  })
})
