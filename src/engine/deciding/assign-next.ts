/** The decision that sends the next match of the queue to a table. */
import { matchAtTable, tableOf } from '../lookup.ts'
import type { DecideContext, Decision } from '../messages.ts'
import { type Busy, nextAssignment, openTables, readyQueue } from '../queue.ts'
import type { State, Table, TableId } from '../types.ts'
import { accept, refuse, tableName } from './answer.ts'
import { activeRefusal } from './matches.ts'
import { sentence } from './tables.ts'

/** Why a table that was asked for by name cannot be given, or null. */
function tableRefusal(state: State, table: Table, busy: Busy): Decision | null {
  const named = sentence(tableName(state, table.id))
  if (table.status === 'blocked' || table.blockAfter) {
    const why = table.reason === null ? '' : ` (${table.reason})`
    return refuse('table_blocked', `${named} is blocked${why}.`, table.id)
  }
  const holder = matchAtTable(state, table.id)
  if (holder !== undefined) return refuse('table_busy', `${named} is in use by match ${holder.ref}.`, holder.id)
  if (!busy.tables.has(table.id)) return null
  return refuse('table_busy', `${named} is in use by another tournament.`, table.id)
}

function nothing(state: State, only: Table | undefined, busy: Busy, ctx: DecideContext): Decision {
  const queue = readyQueue(state, ctx.at, busy)
  if (queue.length === 0) return refuse('nothing_to_assign', 'No match waits for a table.')
  const held = (table: Table) => matchAtTable(state, table.id) !== undefined
  if (only === undefined && openTables(state, busy).every(held)) {
    return refuse('nothing_to_assign', 'No table is free.')
  }
  if (queue.every(({ blockedBy }) => blockedBy !== null)) {
    return refuse('nothing_to_assign', 'Of every match that waits, a player is at another table or rests.')
  }
  const where = only === undefined ? 'a table that is free' : tableName(state, only.id)
  return refuse('nothing_to_assign', `No match that can be played now may go to ${where}: a stream table is wanted.`)
}

/** Sends the first match of the queue that can be played to `id`, or with null to a free table that suits it. */
export function assignNext(state: State, id: TableId | null, busy: Busy, ctx: DecideContext): Decision {
  const only = id === null ? undefined : tableOf(state, id)
  if (id !== null && only === undefined) return refuse('unknown_table', 'This tournament has no such table.', 'tableId')
  const closed = activeRefusal(state) ?? (only === undefined ? null : tableRefusal(state, only, busy))
  if (closed !== null) return closed
  const found = nextAssignment(state, ctx.at, busy, id)
  if (found === null) return nothing(state, only, busy, ctx)
  return accept(ctx, 'match.assigned', { match: found.match.id, table: found.table.id })
}
