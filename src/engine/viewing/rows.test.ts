/** Rows hold what there is to say and nothing else. */
import { expect, test } from 'bun:test'
import { playerId, started, tableId } from '../laws/director.ts'
import { rows } from '../ops.ts'

const four = { type: 'single_elimination', players: 4, tables: 2 } as const

test('the row of a match names both sides of races, starts and scores', () => {
  const director = started(four)
  const id = director.id('W1.1')
  director.does({ type: 'match.set_race', match: id, races: [4, 3], start: [1, 0] })
  const { m } = rows(director.state)

  expect(m[id]).toStrictEqual({
    id,
    ref: 'W1.1',
    number: 1,
    stage: 1,
    bracket: 'W',
    round: 1,
    position: 1,
    state: 'ready',
    playerA: playerId(1),
    playerB: playerId(4),
    raceA: 4,
    raceB: 3,
    startA: 1,
    startB: 0,
    scoreA: 1,
    scoreB: 0,
    readyAt: director.match('W1.1').readyAt ?? '',
    winnerTo: `${director.id('W2.1')}:a`,
  })
  expect(m[director.id('W2.1')]).toMatchObject({ labelA: 'Winner of W1.1', labelB: 'Winner of W1.2' })
})

test('the row of a table says that it is to be blocked only while it is', () => {
  const director = started(four)
  director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
  director.does({ type: 'table.block', table: tableId(1), reason: 'cloth', after: true })
  const { tb } = rows(director.state)

  expect(tb[tableId(1)]).toMatchObject({ status: 'available', blockAfter: true })
  expect(tb[tableId(2)]).toStrictEqual({ id: tableId(2), label: '2', stream: false, status: 'available' })
})
