/** What directors may not do yet, or not any more, in tournaments of several stages or rounds. */
import { expect, test } from 'bun:test'
import {
  betterSeed,
  type Director,
  finalOf,
  newPlayer,
  newTournament,
  playerId,
  playOut,
  registered,
  started,
} from '../laws/director.ts'
import type { NewTournament } from '../messages.ts'
import type { StageOptions } from '../types.ts'

/** Four in one group, of whom two go on; under way. */
function groupThenFinal(more: Partial<NewTournament> = {}, players = 4): Director {
  const options = newTournament('single_elimination').stages[0]?.options as StageOptions
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const stages = [
    { type: 'round_robin', name: 'Group', options },
    { type: 'single_elimination', name: 'Final', options: { ...options, from } },
  ] as const
  const director = registered({ type: 'round_robin', players, tournament: { type: 'multi_stage', stages, ...more } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director
}

const codeOf = (director: Director, command: Parameters<Director['tries']>[0]) => director.tries(command)?.code ?? null

test('lots are drawn when all is played, and not any more once the next stage is drawn', () => {
  const director = groupThenFinal()
  expect(codeOf(director, { type: 'lot', stage: 1 })).toBe('ranks_not_final')

  playOut(director, betterSeed(director.state))
  director.does({ type: 'stage.draw', stage: 2 })

  expect(codeOf(director, { type: 'lot', stage: 1 })).toBe('later_play')
  expect(codeOf(director, { type: 'lot', stage: 1, players: [playerId(1), playerId(2)] })).toBe('later_play')
})

test('lots are drawn in a pause and after the end, but not where the tournament was cancelled', () => {
  const lot = { type: 'lot', stage: 1 } as const
  const after = (type: 'tournament.pause' | 'tournament.cancel') => {
    const director = groupThenFinal()
    playOut(director, betterSeed(director.state))
    director.does({ type })
    return director.tries(lot)
  }
  const ended = started({ type: 'round_robin', players: 3 })
  playOut(ended, betterSeed(ended.state))

  expect([after('tournament.pause')?.code, codeOf(ended, lot)]).toEqual(['not_tied', 'not_tied'])
  expect(after('tournament.cancel')).toMatchObject({
    code: 'tournament_not_active',
    detail: 'Friday Open is not under way; there is nothing to draw lots for.',
  })
})

test('a stage whose groups are too many for those who are left is not drawn', () => {
  const options = newTournament('round_robin').stages[0]?.options as StageOptions
  const stages = [
    { type: 'round_robin', name: 'First', options },
    {
      type: 'round_robin',
      name: 'Second',
      options: { ...options, groups: { count: 2, method: 'snake' }, from: { stage: 1, ranks: 4, draw: 'seeded' } },
    },
  ] as const
  const director = started({ type: 'round_robin', players: 4, tournament: { type: 'multi_stage', stages } })
  playOut(director, betterSeed(director.state))
  director.does({ type: 'player.withdraw', player: playerId(1) })

  expect(director.tries({ type: 'stage.draw', stage: 2 })).toMatchObject({
    code: 'too_few_players',
    detail: '2 groups need at least 4 players; 3 can be drawn.',
  })
})

test('a tournament is not completed while matches are open, whatever is still to be drawn behind them', () => {
  const director = groupThenFinal()
  for (const { ref } of director.state.matches.slice(1)) director.wins(ref, 'a')
  const [last] = director.state.matches

  expect(director.tries({ type: 'tournament.complete' })?.detail).toBe(`1 match still to be played: ${last?.ref}.`)
})

test.each([
  ['single_elimination', [1, 2, 4, 3]],
  ['double_elimination', [1, 2, 4, 3]],
  ['round_robin', [1, 2, 3, 4]],
  ['chip_lives', [1, 2, 3, 4]],
] as const)('the best of each group are kept apart in a bracket and nowhere else: %s', (type, order) => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const groups = { count: 2, method: 'snake' } as const
  const stages = [...newTournament('round_robin', { groups }).stages, ...newTournament(type, { from }).stages]
  const director = started({ type: 'round_robin', players: 4, tournament: { type: 'multi_stage', stages } })
  // 1 beats 4 by more than 2 beats 3, so 3 is the better second.
  for (const match of director.state.matches) {
    const isFirst = match.slots.some(({ player }) => player === playerId(1))
    director.does({
      type: 'match.result',
      match: match.id,
      ...finalOf(match, betterSeed(director.state)(match), isFirst ? 0 : 2),
    })
  }
  director.does({ type: 'stage.draw', stage: 2 })

  expect(director.state.stages[1]?.order).toEqual(order.map(playerId))
})

test('one who is missing loses the match he is called to, though the next stage is not drawn', () => {
  const director = groupThenFinal()
  const match = director.state.matches.find(({ slots }) => slots.some(({ player }) => player === playerId(1)))
  if (match === undefined) throw new Error('no match')
  director.does({ type: 'match.call', match: match.id })

  director.does({ type: 'player.no_show', player: playerId(1) })

  expect(director.match(match.ref).result?.kind).toBe('walkover')
  expect(director.state.players[0]?.status).toBe('active')
})

test('the next round is drawn when no match of the round before is open, not even one', () => {
  const director = started({ type: 'chip_points', players: 4, options: { chipPoints: { rounds: 3, finalsCount: 0 } } })
  director.does({ type: 'round.draw', stage: 1 })
  const [first, last] = director.state.matches
  if (first === undefined || last === undefined) throw new Error('no round')
  director.wins(first.ref, 'a')

  expect(director.tries({ type: 'round.draw', stage: 1 })).not.toBeNull()
  director.wins(last.ref, 'a')
  expect(director.tries({ type: 'round.draw', stage: 1 })).toBeNull()
})

test('a draw taken back lets nobody in beyond the cap', () => {
  const tournament = { maxParticipants: 4 }
  const director = registered({ type: 'single_elimination', players: 5, tournament })
  const waiting = () => director.state.players.filter(({ status }) => status === 'waitlisted').length
  expect(waiting()).toBe(1)

  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'stage.undraw', stage: 1 })

  expect(waiting()).toBe(1)
})

