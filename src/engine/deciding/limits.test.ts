/** Where what is allowed ends: the last value that is taken, and the first that is refused with its sentence. */
import { describe, expect, test } from 'bun:test'
import { decide } from '../decide.ts'
import { Director, instant, newPlayer, newTournament, playerId, registered, tableId } from '../laws/director.ts'
import {
  type Refusal,
  W1,
  add,
  after,
  assign,
  bare,
  before,
  block,
  checkIn,
  done,
  draw,
  ended,
  four,
  it,
  open,
  rack,
  races,
  result,
  tried,
  wins,
  withdraw,
} from '../laws/scenario.ts'
import type { NewTournament, TournamentEdit } from '../messages.ts'
import type { StageOptions, UserId } from '../types.ts'

const cancel = done(it({ type: 'tournament.cancel' }))
const anna = 'user-anna' as UserId
const people = (count: number) => Array.from({ length: count }, (_, at) => newPlayer(100 + at))
const edit = (changes: TournamentEdit) => it({ type: 'tournament.edit', edit: changes })
const eight = { ...four, players: 8 }
const gone = 'illegal_transition'

const refusals: Refusal[] = [
  ['play in a cancelled one', after(four, cancel), rack('W1.1'), 'tournament_not_active', 'Friday Open is cancelled.'],
  [
    'a match with one player',
    after(four, wins('W1.1')),
    rack('W2.1'),
    'match_not_ready',
    'Match W2.1 still waits for a player.',
  ],
  [
    'a result beside two races',
    after(four, done(races('W1.1', 3, 2))),
    result('W1.1', 2, 3),
    'illegal_score',
    `${W1} is a race of 3 against 2; it cannot end 2-3.`,
  ],
  [
    'a score of 1000',
    after(open),
    result('W1.1', 1000, 0),
    'illegal_score',
    'A score is a whole number from 0 to 999, not 1000.',
  ],
  [
    'an account twice',
    before(four, { type: 'player.add', players: [newPlayer(8, { userId: anna })] }),
    add(newPlayer(9, { userId: anna })),
    'duplicate_player',
    'Player 9 is already registered.',
  ],
  [
    'one registration too many',
    before(four),
    add(...people(4093)),
    'too_many_players',
    'A tournament takes 4096 registrations at most.',
  ],
  [
    'check-in of a stranger',
    before(checkIn, { type: 'tournament.open_checkin' }),
    it({ type: 'player.check_in', player: playerId(9) }),
    'not_found',
    'This tournament has no such player.',
  ],
  [
    'leaving a completed one',
    after(four, ended),
    it(withdraw(1)),
    gone,
    'Friday Open is completed; nobody can withdraw any more. Reopen it first.',
  ],
  [
    'leaving a cancelled one',
    after(four, cancel),
    it(withdraw(1)),
    gone,
    'Friday Open is cancelled; nobody can withdraw any more.',
  ],
  [
    'undrawing a cancelled one',
    after(four, cancel),
    it({ type: 'stage.undraw', stage: 1 }),
    gone,
    'Friday Open is cancelled; its draw stands.',
  ],
  [
    'undrawing a completed one',
    after(four, ended),
    it({ type: 'stage.undraw', stage: 1 }),
    gone,
    'Friday Open is completed; its draw stands.',
  ],
  [
    'a table without a label',
    after(four),
    it({ type: 'table.open', table: tableId(7), label: ' ', stream: false }),
    'invalid_option',
    'A table needs a label.',
  ],
  [
    'a table twice',
    after(four),
    it({ type: 'table.open', table: tableId(1), label: '7', stream: false }),
    'duplicate_table',
    'Table 1 is open already.',
  ],
  [
    'blocking twice',
    after(four, done(it(block(false)))),
    it(block(false)),
    'table_blocked',
    'Table 1 is blocked already.',
  ],
  ['freeing a free table', after(four), it({ type: 'table.free', table: tableId(1) }), gone, 'Table 1 is not blocked.'],
  [
    'editing a cancelled one',
    after(four, cancel),
    edit({ name: 'x' }),
    gone,
    'Friday Open is cancelled and cannot be changed.',
  ],
  [
    'starting with check-in open',
    before(checkIn, { type: 'tournament.open_checkin' }),
    it({ type: 'tournament.start' }),
    gone,
    'Close the check-in of Friday Open before the start.',
  ],
  [
    'completing with three open',
    after(four),
    it({ type: 'tournament.complete' }),
    gone,
    '3 matches still to be played: W1.1, W1.2, W2.1.',
  ],
  [
    'completing with four open',
    after({ ...four, options: { thirdPlace: true } }),
    it({ type: 'tournament.complete' }),
    gone,
    '4 matches still to be played: W1.1, W1.2, W2.1 and others.',
  ],
  [
    'blocking the second table in use',
    after(four, done(assign('W1.1', 2))),
    it({ type: 'table.remove', table: tableId(2) }),
    'table_busy',
    'Table 2 is in use by match W1.1.',
  ],
  [
    'completing with seven open',
    after(eight),
    it({ type: 'tournament.complete' }),
    gone,
    '7 matches still to be played: W1.1, W1.2, W1.3 and others.',
  ],
]

