/**
 * How long what is kept, and where: one row for each kind of thing. Floors carry correctness; these times cover
 * what floors cannot see, such as a bare UPDATE at a prompt. Each stored time is spread by a tenth to either side.
 */
import type { Category } from './keys.ts'

/** Times of one kind of entry. */
export interface Policy {
  readonly category: Category
  /** Served without a question for so long. */
  readonly freshS: number
  /** Served for so much longer, while it is loaded anew behind. */
  readonly graceS: number
  /** Kept in Redis too. */
  readonly isShared: boolean
}

const row = (category: Category, freshS: number, graceS: number, isShared = true): Policy =>
  Object.freeze({ category, freshS, graceS, isShared })

/** The kinds; a route with times of its own spreads `api` and names them. */
export const policies = Object.freeze({
  tournament: row('tournament', 300, 600),
  list: row('tournament', 180, 180),
  matches: row('tournament', 60, 120),
  leaderboard: row('tournament', 60, 120),
  players: row('tournament', 60, 120),
  /** Whole views of a tournament that is over; a correction raises its floor all the same. */
  completed: row('tournament', 86_400, 600),
  session: row('user', 86_400, 0),
  profile: row('user', 3600, 3600),
  permissions: row('user', 3600, 0),
  analytics: row('analytics', 900, 900),
  api: row('api', 300, 300),
  config: row('static', 3600, 3600),
  short: row('short', 30, 0, false),
  /** Pages of all orgs: a node knows at once what it was told, and of the rest no longer than this. */
  cards: row('short', 0.9, 0, false),
})

/** A 404 is kept for so long and no longer. */
export const negativeS = 30
