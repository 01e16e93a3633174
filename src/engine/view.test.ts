/** The shapes of the contract, written out once each. */
import { describe, expect, test } from 'bun:test'
import { betterSeed, hallAt, playOut, registered, started, tableId } from './laws/director.ts'
import { bracketView, matchView, matchesView, playersView, standingsView, tablesView, tournamentView } from './view.ts'
import type { MatchId } from './types.ts'

const setup = { type: 'double_elimination', players: 4, tables: 2 } as const

describe('bracket', () => {
  test('rounds come by bracket and round, with their names', () => {
    const { rounds, ...head } = bracketView(started(setup).state)

    expect(Object.keys(head)).toEqual(['tournamentId', 'version', 'type', 'status'])
    expect(rounds.map(({ bracket, round, name, matches }) => [bracket, round, name, matches.length])).toEqual([
      ['W', 1, 'Winners round 1', 2],
      ['W', 2, 'Winners final', 1],
      ['L', 1, 'Losers round 1', 1],
      ['L', 2, 'Losers final', 1],
      ['GF', 1, 'Grand final', 1],
      ['GF', 2, 'Grand final reset', 1],
    ])
  })

  test('is empty before the draw', () => {
    expect(bracketView(registered(setup).state).rounds).toEqual([])
  })
})

describe('match', () => {
  test('has the keys of the contract in their order, absent values null', () => {
    const director = started(setup)
    director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
    director.racks('W1.1', 'abab')
    const { startedAt, readyAt } = director.match('W1.1')

    const expected = {
      id: director.id('W1.1'),
      ref: 'W1.1',
      number: 1,
      bracket: 'W',
      round: 1,
      position: 1,
      state: 'active',
      races: [3, 3],
      cap: null,
      start: null,
      slots: [
        {
          player: { id: 'player-1', name: 'Player 1', seed: 1, rating: null },
          source: { kind: 'seed', seed: 1, label: 'Seed 1' },
          score: 2,
          outcome: null,
        },
        {
          player: { id: 'player-4', name: 'Player 4', seed: 4, rating: null },
          source: { kind: 'seed', seed: 4, label: 'Seed 4' },
          score: 2,
          outcome: null,
        },
      ],
      result: null,
      table: { id: 'table-1', label: '1' },
      hillHill: true,
      readyAt,
      startedAt,
      completedAt: null,
      next: {
        winner: { match: director.id('W2.1'), slot: 'a' },
        loser: { match: director.id('L1.1'), slot: 'a' },
      },
    }
    expect(JSON.stringify(matchView(director.state, director.id('W1.1')))).toBe(JSON.stringify(expected))
    expect(matchesView(director.state).matches[0] as unknown).toEqual(expected)
  })

  test('that waits says for whom', () => {
    const director = started(setup)
    const view = matchView(director.state, director.id('L2.1'))

    expect(view?.slots.map((slot) => slot.source.label)).toEqual(['Winner of L1.1', 'Loser of W2.1'])
    expect(matchView(director.state, 'nowhere' as MatchId)).toBeNull()
  })

  test('that is over has a winner and a loser', () => {
    const director = started(setup)
    director.wins('W1.2', 'b', 1)
    const view = matchView(director.state, director.id('W1.2'))

    expect(view?.result).toEqual({ kind: 'played', winner: 'b' })
    expect(view?.slots.map((slot) => [slot.score, slot.outcome])).toEqual([
      [1, 'loss'],
      [3, 'win'],
    ])
  })
})

