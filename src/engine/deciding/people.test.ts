/** Who may join, change and check in, and what is refused beside the usual. */
import { describe, expect, test } from 'bun:test'
import {
  Director,
  newPlayer,
  newTournament,
  playOut,
  playerId,
  registered,
  started,
  tableId,
} from '../laws/director.ts'
import { assign, bare, checkIn, four, rack } from '../laws/scenario.ts'
import { playerOf } from '../lookup.ts'
import type { Command, Problem } from '../messages.ts'
import type { PlayerId, StageOptions } from '../types.ts'
import { matchView, tournamentView } from '../view.ts'

const says = (director: Director, command: Command) => director.tries(command)?.detail ?? null
const editOf = (number: number, edit: Extract<Command, { type: 'player.edit' }>['edit']): Command => {
  return { type: 'player.edit', player: playerId(number), edit }
}
const withCheckIn = (value: boolean): Command => ({ type: 'tournament.edit', edit: { checkIn: value } })
const statuses = (director: Director) => director.state.players.map((player) => player.status)
const added = (...numbers: number[]): Command => {
  return { type: 'player.add', players: numbers.map((number) => newPlayer(number)) }
}

test('chips are for those who were drawn into a chip stage and are still there', () => {
  const adjust: Command = { type: 'player.adjust', player: playerId(1), delta: 1, reason: 'a bet' }
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const stages = [...newTournament('chip_lives').stages, ...newTournament('single_elimination', { from }).stages]
  const plan = { type: 'multi_stage', maxParticipants: 3, stages } as const
  const director = registered({ type: 'chip_lives', players: 4, tournament: plan })
  expect(director.tries(adjust)).toMatchObject({ code: 'not_drawn' })
  expect(says(started(four), adjust)).toBe('Friday Open is not played with chips.')

  director.does({ type: 'stage.draw', stage: 1 })
  expect(says(director, { ...adjust, player: playerId(4) })).toBe('Player 4 was not drawn and has no chips.')
  director.does({ type: 'tournament.start' })
  director.does({ type: 'player.withdraw', player: playerId(1) })
  expect(says(director, adjust)).toBe('Player 1 has left and has no use for chips.')
})

test('chips given by hand are ninety-nine at most, those won are not', () => {
  const chipPoints = { winnerChips: 99, rounds: 2, finalsCount: 0, allowRematch: true, pairing: 'rating' } as const
  const director = started({ type: 'chip_points', players: 2, options: { chipPoints } })
  const adjust = (delta: number): Command => ({ type: 'player.adjust', player: playerId(1), delta, reason: 'a slip' })
  const all: Command = { type: 'player.adjust', player: playerId(1), chips: 100, reason: 'a slip' }
  expect(director.tries(all)).toMatchObject({ detail: 'Nobody holds more than 99 chips.', at: 'chips' })
  expect(says(director, adjust(99))).toBeNull()
  expect(director.tries(adjust(1))).toMatchObject({ detail: 'Nobody holds more than 99 chips.', at: 'delta' })

  director.does({ type: 'round.draw', stage: 1 })
  director.does({ type: 'match.result', match: director.state.matches[0]?.id ?? ('' as never), scoreA: 3, scoreB: 0 })
  const won = director.state.players.find(({ chips }) => chips === 198)
  expect(won?.id).toBe(playerId(1))
  expect(says(director, adjust(0))).toBe('Player 1 has 198 chips already.')
  expect(says(director, adjust(-1))).toBeNull()
})

test('chips are settled once the evening is over or called off', () => {
  const evening = () => started({ type: 'chip_lives', players: 2, options: { chipLives: { startChips: 1 } } })
  const adjust: Command = { type: 'player.adjust', player: playerId(1), delta: 1, reason: 'a bet' }
  const [over, off] = [evening(), evening()]
  expect(evening().tries(adjust)).toBeNull()
  expect(evening().tries({ ...adjust, player: playerId(9) })?.code).toBe('not_found')

  over.wins('C1', 'a')
  off.does({ type: 'tournament.cancel' })
  for (const director of [over, off]) expect(says(director, adjust)).toContain('The chips of Friday Open are settled')
})

