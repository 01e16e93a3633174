/** Re-entry: who may come in again, the field drawn anew, its places, and corrections of round 1 behind it. */
import { describe, expect, test } from 'bun:test'
import { chance, newPlayer, playOut, playerId, registered, started, tableId } from '../laws/director.ts'
import { type Refusal, after, tried } from '../laws/scenario.ts'
import type { Director } from '../laws/director.ts'
import type { PlayerId } from '../types.ts'
import { bracketView } from '../view.ts'
import { withoutRematches } from './re-entry.ts'

const setup = { type: 'single_elimination', players: 8, options: { mode: 're-entry' } } as const
const again = (number: number) => ({ type: 'player.reenter', player: playerId(number) }) as const
const draw = { type: 'round.draw', stage: 1 } as const
const numbers = (ids: readonly (PlayerId | null)[]) => ids.map((id) => Number(id?.slice('player-'.length) ?? 0))
const pairs = (director: Director) =>
  director.state.matches
    .filter(({ ref }) => ref.startsWith('F1.'))
    .map(({ slots }) => numbers(slots.map((slot) => slot.player)))
const place = (director: Director, number: number) =>
  director.state.players.find(({ id }) => id === playerId(number))?.place

/** Round 1 of eight, the better seed winning: 1, 4, 2 and 3 are in. */
function firstPlayed(players = 8): Director {
  const director = started({ ...setup, players })
  playOut(director, () => 'a')
  return director
}

test('two who had a bye can play as soon as the rest is drawn', () => {
  const director = firstPlayed(5)
  director.does(draw)

  expect(pairs(director)).toEqual([
    [1, 4],
    [2, 3],
  ])
  expect(director.state.matches.filter(({ ref }) => ref.startsWith('F1.')).map(({ state }) => state)).toEqual([
    'ready',
    'ready',
  ])
})

describe('after round 1', () => {
  test('nobody is out until the rest is drawn', () => {
    const director = firstPlayed()

    expect(director.state.players.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'active'))
    expect(director.state.stages[0]?.status).toBe('active')
    director.does(draw)
    expect(director.state.players.map((player) => player.place)).toEqual([null, null, null, null, 5, 5, 5, 5])
  })

  test('those who come in again stand behind the winners, the better rating first', () => {
    const director = started(setup)
    for (const [number, rating] of [
      [6, 500],
      [7, 700],
    ] as const) {
      director.does({ type: 'player.edit', player: playerId(number), edit: { rating } })
    }
    playOut(director, () => 'a')
    for (const number of [6, 7, 5]) director.does(again(number))
    director.does(draw)

    // Of seven the first has a bye; 4 meets the fifth, 3 the sixth, 2 the last. 3 has beaten 6, so 6 changes with 5.
    expect(numbers(director.state.stages[0]?.field ?? [])).toEqual([1, 2, 3, 4, 7, 5, 6])
    expect(pairs(director)).toEqual([
      [4, 7],
      [2, 6],
      [3, 5],
    ])
  })

  test('the rounds have names, and the slots say who is awaited there', () => {
    const director = firstPlayed()
    director.does(again(8))
    director.does(draw)

    expect(bracketView(director.state).rounds.map(({ name }) => name)).toEqual([
      'Round 1',
      'Quarter-finals',
      'Semi-finals',
      'Final',
    ])
    const final = director.match('F1.2')
    expect(final.slots.map((slot) => slot.source.kind)).toEqual(['winner', 'loser'])
  })

  test('the loss before coming in again places nobody', () => {
    const director = firstPlayed(4)
    for (const number of [3, 4]) director.does(again(number))
    director.does(draw)
    const state = playOut(director, () => 'b')

    // 4 and 3 met 2 and 1 again or anew, and won everything; the field was four, so all have a place of four.
    expect(state.players.map((player) => player.place).toSorted()).toEqual([1, 2, 3, 3])
    expect(state.matches.length).toBe(5)
    expect(state.tournament.status).toBe('completed')
  })

  test('one who alone is left has won', () => {
    const director = firstPlayed(2)
    director.does(draw)

    expect([place(director, 1), place(director, 2)]).toEqual([1, 2])
    expect(director.state.tournament.status).toBe('completed')
  })

  test('who has left is not drawn', () => {
    const director = firstPlayed(4)
    director.does({ type: 'player.withdraw', player: playerId(2) })
    director.does(again(4))
    director.does(draw)

    expect(numbers(director.state.stages[0]?.field ?? [])).toEqual([1, 4])
    expect(place(director, 2)).toBe(3)
  })
})

