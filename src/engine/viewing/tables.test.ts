import { expect, test } from 'bun:test'
import { hallAt, started, tableId } from '../laws/director.ts'
import { tablesView } from '../view.ts'

test('the board shows the score of each side, and a table is free once its match is over', () => {
  const director = started({ type: 'single_elimination', players: 4, tables: 1 })
  director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
  director.racks('W1.1', 'aab')
  expect(tablesView(director.state, hallAt(0)).tables[0]).toMatchObject({ state: 'in_use', match: { scores: [2, 1] } })

  director.racks('W1.1', 'a')
  expect(director.match('W1.1').table).toBe(tableId(1))
  expect(tablesView(director.state, hallAt(0)).tables[0]).toMatchObject({ state: 'available', match: null })
})
