/** In which words the queue refuses where each of its matches is held up by something else. */
import { expect, test } from 'bun:test'
import { playerId, started, tableId } from '../laws/director.ts'
import { four } from '../laws/scenario.ts'
import type { UserId } from '../types.ts'

test('a stream table is wanted where a tagged match could be played and the players of the others are busy', () => {
  const director = started({ ...four, tables: 1 })
  const away = 'user-away' as UserId
  director.does({ type: 'player.edit', player: playerId(2), edit: { userId: away } })
  director.does({ type: 'table.open', table: tableId(2), label: '2', stream: true })
  director.does({ type: 'match.tag', match: director.id('W1.1'), stream: true })
  const assign = (...people: UserId[]) =>
    director.tries({
      type: 'queue.assign',
      table: tableId(1),
      busy: { tables: new Set(), people: new Set(people) },
    })

  expect(assign(away)).toMatchObject({
    code: 'nothing_to_assign',
    detail: 'No match that can be played now may go to table 1: a stream table is wanted.',
  })
  expect(assign()).toBeNull()
  expect(director.match('W1.2').table).toBe(tableId(1))
})