describe('a corrected result of round 1', () => {
  const corrected = (director: Director, ref: string) =>
    director.does({ type: 'match.correct', match: director.id(ref), result: { scoreA: 0, scoreB: 3 } })

  test('gives the place to the other one', () => {
    const director = firstPlayed()
    director.does(draw)
    expect(pairs(director)).toEqual([
      [1, 4],
      [2, 3],
    ])
    corrected(director, 'W1.1')

    expect(pairs(director)).toEqual([
      [8, 4],
      [2, 3],
    ])
    expect([place(director, 1), place(director, 8)]).toEqual([5, null])
  })

  test('changes the places of two who are both in', () => {
    const director = firstPlayed()
    director.does(again(8))
    director.does(draw)
    const before = pairs(director).flat()
    corrected(director, 'W1.1')

    expect(pairs(director).flat().length).toBe(before.length)
    expect(director.state.stages[0]?.field?.length).toBe(5)
    expect(director.state.players.filter((player) => player.place === 6).length).toBe(3)
  })

  test('that was a double forfeit stands once the rest is drawn', () => {
    const director = started(setup)
    director.does({ type: 'match.double_forfeit', match: director.id('W1.1') })
    playOut(director, () => 'a')
    director.does(draw)
    const match = director.id('W1.1')
    for (const command of [
      { type: 'match.undo', match },
      { type: 'match.correct', match, result: { scoreA: 3, scoreB: 0 } },
    ] as const) {
      expect(director.tries(command)).toMatchObject({
        code: 'later_play',
        detail: 'Main draw was drawn anew without a winner of match W1.1; its double forfeit stands.',
      })
    }
    expect([place(director, 1), place(director, 8)]).toEqual([4, 4])
  })

  test('corrected to a double forfeit after the draw may be corrected back', () => {
    const director = firstPlayed()
    director.does(draw)
    const match = director.id('W1.1')
    const before = pairs(director)
    const result = { scoreA: director.match('W1.1').scores[0], scoreB: director.match('W1.1').scores[1] }
    director.does({ type: 'match.correct', match, result: { kind: 'double_forfeit' } })
    expect(pairs(director)).not.toEqual(before)

    director.does({ type: 'match.correct', match, result })

    expect(pairs(director)).toEqual(before)
  })

  test('taken back leaves the places of the others, whether one or two wait for it', () => {
    const director = firstPlayed()
    director.does(again(8))
    director.does(draw)
    for (const ref of ['W1.1', 'W1.2']) {
      director.does({ type: 'match.undo', match: director.id(ref) })
      expect([6, 7].map((number) => place(director, number))).toEqual([6, 6])
    }
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'b')
    expect([place(director, 4), place(director, 8)]).toEqual([6, null])
  })

  test('before the draw makes a winner of one who had come in again', () => {
    const director = firstPlayed()
    director.does(again(8))
    corrected(director, 'W1.1')
    director.does(draw)

    expect(numbers(director.state.stages[0]?.field ?? [])).toEqual([2, 3, 4, 8])
  })
})

describe('the draw of the rest taken back', () => {
  const undraw = { type: 'stage.undraw', stage: 1 } as const

  test('leaves round 1 and who has come in again, so that others may', () => {
    const director = firstPlayed()
    director.does(again(8))
    const before = director.state
    director.does(draw)
    director.does(undraw)

    expect({ ...director.state, version: before.version }).toEqual(before)
    director.does(again(7))
    director.does(draw)
    expect(numbers(director.state.stages[0]?.field ?? [])).toEqual([1, 2, 3, 4, 7, 8])
    expect(playOut(director, () => 'a').tournament.status).toBe('completed')
  })

  test('is refused once a match of it is on record, and round 1 cannot be undrawn behind it', () => {
    const director = firstPlayed()
    director.does(draw)
    director.does({ type: 'match.start', match: director.id('F1.1') })
    expect(director.tries(undraw)?.code).toBe('later_play')

    const first = firstPlayed()
    expect(first.tries(undraw)?.code).toBe('later_play')
  })

  test('gives the tables back', () => {
    const director = started({ ...setup, tables: 1 })
    playOut(director, () => 'a')
    director.does(draw)
    director.does({ type: 'match.assign', match: director.id('F1.1'), table: tableId(1) })
    director.does({ type: 'table.block', table: tableId(1), reason: 'cloth', after: true })

    expect(director.does(undraw).tables[0]?.status).toBe('blocked')
  })
})

