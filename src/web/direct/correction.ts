/** What a correction would change, read out of the server's refusal and put into words. Pure. */
import type { Rows } from '../../engine/rows.ts'
import type { Problem } from '../account/api.ts'
import { count } from '../words.ts'
import { pairOf } from './moves.ts'

export interface ImpactItem {
  readonly match: string
  readonly racks: number
  /** `swap`: others play it; `void`: what is on record there is lost too. */
  readonly change: 'swap' | 'void'
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

/** `Match 9, Anna against Ben: 4 racks are lost, and it is played anew.` */
export function impactWords(rows: Rows, item: ImpactItem): string {
  const match = rows.m[item.match]
  const named = match ? `Match ${match.number}, ${pairOf(rows, match)}` : 'A match'
  if (item.change === 'swap') return `${named}: gets another player.`
  if (item.racks === 0) return `${named}: its result is lost, and it is played anew.`
  return `${named}: ${count(item.racks, 'rack is', 'racks are')} lost, and it is played anew.`
}
