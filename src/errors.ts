/**
 * The one table of refusals: code -> HTTP status -> may the client simply try again.
 * `AppError` is the only error a route or command throws on purpose; `http/problem.ts` renders it, nobody else does.
 */
import type { Impact } from './engine/messages.ts'

const table = {
  // the request itself
  malformed_body: [400, false],
  bad_cursor: [400, false],
  unknown_parameter: [400, false],
  bad_request: [400, false],
  unauthenticated: [401, false],
  forbidden: [403, false],
  not_found: [404, false],
  method_not_allowed: [405, false],
  not_acceptable: [406, false],
  version_changed: [412, false],
  body_too_large: [413, false],
  unsupported_media_type: [415, false],
  invalid_body: [422, false],
  idempotency_key_reused: [422, false],
  rate_limited: [429, true],
  // the state forbids it
  illegal_transition: [409, false],
  match_finished: [409, false],
  match_not_ready: [409, false],
  tournament_not_active: [409, false],
  tournament_full: [409, false],
  registration_closed: [409, false],
  duplicate_player: [409, false],
  duplicate_table: [409, false],
  already_drawn: [409, false],
  not_drawn: [409, false],
  ranks_not_final: [409, false],
  not_tied: [409, false],
  table_busy: [409, false],
  table_blocked: [409, false],
  nothing_to_assign: [409, false],
  player_busy: [409, false],
  later_play: [409, false],
  cascade_required: [409, false],
  cascade_mismatch: [409, false],
  chips_below_zero: [409, false],
  nothing_to_undo: [409, false],
  race_frozen: [409, false],
  payout_paid: [409, false],
  archived: [409, false],
  email_taken: [409, false],
  slug_taken: [409, false],
  duplicate_member: [409, false],
  last_owner: [409, false],
  venue_in_use: [409, false],
  too_many_keys: [409, false],
  payment_not_refundable: [409, false],
  conflict: [409, true],
  // a rule of play forbids it
  illegal_score: [422, false],
  draw_not_allowed: [422, false],
  decider_required: [422, false],
  decider_not_allowed: [422, false],
  too_few_players: [422, false],
  too_many_players: [422, false],
  invalid_seed: [422, false],
  invalid_option: [422, false],
  unsupported_format: [422, false],
  unknown_player: [422, false],
  unknown_table: [422, false],
  pool_negative: [422, false],
  payout_over_pool: [422, false],
  import_refused: [422, false],
  refund_over_payment: [422, false],
  channel_unavailable: [422, false],
  // ours
  internal: [500, false],
  unavailable: [503, true],
  deadline: [503, true],
} as const satisfies Record<string, readonly [status: number, retryable: boolean]>

/** Every code a problem can carry; closed, so that the OpenAPI document can list it. */
export type ErrorCode = keyof typeof table

/** HTTP status of a code. */
export function statusOf(code: ErrorCode): number {
  return table[code][0]
}

/** May the client repeat the same request unchanged and hope for another answer? */
export function isRetryable(code: ErrorCode): boolean {
  return table[code][1]
}

/** All codes, for the OpenAPI document and the pages at `/api/problems/<code>`. */
export const errorCodes = Object.keys(table) as ErrorCode[]

/** One bad member of a request: a dotted path, a stable code and a sentence. */
export interface FieldError {
  readonly path: string
  readonly code: string
  readonly message: string
}

interface Extras {
  readonly errors?: readonly FieldError[] | undefined
  /** Version of the tournament that the refusal was decided at. */
  readonly currentVersion?: number | undefined
  /** What a correction would change, where it was refused for that. */
  readonly impact?: Impact | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly cause?: unknown
}

/** A refusal with a stable code and one plain sentence that says what to do. `detail` reaches the client. */
export class AppError extends Error {
  readonly problem: ErrorCode
  readonly status: number
  readonly extras: Extras

  constructor(problem: ErrorCode, detail: string, extras: Extras = {}) {
    super(detail, { cause: extras.cause })
    this.name = 'AppError'
    this.problem = problem
    this.status = statusOf(problem)
    this.extras = extras
  }
}
