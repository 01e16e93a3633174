/** What people call the rounds of a knockout, and where the disqualified stand in it. */
import { describe, expect, test } from 'bun:test'
import { playOut, playerId, started } from '../laws/director.ts'
import type { StageOptions, StageType } from '../types.ts'
import { bracketView, standingsView } from '../view.ts'

const names = (type: StageType, players: number, options: Partial<StageOptions>) =>
  bracketView(started({ type, players, options }).state).rounds.map(({ name }) => name)

describe('rounds of a single elimination', () => {
  const last = ['Quarter-finals', 'Semi-finals', 'Final']

  test('are named from the end', () => {
    expect(names('single_elimination', 32, { thirdPlace: true })).toEqual([
      'Round 1',
      'Round 2',
      ...last,
      'Third place',
    ])
  })

  test('of the plate are counted', () => {
    const plate = ['Plate round 1', 'Plate round 2']
    expect(names('single_elimination', 8, { mode: 'plate' })).toEqual([...last, ...plate])
  })

  test('with re-entry go on counting behind the first', () => {
    const director = started({ type: 'single_elimination', players: 32, options: { mode: 're-entry' } })
    expect(bracketView(director.state).rounds.map(({ name }) => name)).toEqual(['Round 1'])

    playOut(director, () => 'a')
    for (const { id } of director.state.players.slice(16)) director.does({ type: 'player.reenter', player: id })
    director.does({ type: 'round.draw', stage: 1 })
    const all = bracketView(director.state).rounds.map(({ name }) => name)
    expect(all).toEqual(['Round 1', 'Round 2', 'Round 3', ...last])
  })
})

describe('rounds of a double elimination', () => {
  test('say on which side they are and which are the last', () => {
    expect(names('double_elimination', 8, {})).toEqual([
      'Winners round 1',
      'Winners round 2',
      'Winners final',
      'Losers round 1',
      'Losers round 2',
      'Losers round 3',
      'Losers final',
      'Grand final',
      'Grand final reset',
    ])
  })

  test('behind a cut are those of so many players', () => {
    const finals = names('double_elimination', 65, { cut: { at: 32 } }).slice(-5)
    expect(finals).toEqual(['Last 32', 'Last 16', 'Quarter-finals', 'Semi-finals', 'Final'])
  })
})

test('one who is disqualified is last of his round, or of all where the others move up', () => {
  for (const [moveUp, expected] of [
    [false, [1, 2, 3, 4, 5, 5, 5, 5]],
    [true, [1, 2, 3, 8, 4, 4, 4, 4]],
  ] as const) {
    const director = started({ type: 'single_elimination', players: 8 })
    for (const ref of ['W1.1', 'W1.2', 'W1.3', 'W1.4', 'W2.1', 'W2.2']) director.wins(ref, 'a')
    director.does({ type: 'player.disqualify', player: playerId(4), moveUp })
    director.wins('W3.1', 'a')

    expect(director.state.players.map(({ place }) => place)).toEqual([...expected])
    const rows = standingsView(director.state).stages[0]?.rows ?? []
    const ranks = rows.toSorted((a, b) => (a.player.seed ?? 0) - (b.player.seed ?? 0)).map(({ rank }) => rank)
    expect(ranks).toEqual([...expected])
  }
})

test('the last of a round is still before all of the rounds before it', () => {
  const director = started({ type: 'double_elimination', players: 16 })
  playOut(director, (match) => (match.bracket === 'GF' || match.ref === 'L6.1' ? 'a' : 'b'))
  const places = () => director.state.players.map(({ place }) => place)
  const before = places()
  const third = director.state.players.find(({ place }) => place === 3)?.id ?? playerId(0)
  director.does({ type: 'tournament.reopen', reason: 'a foul' })
  director.does({ type: 'player.disqualify', player: third, moveUp: false })

  expect(places()).toEqual(before)
})

test('last of all is behind the last of the first round', () => {
  const director = started({ type: 'single_elimination', players: 8 })
  for (const ref of ['W1.1', 'W1.2']) director.wins(ref, 'a')
  director.does({ type: 'player.disqualify', player: playerId(8), moveUp: false })
  director.does({ type: 'player.disqualify', player: playerId(5), moveUp: true })
  playOut(director, () => 'a')

  expect(director.state.players.map(({ place }) => place)).toEqual([1, 2, 3, 3, 8, 5, 5, 7])
})
