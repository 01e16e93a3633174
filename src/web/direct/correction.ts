/** What a correction would change, read out of the server's refusal and put into words. Pure. */
import type { MatchRow, Rows } from '../../engine/rows.ts'
import type { Problem } from '../account/api.ts'
import { count } from '../words.ts'
import { nameOf, pairOf } from './names.ts'

export interface ImpactItem {
  /** Null for a stage whose draw is taken back; `ref` is its name then. */
  readonly match: string | null
  readonly ref: string
  readonly racks: number
  /** `swap`: others play it; `void`: what is on record there is lost too; `undraw`: a later stage is drawn anew. */
  readonly change: 'swap' | 'void' | 'undraw'
}

export interface Impact {
  readonly items: readonly ImpactItem[]
  /** What the confirmation must name. */
  readonly cascadeIds: readonly string[]
}

/** The impact set of a refusal; null for a refusal of another kind. */
export function impactOf(problem: Problem): Impact | null {
  const impact = problem.body['impact'] as Partial<Impact> | undefined
  return Array.isArray(impact?.items) && Array.isArray(impact.cascadeIds) ? (impact as Impact) : null
}

/** Who is not known yet is left out. */
function matchWords(rows: Rows, match: MatchRow): string {
  const known = (['a', 'b'] as const).filter((side) => (side === 'a' ? match.playerA : match.playerB) !== undefined)
  const [only] = known
  if (known.length === 2) return `Match ${match.number}, ${pairOf(rows, match)}`
  return only === undefined ? `Match ${match.number}` : `Match ${match.number} with ${nameOf(rows, match, only)}`
}

/** `Match 9, Anna against Ben: 4 racks are lost, and it is played anew.` */
export function impactWords(rows: Rows, item: ImpactItem): string {
  if (item.change === 'undraw') return `${item.ref}: its draw is taken back, and it is drawn anew.`
  const match = rows.m[item.match ?? '']
  const named = match ? matchWords(rows, match) : 'A match'
  if (item.change === 'swap') return `${named}: gets another player.`
  if (item.racks === 0) return `${named}: its result is lost, and it is played anew.`
  return `${named}: ${count(item.racks, 'rack is', 'racks are')} lost, and it is played anew.`
}

/** The heading over an impact: how much else changes. */
export function impactHeading({ items }: Impact): string {
  const stages = items.filter((item) => item.change === 'undraw').length
  const matches = items.length - stages
  const others = matches > 0 ? [count(matches, 'other match', 'other matches')] : []
  const draws = stages > 0 ? [count(stages, 'draw')] : []
  return items.length === 0 ? 'Nothing else changes.' : `This changes ${[...others, ...draws].join(' and ')}:`
}
