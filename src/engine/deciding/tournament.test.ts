/** What is refused about players, the draw and the tournament itself, and in which words. */
import { expect, test } from 'bun:test'
import { newPlayer, playerId } from '../laws/director.ts'
import {
  type Refusal,
  add,
  after,
  before,
  checkIn,
  done,
  draw,
  ended,
  four,
  tried,
  it,
  order,
  rack,
  wins,
  withdraw,
} from '../laws/scenario.ts'

const people: Refusal[] = [
  [
    'the same name',
    before(four),
    add(newPlayer(9, { name: ' player 2 ' })),
    'duplicate_player',
    ' player 2  is already registered.',
  ],
  [
    'a name twice in a list',
    before(four),
    add(newPlayer(8, { name: 'Zoé' }), newPlayer(9, { name: 'ZOE\u0301' })),
    'duplicate_player',
    'ZOE\u0301 is already registered.',
  ],
  ['an empty list', before(four), add(), 'too_few_players', 'The list holds no player.'],
  ['seed 0', before(four), add(newPlayer(9, { seed: 0 })), 'invalid_seed', 'A seed is a number from 1 to 1024, not 0.'],
  [
    'a seed twice',
    before(four, { type: 'player.edit', player: playerId(2), edit: { seed: 1 } }),
    add(newPlayer(9, { seed: 1 })),
    'invalid_seed',
    'Seed 1 already belongs to Player 2.',
  ],
  [
    'joining after the end',
    after(four, ended),
    add(newPlayer(9)),
    'registration_closed',
    'The bracket of Friday Open is over; nobody can join any more.',
  ],
  [
    'a seed after the draw',
    after(four),
    it({ type: 'player.edit', player: playerId(1), edit: { seed: 3 } }),
    'already_drawn',
    'The bracket is drawn; Player 1 keeps seed 1.',
  ],
  [
    'leaving twice',
    after(four, done(it(withdraw(1)))),
    it(withdraw(1)),
    'illegal_transition',
    'Player 1 has withdrawn and cannot withdraw.',
  ],
  [
    'leaving when out',
    after(four, wins('W1.1')),
    it(withdraw(4)),
    'illegal_transition',
    'Player 4 is out and cannot withdraw.',
  ],
  ['a stranger', before(four), it(withdraw(77)), 'not_found', 'This tournament has no such player.'],
  [
    'check-in that is not',
    before(four),
    it({ type: 'player.check_in', player: playerId(1) }),
    'illegal_transition',
    'Check-in of Friday Open is not open.',
  ],
]

const tournaments: Refusal[] = [
  [
    'opening twice',
    before(four),
    it({ type: 'tournament.open' }),
    'illegal_transition',
    'Friday Open is open for registration, so it cannot be opened.',
  ],
  [
    'start without a draw',
    before(four),
    it({ type: 'tournament.start' }),
    'not_drawn',
    'Friday Open has no bracket yet; make the draw before the start.',
  ],
  [
    'start without check-in',
    before(checkIn),
    it({ type: 'tournament.start' }),
    'illegal_transition',
    'Friday Open is played with check-in; open and close it before the start.',
  ],
  [
    'a draw before check-in',
    before(checkIn),
    it(draw),
    'illegal_transition',
    'Friday Open is played with check-in; the draw follows its close.',
  ],
  [
    'a draw during check-in',
    before(checkIn, { type: 'tournament.open_checkin' }),
    it(draw),
    'illegal_transition',
    'Close the check-in of Friday Open before the draw.',
  ],
  [
    'check-in without need',
    before(four),
    it({ type: 'tournament.open_checkin' }),
    'illegal_transition',
    'Friday Open is played without check-in.',
  ],
  [
    'a draw of one',
    before({ ...four, players: 1 }),
    it(draw),
    'too_few_players',
    'Main draw needs 2 players; 1 player can be drawn.',
  ],
  [
    'a draw of 1025',
    before({ ...four, players: 1025 }),
    it(draw),
    'too_many_players',
    'Main draw holds 1024 players, not 1025.',
  ],
  ['a draw twice', after(four), it(draw), 'already_drawn', 'Main draw is already drawn.'],
  ['an unknown stage', before(four), it({ ...draw, stage: 2 }), 'not_found', 'There is no stage 2.'],
  ['an order that lacks one', before(four), it(order(1, 2, 3)), 'invalid_seed', 'The order lacks Player 4.'],
  ['an order with one twice', before(four), it(order(1, 2, 2, 3)), 'invalid_seed', 'The order names Player 2 twice.'],
  [
    'an order with a stranger',
    before(four),
    it(order(1, 2, 3, 9)),
    'unknown_player',
    'The order names an unknown player.',
  ],
  [
    'an order for a random draw',
    before({ ...four, options: { seeding: 'random' } }),
    it(order(1, 2, 3, 4)),
    'invalid_seed',
    'Main draw is seeded by random; an order can be given for manual seeding only.',
  ],
  ['undoing no draw', before(four), it({ type: 'stage.undraw', stage: 1 }), 'not_drawn', 'Main draw is not drawn.'],
  [
    'undoing a draw that is played',
    after(four, done(rack('W1.2'))),
    it({ type: 'stage.undraw', stage: 1 }),
    'later_play',
    'Match W1.2 (Player 2 v Player 3) is on record, so the draw stands.',
  ],
  [
    'options after the draw',
    after(four),
    it({
      type: 'tournament.edit',
      edit: { options: { scoring: { kind: 'open' }, seeding: 'manual', thirdPlace: false, grandFinal: 'reset' } },
    }),
    'already_drawn',
    'The bracket is drawn; undo the draw before changing its options.',
  ],
  [
    'a limit below the field',
    before(four),
    it({ type: 'tournament.edit', edit: { maxParticipants: 3 } }),
    'tournament_full',
    '4 players hold a place, so the limit cannot be 3.',
  ],
  [
    'completing too early',
    after(four, wins('W1.1')),
    it({ type: 'tournament.complete' }),
    'illegal_transition',
    '2 matches still to be played: W1.2, W2.1.',
  ],
  [
    'completing once the draw is taken back',
    after(four, done(it({ type: 'stage.undraw', stage: 1 }))),
    it({ type: 'tournament.complete' }),
    'not_drawn',
    'There is no bracket to complete.',
  ],
  [
    'reopening without a reason',
    after(four, ended),
    it({ type: 'tournament.reopen', reason: ' ' }),
    'invalid_option',
    'Say why it is reopened.',
  ],
  [
    'deleting a running one',
    after(four),
    it({ type: 'tournament.delete' }),
    'illegal_transition',
    'Friday Open is running, so it cannot be deleted.',
  ],
  [
    'anything once deleted',
    before(four, { type: 'tournament.delete' }),
    it(draw),
    'not_found',
    'There is no such tournament.',
  ],
]

for (const refusal of [...people, ...tournaments]) {
  const [title, , , code, says] = refusal

  test(`refused: ${title}`, () => {
    expect(tried(refusal)).toEqual({ code, says, isKept: true })
  })
}
