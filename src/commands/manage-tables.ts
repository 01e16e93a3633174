/** Tables of a tournament: opened, blocked, freed and taken away again. */
import { sql } from 'drizzle-orm'
import type { Command } from '../engine/messages.ts'
import type { OrgId, TableId, TournamentId } from '../engine/types.ts'
import { tableView } from '../engine/view.ts'
import { AppError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import { runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'

export interface TableInput {
  readonly label: string
  readonly stream?: boolean | undefined
  /** A table the org has already; absent: a new one is made. */
  readonly tableId?: string | undefined
}

/** Opens a table for this tournament. Answers 201 with the table. */
export function openTable(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  input: TableInput,
): Promise<CommandAnswer> {
  const table = (input.tableId ?? deps.newId()) as TableId
  const command: Command = { type: 'table.open', table, label: input.label, stream: input.stream ?? false }
  return runCommand(deps, caller, {
    target: { tournament: id },
    ...(input.tableId
      ? { check: (tx: Tx) => requireTable(tx, caller.orgId, table) }
      : { before: (tx: Tx) => insertTable(tx, caller.orgId, table, input.label) }),
    command: () => command,
    answer: (state, version) => ({
      status: 201,
      body: { ...tableView(state, table), version },
      location: `/api/tournaments/${id}/tables/${table}`,
    }),
  })
}

/** Blocks a table now, or with `after` once the match on it has ended. */
export function blockTable(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  table: TableId,
  input: { readonly reason: string; readonly after?: boolean | undefined },
): Promise<CommandAnswer> {
  return onTable(deps, caller, id, { type: 'table.block', table, reason: input.reason, after: input.after ?? false })
}

/** Makes a blocked table available again. */
export function unblockTable(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  table: TableId,
): Promise<CommandAnswer> {
  return onTable(deps, caller, id, { type: 'table.free', table })
}

/** Takes a table out of the tournament. Answers 204. */
export function removeTable(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  table: TableId,
): Promise<CommandAnswer> {
  return runCommand(deps, caller, {
    target: { tournament: id },
    command: () => ({ type: 'table.remove', table }),
    answer: () => ({ status: 204, body: null }),
  })
}

function onTable(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  command: Command & { readonly table: TableId },
): Promise<CommandAnswer> {
  return runCommand(deps, caller, {
    target: { tournament: id },
    command: () => command,
    answer: (state, version) => ({
      status: 200,
      body: { ...tableView(state, command.table), version },
    }),
  })
}

async function insertTable(tx: Tx, orgId: OrgId, id: TableId, label: string): Promise<void> {
  await tx.execute(sql`INSERT INTO tables (id, org_id, label) VALUES (${id}, ${orgId}, ${label})`)
}

async function requireTable(tx: Tx, orgId: OrgId, id: TableId): Promise<void> {
  const rows = await tx.execute(sql`SELECT 1 FROM tables WHERE id = ${id} AND org_id = ${orgId}`)
  if (rows.length === 0) throw new AppError('not_found', 'There is no such table in your organisation.')
}