describe('joining', () => {
  test('is refused to one who was drawn and has withdrawn, whatever stages are still to come', () => {
    const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
    const stages = [...newTournament('round_robin').stages, ...newTournament('single_elimination', { from }).stages]
    const director = started({ type: 'round_robin', players: 4, tournament: { type: 'multi_stage', stages } })
    director.does({ type: 'player.withdraw', player: playerId(4) })

    expect(director.tries(added(4))?.code).toBe('duplicate_player')
    expect(director.tries(added(5))).toBeNull()
  })

  test('fills the places that are left, and the waitlist from there on', () => {
    const director = registered({ ...four, tournament: { maxParticipants: 5 } })
    director.does(added(5, 6))
    director.does(added(7))

    expect(statuses(director).slice(4)).toEqual(['registered', 'waitlisted', 'waitlisted'])
  })

  test('a full field is waiting', () => {
    const director = registered({ ...four, tournament: { maxParticipants: 4 } })
    director.does(added(5))

    expect(statuses(director).at(-1)).toBe('waitlisted')
  })

  test('is open in a draft and during check-in, and closed after it', () => {
    const draft = new Director()
    draft.does({ type: 'tournament.create', tournament: newTournament('single_elimination') })
    expect(says(draft, added(1))).toBeNull()

    const director = registered(checkIn)
    director.does({ type: 'tournament.open_checkin' })
    expect(says(director, added(9))).toBeNull()
    director.does({ type: 'tournament.close_checkin' })
    expect(director.state.tournament.checkInClosed).toBe(true)
    expect(says(director, added(10))).toBe('Check-in of Friday Open is closed; nobody can join any more.')
    expect(says(director, { type: 'tournament.close_checkin' })).toBe('Check-in of Friday Open is closed.')
  })

  test('with seed 1024 is possible, with 1025 not', () => {
    const director = registered(four)
    const seeded = (seed: number): Command => ({ type: 'player.add', players: [newPlayer(seed, { seed })] })

    expect(says(director, seeded(1024))).toBeNull()
    expect(says(director, seeded(1025))).toBe('A seed is a number from 1 to 1024, not 1025.')
  })
})

describe('a change of a player', () => {
  test('may not take the name or the seed of another, and may repeat his own', () => {
    const director = registered(four)
    director.does(editOf(2, { seed: 1 }))

    expect(says(director, editOf(1, { name: 'Player 2' }))).toBe('Player 2 is already registered.')
    expect(says(director, editOf(1, { seed: 1 }))).toBe('Seed 1 already belongs to Player 2.')
    expect(says(director, editOf(2, { name: 'Player 2', seed: 1 }))).toBeNull()
  })

  test('after the draw leaves the seed he asked for', () => {
    const director = registered(four)
    director.does(editOf(2, { seed: 1 }))
    director.does({ type: 'stage.draw', stage: 1 })
    director.does(editOf(2, { rating: 500 }))
    director.does(editOf(1, { rating: 600, seed: 2 }))

    expect(director.state.players.map(({ seed, wantedSeed }) => [seed, wantedSeed])).toEqual([
      [2, null],
      [1, 1],
      [3, null],
      [4, null],
    ])
  })
})

test('a seed that is sent along after the draw is no wish, whoever wished for it', () => {
  const director = registered(four)
  director.does(editOf(4, { seed: 3 }))
  director.does({ type: 'stage.draw', stage: 1 })
  expect(director.state.players.map(({ seed }) => seed)).toEqual([2, 3, 4, 1])

  expect(says(director, editOf(2, { seed: 3, rating: 500 }))).toBeNull()
})

describe('check-in', () => {
  const late = 'Check-in can be switched on or off only before it opens.'

  test('can be switched while registration is open', () => {
    expect(says(registered(four), withCheckIn(true))).toBeNull()
  })

  test('cannot be switched once it is open, nor after the draw', () => {
    const opened = registered(checkIn)
    opened.does({ type: 'tournament.open_checkin' })
    expect([says(opened, withCheckIn(false)), says(opened, withCheckIn(true))]).toEqual([late, null])

    const drawn = registered(four)
    drawn.does({ type: 'stage.draw', stage: 1 })
    expect([says(drawn, withCheckIn(true)), says(drawn, withCheckIn(false))]).toEqual([late, null])
  })
})