describe('standings', () => {
  test('count finished matches, and rank equals place at the end', () => {
    const director = started({ ...setup, players: 3 })
    const state = playOut(director, betterSeed(director.state))
    const [stage] = standingsView(state).stages

    expect(stage?.rows[0]).toEqual({
      rank: 1,
      tied: false,
      player: { id: 'player-1', name: 'Player 1', seed: 1, rating: null },
      state: 'finished',
      played: 2,
      won: 2,
      drawn: 0,
      lost: 0,
      points: null,
      racksFor: 6,
      racksAgainst: 0,
      rackDiff: 6,
      byes: 1,
      tieBreaks: [],
      decidedBy: null,
      qualified: null,
      group: null,
      platePlace: null,
    } as never)
    expect(stage?.rows.map((row) => [row.rank, row.won, row.lost])).toEqual([
      [1, 2, 0],
      [2, 2, 2],
      [3, 0, 2],
    ])
  })

  test('put those still in above those who are out, fewer losses first', () => {
    const director = started(setup)
    for (const ref of ['W1.1', 'W1.2', 'L1.1']) director.wins(ref, 'a')
    const [stage] = standingsView(director.state).stages

    expect(stage?.rows.map((row) => [row.rank, row.tied, row.player.seed])).toEqual([
      [1, true, 1],
      [1, true, 2],
      [3, false, 4],
      [4, false, 3],
    ])
  })

  test('leave walkovers out of the racks', () => {
    const director = started(setup)
    director.does({ type: 'match.walkover', match: director.id('W1.1'), winner: 'a' })
    const [first] = standingsView(director.state).stages[0]?.rows ?? []

    expect(director.match('W1.1').scores).toEqual([3, 0])
    expect([first?.won, first?.racksFor]).toEqual([1, 0])
  })

  test('placing says which match decided a place', () => {
    const director = started(setup)
    playOut(director, betterSeed(director.state))
    const { placing } = standingsView(director.state)

    expect(placing.map(({ place, tied, reason }) => [place, tied, reason.match])).toEqual([
      [1, false, director.id('GF1')],
      [2, false, director.id('GF1')],
      [3, false, director.id('L2.1')],
      [4, false, director.id('L1.1')],
    ])
  })
})

describe('tables', () => {
  test('show what is played there, and the queue what waits', () => {
    const director = started(setup)
    director.does({ type: 'match.assign', match: director.id('W1.2'), table: tableId(2) })
    director.racks('W1.2', 'abb')
    const { tables, queue } = tablesView(director.state, hallAt(0))

    expect(tables.map((row) => [row.table.label, row.state, row.match?.label ?? null])).toEqual([
      ['1', 'available', null],
      ['2', 'in_use', 'W1.2'],
    ])
    expect(tables[1]?.match?.scores).toEqual([1, 2])
    expect(tables[1]?.match?.players.map((player) => player?.name)).toEqual(['Player 2', 'Player 3'])
    expect(queue.map((row) => [row.match.label, row.priority])).toEqual([['W1.1', 1]])
  })

  test('the queue prefers the longer way to the end', () => {
    const director = started({ type: 'single_elimination', players: 6 })
    director.wins('W1.2', 'a')

    // W2.1 is ready, one match from the final; W1.4 has two to go.
    expect(tablesView(director.state, hallAt(0)).queue.map((row) => row.match.label)).toEqual(['W1.4', 'W2.1'])
  })

  test('a blocked table says why', () => {
    const director = started(setup)
    director.does({ type: 'table.block', table: tableId(1), reason: 'private', after: false })

    expect(tablesView(director.state, hallAt(0)).tables[0]).toMatchObject({
      state: 'blocked',
      blockedReason: 'private',
    })
  })
})

test('the tournament counts its players and its matches', () => {
  const director = started(setup)
  director.wins('W1.1', 'a')

  expect(tournamentView(director.state)).toMatchObject({
    name: 'Friday Open',
    status: 'active',
    players: 4,
    matches: 7,
    done: 1,
    stages: [{ number: 1, status: 'active' }],
  })
})

test('players show what the contract names and no wish of theirs', () => {
  const view = playersView(registered(setup).state)

  expect(Object.keys(view.players[0] ?? {})).toEqual([
    'id',
    'name',
    'userId',
    'club',
    'rating',
    'skillLevel',
    'seed',
    'status',
    'chips',
    'place',
    'registeredAt',
    'checkedInAt',
  ])
})