test('a draw taken back lets in who came too late for it, as far as the cap goes', () => {
  const director = registered({ type: 'single_elimination', players: 4, tournament: { maxParticipants: 5 } })
  director.does({ type: 'stage.draw', stage: 1 })
  for (const number of [5, 6]) director.does({ type: 'player.add', players: [newPlayer(number)] })
  const late = () => director.state.players.slice(4).map(({ status }) => status)
  expect(late()).toEqual(['waitlisted', 'waitlisted'])

  director.does({ type: 'stage.undraw', stage: 1 })

  expect(late()).toEqual(['registered', 'waitlisted'])
})

test('the draws of two stages are taken back from the end', () => {
  const director = groupThenFinal()
  playOut(director, betterSeed(director.state))
  director.does({ type: 'stage.draw', stage: 2 })

  expect(director.tries({ type: 'stage.undraw', stage: 1 })).toMatchObject({
    code: 'later_play',
    detail: 'Final is drawn from Group; undo that draw first.',
    at: 'stage',
  })
})

test('the draw of a later stage taken back lets nobody in', () => {
  const director = groupThenFinal({ maxParticipants: 4 }, 5)
  playOut(director, betterSeed(director.state))
  director.does({ type: 'player.withdraw', player: playerId(4) })
  director.does({ type: 'stage.draw', stage: 2 })
  director.does({ type: 'stage.undraw', stage: 2 })

  expect(director.state.players.at(-1)?.status).toBe('waitlisted')
})

test('a stage that takes ranks is not drawn by hand, and finals are not drawn but applied', () => {
  const director = groupThenFinal()
  playOut(director, betterSeed(director.state))
  const order = [1, 2].map(playerId)
  expect(director.tries({ type: 'stage.draw', stage: 2, order })).toMatchObject({ code: 'invalid_seed', at: 'order' })

  const chipPoints = { rounds: 1, finalsCount: 2, pairing: 'rating', tieBreak: 'rating' } as const
  const chips = started({ type: 'chip_points', players: 2, options: { chipPoints } })
  chips.does({ type: 'round.draw', stage: 1 })
  chips.does({ type: 'match.result', match: chips.state.matches[0]?.id ?? ('' as never), scoreA: 3, scoreB: 0 })
  chips.does({ type: 'finals.apply', stage: 1 })
  chips.does({ type: 'stage.undraw', stage: 2 })
  expect(chips.tries({ type: 'stage.draw', stage: 2 })).toMatchObject({ code: 'invalid_option', at: 'options.from' })
})
