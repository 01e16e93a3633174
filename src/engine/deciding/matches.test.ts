/** What is refused about a match and its table, and in which words. */
import { expect, test } from 'bun:test'
import { type Director, tableId } from '../laws/director.ts'
import type { MatchId } from '../types.ts'
import {
  type Refusal,
  after,
  assign,
  bare,
  before,
  block,
  done,
  ended,
  four,
  tried,
  it,
  open,
  rack,
  races,
  result,
  wins,
  withdraw,
  W1,
} from '../laws/scenario.ts'

const byTwo = { ...four, options: { scoring: { kind: 'race', raceTo: 3, winBy2: true, cap: 5 } } } as const
const tag = (ref: string, stream: boolean) => (director: Director) =>
  ({ type: 'match.tag', match: director.id(ref), stream }) as const

const matches: Refusal[] = [
  [
    'a finished match',
    after(four, wins('W1.1')),
    rack('W1.1'),
    'match_finished',
    'Match W1.1 ended 3-1; undo it first.',
  ],
  ['a match that waits', after(four), rack('W2.1'), 'match_not_ready', 'Match W2.1 still waits for a player.'],
  ['no race ends so', after(four), result('W1.1', 3, 3), 'illegal_score', `${W1} is a race to 3; it cannot end 3-3.`],
  ['too many racks', after(four), result('W1.1', 4, 0), 'illegal_score', `${W1} is a race to 3; it cannot end 4-0.`],
  ['too few racks', after(four), result('W1.1', 1, 2), 'illegal_score', `${W1} is a race to 3; it cannot end 1-2.`],
  [
    'half a rack',
    after(four),
    result('W1.1', 3, 0.5),
    'illegal_score',
    'A score is a whole number from 0 to 999, not 0.5.',
  ],
  [
    'a level score',
    after(open),
    result('W1.1', 2, 2),
    'decider_required',
    `${W1} ended level 2-2; say who won the decider.`,
  ],
  [
    'a decider without need',
    after(open),
    (director) => ({ ...result('W1.1', 2, 1)(director), decider: 'a' }),
    'decider_not_allowed',
    '2-1 has a winner; a decider is for a level score.',
  ],
  [
    'a decider of a race',
    after(four),
    (director) => ({ ...result('W1.1', 3, 1)(director), decider: 'a' }),
    'decider_not_allowed',
    'A race has no decider: it ends when one side has its racks.',
  ],
  [
    'a rack of open scoring',
    after(open),
    rack('W1.1'),
    'illegal_score',
    `${W1} is scored as a whole; enter its result.`,
  ],
  [
    'a rack while paused',
    after(four, done(rack('W1.1')), done(bare('pause', 'W1.1'))),
    rack('W1.1'),
    'illegal_transition',
    `${W1} is paused; resume it first.`,
  ],
  ['resume without pause', after(four), bare('resume', 'W1.1'), 'illegal_transition', `${W1} has not begun.`],
  [
    'start twice',
    after(four, done(bare('start', 'W1.1'))),
    bare('start', 'W1.1'),
    'illegal_transition',
    `${W1} is being played.`,
  ],
  ['nothing to undo', after(four), bare('undo', 'W1.1'), 'nothing_to_undo', `${W1} has not begun.`],
  [
    'no rack to undo',
    after(four, done(bare('start', 'W1.1'))),
    bare('undo', 'W1.1'),
    'nothing_to_undo',
    `${W1} has no rack to undo.`,
  ],
  [
    'undo after later play',
    after(four, wins('W1.1'), wins('W1.2'), done(rack('W2.1'))),
    bare('undo', 'W1.2'),
    'later_play',
    'Match W2.1 (Player 1 v Player 2) has begun with a player from match W1.2; undo it first.',
  ],
  [
    'undo for one who left',
    after(four, done(it(withdraw(4)))),
    bare('undo', 'W1.1'),
    'illegal_transition',
    'Player 4 has left, so match W1.1 stands as it ended by walkover.',
  ],
  [
    'a race after a rack',
    after(four, done(rack('W1.1'))),
    races('W1.1', 2, 2),
    'race_frozen',
    `${W1} stands 1-0; its race is frozen.`,
  ],
  [
    'a race of nothing',
    after(four),
    races('W1.1', 0, 2),
    'invalid_option',
    'A race is to 1 to 100 racks, not 0 and 2.',
  ],
  [
    'a race of nothing for the other side',
    after(four),
    races('W1.1', 2, 0),
    'invalid_option',
    'A race is to 1 to 100 racks, not 2 and 0.',
  ],
  ['a race of open scoring', after(open), races('W1.1', 2, 2), 'invalid_option', `${W1} has open scoring and no race.`],
  ...(
    [
      [2, 3],
      [3, 2],
      [5, 5],
    ] as const
  ).map(([a, b]): Refusal => [
    `a race to ${a} against ${b} that is won by two`,
    after(byTwo),
    races('W1.1', a, b),
    'invalid_option',
    `${W1} is won by two: both sides race to the same, below 5.`,
  ]),
  [
    'a tag in a cancelled one',
    after(four, done(it({ type: 'tournament.cancel' }))),
    tag('W1.1', true),
    'tournament_not_active',
    'Friday Open is cancelled.',
  ],
  [
    'a tag after the end',
    after(four, ended),
    tag('W1.1', true),
    'match_finished',
    'Match W1.1 ended 3-0; undo it first.',
  ],
  [
    'the same tag',
    after(four, done(tag('W1.1', true))),
    tag('W1.1', true),
    'illegal_transition',
    `${W1} is on the stream already.`,
  ],
  ['no tag to take', after(four), tag('W1.1', false), 'illegal_transition', `${W1} is not on the stream.`],
  [
    'an unknown match',
    after(four),
    it({ type: 'match.call', match: 'x' as MatchId }),
    'not_found',
    'This tournament has no such match.',
  ],
  [
    'play before the start',
    before(four, { type: 'stage.draw', stage: 1 }),
    rack('W1.1'),
    'tournament_not_active',
    'Friday Open has not started.',
  ],
  [
    'play in a pause',
    after(four, done(it({ type: 'tournament.pause' }))),
    rack('W1.1'),
    'tournament_not_active',
    'Friday Open is paused; resume it first.',
  ],
  [
    'undo after the end',
    after(four, ended),
    bare('undo', 'W2.1'),
    'tournament_not_active',
    'Friday Open is completed; reopen it first.',
  ],
]