describe('rematches', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, at) => playerId(at + 1))

  test('are not drawn in the first round to come, whoever has beaten whom, if the field is not two', () => {
    for (let run = 0; run < 300; run++) {
      const luck = chance(run)
      const winners = 1 + luck.upTo(12)
      const field = ids(winners + luck.upTo(winners + 1))
      if (field.length < 3) continue
      const beaten = new Map<PlayerId, PlayerId>()
      const free = field.slice(0, winners)
      for (const loser of field.slice(winners)) beaten.set(loser, free.splice(luck.upTo(free.length), 1)[0] ?? loser)
      const haveMet = (...two: (PlayerId | undefined)[]) =>
        [...beaten].some((met) => met.every((id) => two.includes(id)))
      const order = withoutRematches(field, winners, haveMet)

      expect(order.toSorted()).toEqual(field.toSorted())
      expect(withoutRematches(order, winners, haveMet)).toEqual(order)
      const size = 2 ** Math.ceil(Math.log2(order.length))
      const met = order.filter((id, at) => haveMet(id, order[size - 1 - at] ?? id))
      expect(met).toEqual([])
    }
  })

  // Of seven the first has a bye, then 4 plays 5, 2 plays 7 and 3 plays 6; of three 2 plays 3.
  test.each([
    ['with the nearest of those who came in again', 3, [2, 7], [1, 2, 3, 4, 5, 7, 6]],
    ['with the one further down if two are as near', 3, [4, 5], [1, 2, 3, 4, 6, 5, 7]],
    ['with nobody where he is the only one, and the winners change', 2, [2, 3], [2, 1, 3]],
  ])('are taken out: who came in again changes %s', (_, winners, met, order) => {
    const isMet = (...two: (PlayerId | undefined)[]) => met.every((number) => two.includes(playerId(number)))

    expect(numbers(withoutRematches(ids(order.length), winners, isMet))).toEqual(order)
  })

  test('stand where two are all there are', () => {
    const [one, other] = ids(2) as [PlayerId, PlayerId]
    expect(withoutRematches([one, other], 1, () => true)).toEqual([one, other])
  })
})

const lost = after(setup, (director) => playOut(director, () => 'a'))
const drawn = after(
  setup,
  (director) => playOut(director, () => 'a'),
  (director) => director.does(draw),
)
const refusals: readonly Refusal[] = [
  [
    'one who has won',
    lost,
    () => again(1),
    'illegal_transition',
    'Player 1 has not lost a match of round 1 that another has won.',
  ],
  [
    'one who plays round 1',
    after(setup),
    () => again(8),
    'illegal_transition',
    'Player 8 has not lost a match of round 1 that another has won.',
  ],
  [
    'one after the draw',
    drawn,
    () => again(8),
    'already_drawn',
    'Main draw is drawn anew; nobody can re-enter any more.',
  ],
  ['one nobody knows', lost, () => again(99), 'not_found', 'This tournament has no such player.'],
  [
    'one who has re-entered',
    after(
      setup,
      (d) => playOut(d, () => 'a'),
      (d) => d.does(again(8)),
    ),
    () => again(8),
    'illegal_transition',
    'Player 8 has re-entered already.',
  ],
  [
    'one who has left',
    after(
      setup,
      (d) => playOut(d, () => 'a'),
      (d) => d.does({ type: 'player.withdraw', player: playerId(8) }),
    ),
    () => again(8),
    'illegal_transition',
    'Player 8 has withdrawn and cannot re-enter.',
  ],
  [
    'one in another format',
    after({ ...setup, options: {} }),
    () => again(8),
    'illegal_transition',
    'Player 8 is in no stage with re-entry.',
  ],
  [
    'the draw while round 1 is played',
    after(setup),
    () => draw,
    'illegal_transition',
    '4 matches still to be played, W1.1 first.',
  ],
  ['a second draw', drawn, () => draw, 'already_drawn', 'The rounds after the first are drawn already.'],
  ['the draw before the first', () => registered(setup), () => draw, 'not_drawn', 'Main draw is not drawn.'],
]

for (const refusal of refusals) {
  const [title, , , code, says] = refusal
  test(`refused: ${title}`, () => expect(tried(refusal)).toEqual({ code, says, isKept: true }))
}

test('nobody comes late once the rest is drawn, but before that a bye can be had', () => {
  const early = started({ ...setup, players: 7 })
  playOut(early, () => 'a')
  early.does({ type: 'player.add', players: [newPlayer(8)] })
  expect(early.match('W1.1').state).toBe('ready')

  const late = firstPlayed(7)
  late.does(draw)
  late.does({ type: 'player.add', players: [newPlayer(8)] })
  expect(late.state.players.at(-1)?.status).toBe('waitlisted')
})
