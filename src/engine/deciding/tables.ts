/** Decisions about tables, and about which match is played at which. */
import { isOnTable, matchAtTable, tableOf } from '../lookup.ts'
import type { Command, DecideContext, Decision } from '../messages.ts'
import type { Match, PlayerId, State, TableId } from '../types.ts'
import { accept, matchName, nameOf, refuse, tableName } from './answer.ts'

/** With a capital letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Another match in which the player is called, at a table or playing. */
function busyWith(state: State, player: PlayerId, except: Match): Match | undefined {
  return state.matches.find(
    (match) => match.id !== except.id && isOnTable(match) && match.slots.some((slot) => slot.player === player),
  )
}

/** Refuses a match whose player is at another one; null if both are free. */
export function playersRefusal(state: State, match: Match): Decision | null {
  for (const { player } of match.slots) {
    const other = player === null ? undefined : busyWith(state, player, match)
    if (other !== undefined) {
      return refuse('player_busy', `${nameOf(state, player)} is in match ${other.ref}.`, other.id)
    }
  }
  return null
}

/** Puts a ready match at a table, or moves one that has a table or is being played. */
export function assign(state: State, match: Match, id: TableId, ctx: DecideContext): Decision {
  const table = tableOf(state, id)
  if (table === undefined) return refuse('unknown_table', 'This tournament has no such table.', 'table')
  const named = sentence(tableName(state, id))
  if (match.table === id) return refuse('illegal_transition', `${matchName(state, match)} is at ${named} already.`)
  if (table.status === 'blocked' || table.blockAfter) {
    const why = table.reason === null ? '' : ` (${table.reason})`
    return refuse('table_blocked', `${named} is blocked${why}.`, id)
  }
  const holder = matchAtTable(state, id)
  if (holder !== undefined) return refuse('table_busy', `${named} is in use by match ${holder.ref}.`, holder.id)
  return playersRefusal(state, match) ?? accept(ctx, 'match.assigned', { match: match.id, table: id })
}

type TableCommand = Extract<Command, { type: `table.${string}` }>

function open(state: State, command: Extract<TableCommand, { type: 'table.open' }>, ctx: DecideContext): Decision {
  const label = command.label.trim()
  if (label === '') return refuse('invalid_option', 'A table needs a label.', 'label')
  if (tableOf(state, command.table) !== undefined) {
    return refuse('duplicate_table', `${sentence(tableName(state, command.table))} is open already.`, command.table)
  }
  if (state.tables.some((table) => table.label.toLowerCase() === label.toLowerCase())) {
    return refuse('duplicate_table', `There is a table ${label} already.`, 'label')
  }
  return accept(ctx, 'table.opened', { table: command.table, label, stream: command.stream })
}

function block(state: State, command: Extract<TableCommand, { type: 'table.block' }>, ctx: DecideContext): Decision {
  const named = sentence(tableName(state, command.table))
  const table = tableOf(state, command.table)
  if (table?.status === 'blocked') return refuse('table_blocked', `${named} is blocked already.`, command.table)
  const holder = matchAtTable(state, command.table)
  if (holder !== undefined && !command.after) {
    const detail = `${named} is in use by match ${holder.ref}; block it after the match, or free it first.`
    return refuse('table_busy', detail, holder.id)
  }
  // Nobody to wait for: blocked at once.
  const data = { table: command.table, reason: command.reason, after: holder !== undefined }
  return accept(ctx, 'table.blocked', data)
}

/** Decides a command about a table. */
export function decideTable(state: State, command: TableCommand, ctx: DecideContext): Decision {
  const { status, name } = state.tournament
  if (status === 'completed' || status === 'cancelled') {
    return refuse('illegal_transition', `${name} is ${status}; its tables are given back.`)
  }
  if (command.type === 'table.open') return open(state, command, ctx)
  const table = tableOf(state, command.table)
  if (table === undefined) return refuse('not_found', 'This tournament has no such table.', command.table)
  if (command.type === 'table.block') return block(state, command, ctx)
  const named = sentence(tableName(state, table.id))
  if (command.type === 'table.free') {
    if (table.status === 'blocked' || table.blockAfter) return accept(ctx, 'table.freed', { table: table.id })
    return refuse('illegal_transition', `${named} is not blocked.`, table.id)
  }
  const holder = matchAtTable(state, table.id)
  if (holder === undefined) return accept(ctx, 'table.removed', { table: table.id })
  return refuse('table_busy', `${named} is in use by match ${holder.ref}.`, holder.id)
}