const tables: Refusal[] = [
  ['an unknown table', after(four), assign('W1.1', 9), 'unknown_table', 'This tournament has no such table.'],
  [
    'an unknown table for a match that waits',
    after(four),
    assign('W2.1', 9),
    'unknown_table',
    'This tournament has no such table.',
  ],
  [
    'a table in use',
    after(four, done(assign('W1.1', 1))),
    assign('W1.2', 1),
    'table_busy',
    'Table 1 is in use by match W1.1.',
  ],
  [
    'the same table',
    after(four, done(assign('W1.1', 1))),
    assign('W1.1', 1),
    'illegal_transition',
    `${W1} is at Table 1 already.`,
  ],
  [
    'a blocked table',
    after(four, done(it(block(false)))),
    assign('W1.1', 1),
    'table_blocked',
    'Table 1 is blocked (new cloth).',
  ],
  [
    'a table to be blocked',
    after(four, done(assign('W1.1', 1)), done(it(block(true)))),
    assign('W1.2', 1),
    'table_blocked',
    'Table 1 is blocked (new cloth).',
  ],
  [
    'blocking a table in use',
    after(four, done(assign('W1.1', 1))),
    it(block(false)),
    'table_busy',
    'Table 1 is in use by match W1.1; block it after the match, or free it first.',
  ],
  [
    'removing a table in use',
    after(four, done(assign('W1.1', 1))),
    it({ type: 'table.remove', table: tableId(1) }),
    'table_busy',
    'Table 1 is in use by match W1.1.',
  ],
  ['freeing without a table', after(four), bare('free', 'W1.1'), 'illegal_transition', `${W1} has no table.`],
  [
    'a label twice',
    after(four),
    it({ type: 'table.open', table: tableId(7), label: ' 2 ', stream: false }),
    'duplicate_table',
    'There is a table 2 already.',
  ],
]

for (const refusal of [...matches, ...tables]) {
  const [title, , , code, says] = refusal

  test(`refused: ${title}`, () => {
    expect(tried(refusal)).toEqual({ code, says, isKept: true })
  })
}

test('a match is tagged before the start and in a pause, and its race changes below the cap', () => {
  const drawn = before(four, { type: 'stage.draw', stage: 1 })()
  const paused = after(four, done(it({ type: 'tournament.pause' })))()
  const two = after(byTwo)()

  expect(drawn.tries(tag('W1.1', true)(drawn))).toBeNull()
  expect(paused.tries(tag('W1.1', true)(paused))).toBeNull()
  expect(two.tries(races('W1.1', 4, 4)(two))).toBeNull()
})