describe('refused', () => {
  const problem = (director: Director, command: Command): Problem | null => director.tries(command)

  test('with the field it speaks of, or with none', () => {
    const director = registered(four)

    expect(problem(director, editOf(1, { name: 'Player 2' }))?.at).toBe('name')
    expect(Object.keys(problem(director, { type: 'tournament.open' }) ?? {})).toEqual(['code', 'detail'])
  })

  test('an order that names one who left', () => {
    const director = registered(four)
    director.does({ type: 'player.withdraw', player: playerId(4) })

    expect(says(director, { type: 'stage.draw', stage: 1, order: [4, 1, 2, 3].map(playerId) })).toBe(
      'Player 4 is not to be drawn.',
    )
  })

  test('an edit that could not be created', () => {
    const director = registered(four)
    const good = newTournament('single_elimination').stages[0]?.options as StageOptions
    const options = { ...good, scoring: { kind: 'points' } } as unknown as StageOptions
    const edit = (changes: object): Command => ({ type: 'tournament.edit', edit: changes })

    expect(says(director, edit({ maxParticipants: 1 }))).toBe('A tournament takes at least 2 players, not 1.')
    expect(says(director, edit({ options }))).toBe('Scoring is either race or open.')
  })

  test('a score below nought', () => {
    const director = started(four)
    const command = { type: 'match.result', match: director.id('W1.1'), scoreA: 3, scoreB: -1 } as const

    expect(says(director, command)).toBe('A score is a whole number from 0 to 999, not -1.')
  })

  test('a table after the end', () => {
    const [ended, cancelled] = [started(four), started(four)]
    playOut(ended, () => 'a')
    cancelled.does({ type: 'tournament.cancel' })
    const command: Command = { type: 'table.free', table: tableId(1) }

    expect(says(ended, command)).toBe('Friday Open is completed; its tables are given back.')
    expect(says(cancelled, command)).toBe('Friday Open is cancelled; its tables are given back.')
  })

  test('a match whose player is at another table', () => {
    const director = started({ ...four, type: 'round_robin' })
    const [first] = director.state.matches.filter((match) => match.state === 'ready')
    if (first === undefined) throw new Error('a round robin begins with ready matches')
    const shares = (ref: string) => director.match(ref).slots.some((slot) => slot.player === first.slots[0].player)
    const second = director.state.matches.find(
      ({ ref, state }) => ref !== first.ref && state === 'ready' && shares(ref),
    )
    director.does(assign(first.ref, 1)(director))
    const ref = second?.ref ?? ''
    const busy = `${playerOf(director.state, first.slots[0].player as PlayerId)?.name} is in match ${first.ref}.`

    expect(says(director, assign(ref, 2)(director))).toBe(busy)
    expect(says(director, rack(ref)(director))).toBe(busy)
    expect(says(director, bare('start', ref)(director))).toBe(busy)
    expect(says(director, rack(first.ref)(director))).toBeNull()
  })

  test('a table at which a match is being played or paused', () => {
    const director = started(four)
    director.does(assign('W1.1', 1)(director))
    director.racks('W1.1', 'a')
    expect(says(director, assign('W1.2', 1)(director))).toBe('Table 1 is in use by match W1.1.')

    director.does({ type: 'match.pause', match: director.id('W1.1') })
    expect(says(director, assign('W1.2', 1)(director))).toBe('Table 1 is in use by match W1.1.')
  })
})

describe('an undo', () => {
  test('of a retirement gives back the score it stood at', () => {
    const director = started(four)
    director.racks('W1.1', 'aa')
    director.does({ type: 'match.retire', match: director.id('W1.1'), winner: 'a' })
    director.does({ type: 'match.undo', match: director.id('W1.1') })

    expect(director.events.at(-1)?.type).toBe('match.reopened')
    expect(director.match('W1.1')).toMatchObject({ state: 'active', racks: 'aa', scores: [2, 0] })
  })

  test('does not bring a match back to a table that is blocked by now', () => {
    const director = started(four)
    director.does(assign('W1.1', 1)(director))
    director.wins('W1.1', 'a')
    director.does({ type: 'table.block', table: tableId(1), reason: 'wet', after: false })
    director.does({ type: 'match.undo', match: director.id('W1.1') })

    expect(director.match('W1.1')).toMatchObject({ state: 'ready', table: null })
  })
})

test('a walkover counts as the race of the winner to nothing', () => {
  const director = started(four)
  for (const ref of ['W1.1', 'W1.2']) {
    director.does({ type: 'match.set_race', match: director.id(ref), races: [3, 2] })
    director.does({ type: 'match.walkover', match: director.id(ref), winner: ref === 'W1.1' ? 'a' : 'b' })
  }

  expect([director.match('W1.1').scores, director.match('W1.2').scores]).toEqual([
    [3, 0],
    [0, 2],
  ])
})

test('hill-hill is one rack from the end for each side, whatever their races', () => {
  const director = started(four)
  const id = director.id('W1.1')
  director.does({ type: 'match.set_race', match: id, races: [3, 2] })
  const seen = [...'aab'].map((winner) => {
    director.racks('W1.1', winner)
    return matchView(director.state, id)?.hillHill
  })

  expect(seen).toEqual([false, false, true])
})

test('a tournament counts who is in it: no waitlist, no no-shows, and who left only once drawn', () => {
  const director = registered({ ...checkIn, players: 5, tournament: { checkIn: true, maxParticipants: 4 } })
  const count = () => tournamentView(director.state).players
  expect(count()).toBe(4)

  director.does({ type: 'tournament.open_checkin' })
  for (const number of [1, 2, 3]) director.does({ type: 'player.check_in', player: playerId(number) })
  director.does({ type: 'player.withdraw', player: playerId(5) })
  director.does({ type: 'tournament.close_checkin' })
  expect(count()).toBe(3)

  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'player.withdraw', player: playerId(3) })
  expect(count()).toBe(3)
})
