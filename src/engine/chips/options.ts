/** Options of the two chip formats: what an absent one means, and what is refused. */
import type { Problem } from '../messages.ts'
import type { ChipLivesOptions, ChipPointsOptions, StageOptions } from '../types.ts'
import { tableNames } from './rating-tables.ts'

/** More chips than this are a slip of the finger. */
export const chipsMax = 99

/** `chip_lives` as it is played when nothing else is said. */
export const livesDefaults = {
  startChips: 3,
  winnerStays: true,
  maxConsecutiveWins: null,
  antiRematch: true,
  tables: 1,
  shrinkTables: true,
  lateChips: null,
  lateUntil: null,
  buyBack: null,
} as const satisfies Required<ChipLivesOptions>

/** `chip_points` as it is played when nothing else is said. */
export const pointsDefaults = {
  winnerChips: 3,
  loserChips: 1,
  rounds: 5,
  finalsCount: 8,
  pairing: 'random',
  allowRematch: false,
  tieBreak: 'h2h',
} as const satisfies Required<ChipPointsOptions>

export function livesOptions(options: Pick<StageOptions, 'chipLives'>): Required<ChipLivesOptions> {
  return { ...livesDefaults, ...options.chipLives }
}

export function pointsOptions(options: Pick<StageOptions, 'chipPoints'>): Required<ChipPointsOptions> {
  return { ...pointsDefaults, ...options.chipPoints }
}

type Range = readonly [at: string, value: number | null, least: number, most: number, what: string]

function firstOutside(group: string, ranges: readonly Range[]): Problem | null {
  for (const [at, value, least, most, what] of ranges) {
    if (value === null || (Number.isInteger(value) && value >= least && value <= most)) continue
    return problem(`${group}.${at}`, `${what} from ${least} to ${most}, not ${value}.`)
  }
  return null
}

function problem(at: string, detail: string): Problem {
  return { code: 'invalid_option', detail, at: `options.${at}` }
}

/** The first thing wrong with the options of `chip_lives`, or null. */
export function livesProblem(options: StageOptions): Problem | null {
  const { startChips, maxConsecutiveWins, tables, lateChips, buyBack } = livesOptions(options)
  if (typeof startChips === 'string' && !tableNames.includes(startChips)) {
    return problem('chipLives.startChips', `Start chips are a number or one of ${tableNames.join(', ')}.`)
  }
  return firstOutside('chipLives', [
    ['startChips', typeof startChips === 'number' ? startChips : null, 1, chipsMax, 'Everybody starts with chips'],
    ['maxConsecutiveWins', maxConsecutiveWins, 1, chipsMax, 'The limit of wins in a row is a number'],
    ['tables', tables, 1, 128, 'Matches at the same time are'],
    ['lateChips', lateChips, 1, chipsMax, 'A late player gets chips'],
    ['buyBack.chips', buyBack?.chips ?? null, 1, chipsMax, 'A buy-back gives chips'],
    ['buyBack.priceCents', buyBack?.priceCents ?? null, 0, 100_000_000, 'A buy-back costs cents'],
  ])
}

/** The first thing wrong with the options of `chip_points`, or null. */
export function pointsProblem(options: StageOptions): Problem | null {
  const { winnerChips, loserChips, rounds, finalsCount, pairing, tieBreak } = pointsOptions(options)
  const outside = firstOutside('chipPoints', [
    ['winnerChips', winnerChips, 0, chipsMax, 'A win brings chips'],
    ['loserChips', loserChips, 0, chipsMax, 'A loss brings chips'],
    ['rounds', rounds, 1, 64, 'Rounds are'],
    ['finalsCount', finalsCount, 0, 256, 'The finals take players'],
  ])
  if (outside !== null) return outside
  if (winnerChips <= loserChips) {
    return problem('chipPoints.winnerChips', `A win (${winnerChips}) brings more chips than a loss (${loserChips}).`)
  }
  if (finalsCount === 1) return problem('chipPoints.finalsCount', 'Finals of one player are none; say 0 or at least 2.')
  if (!['random', 'rating', 'round_robin'].includes(pairing)) {
    return problem('chipPoints.pairing', 'Pairing is random, rating or round_robin.')
  }
  if (['h2h', 'rating', 'random'].includes(tieBreak)) return null
  return problem('chipPoints.tieBreak', 'The tie-break is h2h, rating or random.')
}
