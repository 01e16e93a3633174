/**
 * Which matches are drawn and who flows where between them. Byes and matches that can never be played are structure,
 * not matches: they collapse, and whoever passes through them is linked to the next real match.
 * Pure; reads rows only.
 */
import type { MatchRow, Rows } from '../../engine/rows.ts'
import type { Side } from '../../engine/types.ts'
import { isChipMatch } from '../chips/chip-rows.ts'

interface Feed {
  readonly match: string
  readonly takes: 'winner' | 'loser'
}

interface Goal {
  readonly match: string
  readonly slot: Side
}

export interface Node {
  readonly id: string
  readonly row: MatchRow
  readonly feeds: { readonly [S in Side]?: Feed }
  /** Where the winner and the loser go; null at the end of a path. */
  readonly next: Goal | null
  readonly drop: Goal | null
}

/** True for a bye and for a match that nobody will ever play; an unneeded second final stays on the sheet. */
export function isCollapsed(match: MatchRow): boolean {
  if (match.bracket === 'GF') return false
  // Shown on the chip board.
  if (isChipMatch(match)) return true
  return match.kind === 'bye' || match.state === 'void' || match.labelA === 'Bye' || match.labelB === 'Bye'
}

function parseGoal(target: string | undefined): Goal | null {
  if (target === undefined) return null
  const cut = target.lastIndexOf(':')
  return { match: target.slice(0, cut), slot: target.endsWith(':a') ? 'a' : 'b' }
}

/** Follows a target through collapsed matches, where the one who comes is the one who goes on. */
function settle(rows: Rows, target: string | undefined): Goal | null {
  let goal = parseGoal(target)
  while (goal) {
    const match: MatchRow | undefined = rows.m[goal.match]
    if (!match) return null
    if (!isCollapsed(match)) return goal
    goal = parseGoal(match.winnerTo)
  }
  return null
}

/** The drawn matches of a stage by id, in bracket order, each linked to the real matches before and after it. */
export function linkMatches(rows: Rows, stage = 1): ReadonlyMap<string, Node> {
  const drawn = Object.values(rows.m)
    .filter((match) => match.stage === stage && !isCollapsed(match))
    .sort((a, b) => a.number - b.number)
  const feeds = new Map<string, { a?: Feed; b?: Feed }>(drawn.map((match) => [match.id, {}]))
  const goals = drawn.map((match) => ({ next: settle(rows, match.winnerTo), drop: settle(rows, match.loserTo) }))
  drawn.forEach((match, i) => {
    const { next = null, drop = null } = goals[i] ?? {}
    const before = (goal: Goal | null, takes: Feed['takes']) => {
      const slots = goal && feeds.get(goal.match)
      if (slots && !slots[goal.slot]) slots[goal.slot] = { match: match.id, takes }
    }
    before(next, 'winner')
    before(drop, 'loser')
  })
  return new Map(
    drawn.map((match, i) => {
      const { next = null, drop = null } = goals[i] ?? {}
      return [match.id, { id: match.id, row: match, feeds: feeds.get(match.id) ?? {}, next, drop }]
    }),
  )
}

/** Equal for two versions of the rows exactly when the same sheet is drawn, whatever was scored in between. */
export function sheetKey(rows: Rows, stage: number): string {
  let key = ''
  for (const id in rows.m) {
    const match = rows.m[id]
    if (match?.stage === stage && !isCollapsed(match)) key += `${id} `
  }
  return key
}
