/** What the console does with matches and tables, for buttons and keys alike. */
import type { MatchRow, Rows, TableRow } from '../../engine/rows.ts'
import { tableWords } from '../words.ts'
import type { Desk } from './desk.ts'
import { chosenTable, matchInHand } from './hand.ts'
import { pairOf } from './names.ts'
import { freeTables, isOn, isPlaying, waiting } from './next-step.ts'

export function matchOn(rows: Rows, table: string): MatchRow | undefined {
  return Object.values(rows.m).find((match) => match.table === table && isOn(match))
}

/** The match that ended last on a table, for who tapped one rack too many. */
export function lastOn(rows: Rows, table: string): MatchRow | undefined {
  return Object.values(rows.m)
    .filter((match) => match.table === table && match.state === 'completed')
    .sort((a, b) => (b.completedAt ?? '').localeCompare(a.completedAt ?? ''))[0]
}

/** Ready matches whose players are free, longest wait first. */
export function playable(rows: Rows): readonly MatchRow[] {
  const playing = Object.values(rows.m).filter(isPlaying)
  const busy = new Set(playing.flatMap((match) => [match.playerA, match.playerB]))
  return waiting(rows).filter((match) => !busy.has(match.playerA) && !busy.has(match.playerB))
}

export async function putOn(desk: Desk, match: MatchRow, table: TableRow): Promise<void> {
  const path = `/api/matches/${match.id}/assign`
  const answer = await desk.send(`table:${table.id}`, { path, body: { tableId: table.id } })
  if (!answer?.ok) return
  if (matchInHand.peek() === match.id) matchInHand.value = null
  const rows = desk.rows.peek()
  if (rows) desk.say(`${pairOf(rows, match)} on ${tableWords(table.label)}.`)
}

/** The match in hand goes to a table, else the one the server has next: it knows the rest times and the whole hall. */
export async function putNextOn(desk: Desk, table: TableRow): Promise<void> {
  // Before the answer: a table that is chosen later, by a slow answer, would take the racks meant for another.
  chosenTable.value = table.id
  const match = desk.rows.peek()?.m[matchInHand.peek() ?? '']
  if (match) return putOn(desk, match, table)
  await sendNextTo(desk, table)
}

/** True if a match went there. */
async function sendNextTo(desk: Desk, table: TableRow): Promise<boolean> {
  const path = `/api/tournaments/${desk.id}/matches/assign-next`
  const answer = await desk.send(`table:${table.id}`, { path, body: { tableId: table.id } })
  if (!answer?.ok) return false
  const match = desk.rows.peek()?.m[String(answer.body['id'])]
  const rows = desk.rows.peek()
  if (rows && match) desk.say(`${pairOf(rows, match)} on ${tableWords(table.label)}.`)
  return true
}

/** Every free table gets the match that is next, until there is no table or no match. */
export async function fillTables(desk: Desk): Promise<void> {
  const rows = desk.rows.peek()
  for (const table of rows ? freeTables(rows) : []) {
    const now = desk.rows.peek()
    if (!now || playable(now).length === 0 || !(await sendNextTo(desk, table))) return
  }
}

/** Takes back the last rack on a table, or the last result there when nobody plays on it. */
export function undoOn(desk: Desk, table: string): void {
  const rows = desk.rows.peek()
  const match = rows && (matchOn(rows, table) ?? lastOn(rows, table))
  if (match) desk.undo(match, `table:${table}`)
}
