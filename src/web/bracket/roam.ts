/**
 * Arrow keys inside the drawing: up and down along a round, left to where a player came from, right to where the
 * match leads. Anywhere else the keys scroll the sheet as usual.
 */
import type { Sheet } from '../tournament/store.ts'

const steps: Readonly<Record<string, (sheet: Sheet, match: string, isLower: boolean) => string | undefined>> = {
  ArrowRight: (sheet, match) => sheet.nodes.get(match)?.next?.match,
  ArrowLeft: (sheet, match, isLower) => sheet.nodes.get(match)?.feeds[isLower ? 'b' : 'a']?.match,
  ArrowUp: (sheet, match) => neighbour(sheet, match, -1),
  ArrowDown: (sheet, match) => neighbour(sheet, match, 1),
}

function neighbour(sheet: Sheet, match: string, by: 1 | -1): string | undefined {
  const ids = sheet.layout.rounds.find((round) => round.ids.includes(match))?.ids ?? []
  return ids[ids.indexOf(match) + by]
}

/** Moves the focus from one player row to the next; does nothing when no row has it. */
export function roam(event: KeyboardEvent, sheet: Sheet): void {
  const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('button.side') : null
  const card = row?.closest<HTMLElement>('[data-match]')
  const step = steps[event.key]
  if (!row || !card || !step) return
  event.preventDefault()
  const rows = [...card.querySelectorAll<HTMLElement>('button.side')]
  const sibling = event.key === 'ArrowDown' ? rows[rows.indexOf(row) + 1] : rows[rows.indexOf(row) - 1]
  if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && sibling) return sibling.focus()
  const isLower = row.matches(':last-child')
  let match = step(sheet, card.dataset['match'] ?? '', isLower)
  while (match) {
    const found = document.querySelectorAll<HTMLElement>(`[data-match="${CSS.escape(match)}"] button.side`)
    const goal = event.key === 'ArrowUp' ? found[found.length - 1] : found[0]
    if (goal) return goal.focus()
    match = step(sheet, match, isLower)
  }
}