describe('refused', () => {
  for (const refusal of refusals) {
    const [title, , , code, says] = refusal
    test(title, () => {
      expect(tried(refusal)).toEqual({ code, says, isKept: true })
    })
  }

  test('a draw of a draft', () => {
    const director = new Director()
    director.does({ type: 'tournament.create', tournament: newTournament('single_elimination') })

    expect(director.tries(draw)?.detail).toBe('Open the registration of Friday Open before the draw.')
  })
})

describe('accepted', () => {
  const accepts = (director: Director, ...commands: Parameters<Director['tries']>[0][]) =>
    commands.map((command) => director.tries(command))

  test('the last of 4096 registrations', () => {
    expect(accepts(registered(four), { type: 'player.add', players: people(4092) })).toEqual([null])
  })

  test('any number of players without an account', () => {
    expect(accepts(registered(four), { type: 'player.add', players: people(2) })).toEqual([null])
  })

  test('a limit that is just the field', () => {
    expect(accepts(registered(four), { type: 'tournament.edit', edit: { maxParticipants: 4 } })).toEqual([null])
  })

  test('a score of 999', () => {
    const director = after(open)()

    expect(accepts(director, result('W1.1', 999, 0)(director))).toEqual([null])
  })

  test('a rating after the draw, and the seed a player has', () => {
    const director = after(four)()
    const player = playerId(1)

    expect(
      accepts(
        director,
        { type: 'player.edit', player, edit: { rating: 600 } },
        { type: 'player.edit', player, edit: { seed: 1 } },
      ),
    ).toEqual([null, null])
  })

  test('a rack while both are at the table already', () => {
    const director = after(four, done(assign('W1.1', 1)), done(bare('start', 'W1.1')))()

    expect(accepts(director, rack('W1.1')(director), bare('pause', 'W1.1')(director))).toEqual([null, null])
  })
})

test('racks are numbered from 1', () => {
  const director = after(four)()
  director.racks('W1.1', 'ab')

  expect(director.events.slice(-2).map(({ data }) => data as unknown)).toMatchObject([{ number: 1 }, { number: 2 }])
})

test('the close of check-in promotes as many as are missing, and nobody into a full field', () => {
  const director = registered({ ...checkIn, players: 4, tournament: { checkIn: true, maxParticipants: 2 } })
  director.does({ type: 'tournament.open_checkin' })
  for (const number of [1, 2]) director.does({ type: 'player.check_in', player: playerId(number) })
  director.does({ type: 'tournament.close_checkin' })

  expect(director.events.at(-1)?.data as unknown).toEqual({ absent: [playerId(3), playerId(4)], promoted: [] })
})

describe('a plan', () => {
  const ctx = { at: instant(0), actor: null, drawSeed: 1 }
  const decided = (more: Partial<NewTournament>, options: Partial<StageOptions> = {}) => {
    const tournament = { ...newTournament('single_elimination', options), ...more }
    return decide(null, { type: 'tournament.create', tournament }, ctx)
  }
  const said = (...plan: Parameters<typeof decided>) => decided(...plan).problem?.detail

  test('is played by the first rules', () => {
    expect(decided({}).event?.data as unknown).toMatchObject({ rules: 1 })
  })

  test('has races to 1 to 100 racks', () => {
    const race = (raceTo: number) => said({}, { scoring: { kind: 'race', raceTo } })

    expect([race(1), race(100)]).toEqual([undefined, undefined])
    expect([race(101), race(1.5)]).toEqual([
      'A race is to 1 to 100 racks, not 101.',
      'A race is to 1 to 100 racks, not 1.5.',
    ])
  })

  test('is seeded in one of the known ways', () => {
    expect(said({}, { seeding: 'height' as StageOptions['seeding'] })).toBe('Seeding is manual, rating or random.')
  })

  test('has a limit of two or more, and whole', () => {
    expect(said({ maxParticipants: 2 })).toBeUndefined()
    expect(said({ maxParticipants: 1 })).toBe('A tournament takes at least 2 players, not 1.')
    expect(said({ maxParticipants: 2.5 })).toBe('A tournament takes at least 2 players, not 2.5.')
  })

  test('ends when it starts or later, if it says either', () => {
    const [early, late] = [instant(0), instant(60)]

    expect(said({ startDate: late })).toBeUndefined()
    expect(said({ endDate: early })).toBeUndefined()
    expect(said({ startDate: early, endDate: early })).toBeUndefined()
    expect(said({ startDate: late, endDate: early })).toBe(`The end (${early}) lies before the start (${late}).`)
  })

  test('of a single format has exactly one stage, of that format', () => {
    const [stage] = newTournament('single_elimination').stages
    const [other] = newTournament('double_elimination').stages
    if (stage === undefined || other === undefined) throw new Error('a plan has a stage')
    const sentence = 'A single elimination has exactly one stage, of its own type.'

    expect([said({ stages: [] }), said({ stages: [stage, stage] }), said({ stages: [other] })]).toEqual([
      sentence,
      sentence,
      sentence,
    ])
  })
})
