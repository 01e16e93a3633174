/** What edits, later draws and an end leave as it was. */
import { expect, test } from 'bun:test'
import { newTournament, playOut, playerId, registered } from '../laws/director.ts'
import type { StageOptions } from '../types.ts'

const options = newTournament('round_robin').stages[0]?.options as StageOptions

test('an edit of the name leaves the options of the first stage alone', () => {
  const director = registered({ type: 'single_elimination', players: 4 })
  const known = director.state.stages

  director.does({ type: 'tournament.edit', edit: { name: 'Saturday Open' } })

  expect(director.state.tournament.name).toBe('Saturday Open')
  expect(director.state.stages).toBe(known)
})

test('an edit of the options changes the first stage and nothing else', () => {
  const director = registered({ type: 'single_elimination', players: 4 })
  const scoring = { kind: 'open' } as const
  const [stage] = director.state.stages

  director.does({ type: 'tournament.edit', edit: { options: { ...options, scoring } } })

  expect(director.state.stages).toEqual(stage === undefined ? [] : [{ ...stage, options: { ...options, scoring } }])
})

test('seeds are those of the first stage, whoever leads the second', () => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const stages = [
    { type: 'round_robin', name: 'Table', options },
    { type: 'single_elimination', name: 'Final', options: { ...options, from } },
  ] as const
  const director = registered({ type: 'round_robin', players: 3, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  const strength = (id: string | null) => Number(id?.replace('player-', ''))
  playOut(director, ({ slots: [a, b] }) => (strength(a.player) > strength(b.player) ? 'a' : 'b'))
  director.does({ type: 'stage.draw', stage: 2 })

  expect(director.state.stages[1]?.order).toEqual([playerId(3), playerId(2)])
  expect(director.state.players.map(({ seed }) => seed)).toEqual([1, 2, 3])
  expect(director.state.players.map(({ place, status }) => [place, status])).toEqual([
    [3, 'eliminated'],
    [null, 'active'],
    [null, 'active'],
  ])
})

test('chips go with the draw of their stage, and stay when that of another is undone', () => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const chipLives = { startChips: 1 }
  const stages = [
    ...newTournament('chip_lives', { chipLives }).stages,
    ...newTournament('single_elimination', { from }).stages,
  ]
  const director = registered({ type: 'chip_lives', players: 3, tournament: { type: 'multi_stage', stages } })
  const chips = () => director.state.players.map((player) => ('chips' in player ? player.chips : 'none'))
  director.does({ type: 'stage.draw', stage: 1 })
  expect(chips()).toEqual([1, 1, 1])
  director.does({ type: 'stage.undraw', stage: 1 })
  expect(chips()).toEqual(['none', 'none', 'none'])

  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  playOut(director, () => 'a')
  director.does({ type: 'stage.draw', stage: 2 })
  director.does({ type: 'stage.undraw', stage: 2 })
  expect(chips()).toEqual([1, 0, 0])
})

test('a tournament that is completed by hand has completed stages', () => {
  const director = registered({ type: 'round_robin', players: 3 })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  playOut(director, () => 'a')
  director.does({ type: 'tournament.reopen', reason: 'a wrong score' })
  director.does({ type: 'tournament.complete' })

  expect(director.state.stages.map(({ status }) => status)).toEqual(['completed'])
  expect(director.state.tournament.status).toBe('completed')
})
