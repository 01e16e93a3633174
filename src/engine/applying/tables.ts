/** Events of the tables of a tournament. A table "in use" is one that an unfinished match holds; that is not stored. */
import { indexOf } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { State, Table, TableId } from '../types.ts'

export function opened(state: State, data: EventData['table.opened']): State {
  const table: Table = {
    id: data.table,
    label: data.label,
    stream: data.stream,
    status: 'available',
    reason: null,
    blockAfter: false,
  }
  const tables = [...state.tables, table]
  return { ...state, tables, tableIndex: indexOf(tables) }
}

function withTable(state: State, id: TableId, change: (table: Table) => Table): State {
  return { ...state, tables: state.tables.map((table) => (table.id === id ? change(table) : table)) }
}

export function blocked(state: State, data: EventData['table.blocked']): State {
  return withTable(state, data.table, (table) =>
    data.after
      ? { ...table, reason: data.reason, blockAfter: true }
      : { ...table, status: 'blocked', reason: data.reason, blockAfter: false },
  )
}

export function freed(state: State, data: EventData['table.freed']): State {
  return withTable(state, data.table, (table) => ({ ...table, status: 'available', reason: null, blockAfter: false }))
}

/** Finished matches keep the id of the table they were played on. */
export function removed(state: State, data: EventData['table.removed']): State {
  const tables = state.tables.filter((table) => table.id !== data.table)
  return { ...state, tables, tableIndex: indexOf(tables) }
}
