import { expect, test } from 'bun:test'
import { hallAt, started, tableId } from '../laws/director.ts'
import { matchView, tablesView } from '../view.ts'

test('the board shows the score of each side, and a table is free once its match is over', () => {
  const director = started({ type: 'single_elimination', players: 4, tables: 1 })
  director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
  director.racks('W1.1', 'aab')
  expect(tablesView(director.state, hallAt(0)).tables[0]).toMatchObject({ state: 'in_use', match: { scores: [2, 1] } })

  director.racks('W1.1', 'a')
  expect(director.match('W1.1').table).toBe(tableId(1))
  expect(tablesView(director.state, hallAt(0)).tables[0]).toMatchObject({ state: 'available', match: null })
})

test('a match names its table, whichever of them it is', () => {
  const director = started({ type: 'single_elimination', players: 4, tables: 2 })
  const id = director.id('W1.1')
  const seen = [1, 2].map((number) => {
    director.does({ type: 'match.assign', match: id, table: tableId(number) })
    return matchView(director.state, id)?.table as unknown
  })

  expect(seen).toEqual([
    { id: 'table-1', label: '1' },
    { id: 'table-2', label: '2' },
  ])
})
