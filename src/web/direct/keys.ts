/**
 * Keys of the console: a digit chooses a table, A and B give a rack there, U takes one back, N brings the next match.
 * They act only while no field has the focus, never with a modifier, never by holding a key down, and can be put out.
 */
import { signal } from '@preact/signals'
import type { Rows } from '../../engine/rows.ts'
import { tableWords } from '../words.ts'
import type { Desk } from './desk.ts'
import { chosenTable, matchInHand, panel } from './hand.ts'
import { matchOn, putNextOn, undoOn } from './moves.ts'
import { nameOf } from './names.ts'
import { sortedTables } from './next-step.ts'

export const legend: readonly (readonly [string, string])[] = [
  ['1 … 9, 0', 'choose a table'],
  ['← →', 'the table before, after'],
  ['A  B', 'a rack for the upper, the lower player'],
  ['U', 'undo the last rack there'],
  ['N', 'next match to that table'],
  ['Esc', 'put everything down'],
]

/** False puts the keys out, for who speaks to the computer or types one-handed. */
export const keysOn = signal(true)

const digits = '1234567890'

/** The digit that chooses the table at an index of the floor. */
export function digitOf(index: number): string | null {
  return digits[index] ?? null
}

export function listenToKeys(desk: Desk): void {
  document.addEventListener('keydown', (event) => {
    const rows = desk.rows.peek()
    if (!rows || !keysOn.peek() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    if (panel.peek() !== 'tables' || isTyping(event.target)) return
    if (act(desk, rows, event.key)) event.preventDefault()
  })
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
}

function act(desk: Desk, rows: Rows, key: string): boolean {
  const tables = sortedTables(rows)
  const index = digits.indexOf(key)
  const at = tables.findIndex((table) => table.id === chosenTable.peek())
  if (key.length === 1 && index >= 0) return choose(desk, rows, index)
  if (key === 'ArrowRight') return choose(desk, rows, (at + 1) % Math.max(1, tables.length))
  if (key === 'ArrowLeft') return choose(desk, rows, (at <= 0 ? tables.length : at) - 1)
  if (key === 'Escape') {
    chosenTable.value = null
    matchInHand.value = null
    return true
  }
  const table = tables[at]
  if (!table) return false
  const match = matchOn(rows, table.id)
  switch (key.toLowerCase()) {
    case 'a':
    case 'b': {
      const side = key.toLowerCase() === 'a' ? 'a' : 'b'
      if (!match || match.state === 'paused') return false
      desk.rack(match, side)
      desk.say(`Rack for ${nameOf(rows, match, side)}.`)
      return true
    }
    case 'u':
      undoOn(desk, table.id)
      desk.say(`Undone on ${tableWords(table.label)}.`)
      return true
    case 'n':
      if (match) return false
      void putNextOn(desk, table)
      return true
    default:
      return false
  }
}

function choose(desk: Desk, rows: Rows, index: number): boolean {
  const table = sortedTables(rows)[index]
  if (!table) return false
  chosenTable.value = table.id
  document.querySelector(`[data-table="${table.id}"]`)?.scrollIntoView({ block: 'nearest' })
  const match = matchOn(rows, table.id)
  const score = match
    ? `${nameOf(rows, match, 'a')} ${match.scoreA}, ${nameOf(rows, match, 'b')} ${match.scoreB}`
    : 'free'
  desk.say(`${tableWords(table.label)}: ${score}.`)
  return true
}
