/**
 * What a failed query means: the server is away, it took too long, or the statement itself was wrong.
 * Only codes and constraint names are read: drizzle's and Postgres's messages hold SQL and parameters.
 */
import { AppError } from '../errors.ts'

const awayCodes = new Set([
  ...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  ...['57P01', '57P02', '57P03', '53300'],
])
const cutOffCodes = new Set(['CONNECTION_CLOSED', 'ECONNRESET', 'EPIPE', '25P03'])
/** Statement cancelled by its timeout, lock not granted in time, idle in transaction for too long. */
const slowCodes = new Set(['57014', '55P03', '25P03'])
/** Deadlock victim and serialization failure: nothing happened, and the same transaction may well succeed. */
const repeatableCodes = new Set(['40P01', '40001'])

/** SQLSTATE or system error code of a failed query, through any number of wrappers; null when it has none. */
export function codeOf(error: unknown): string | null {
  return search(error, (e) => ('code' in e && typeof e.code === 'string' ? e.code : null))
}

/** Name of the violated constraint or unique index (`idx_users_email`), or null when that was not the trouble. */
export function constraintOf(error: unknown): string | null {
  return search(error, (e) =>
    'constraint_name' in e && typeof e.constraint_name === 'string' ? e.constraint_name : null,
  )
}

/** True when the server could not be reached or closed the connection. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error)
  return code !== null && (awayCodes.has(code) || code.startsWith('08'))
}

/** True when a connection was lost in use: the server closed it, or said that it would. */
export function isCutOff(error: unknown): boolean {
  const code = error instanceof AppError ? null : codeOf(error)
  return code !== null && (cutOffCodes.has(code) || code.startsWith('57P'))
}

/** True when the same transaction may simply be tried again. */
export function isRepeatable(error: unknown): boolean {
  return repeatableCodes.has(codeOf(error) ?? '') || isOutOfDate(error)
}

/** True when a prepared statement met a changed schema. Outside of transactions postgres.js prepares it anew itself. */
export function isOutOfDate(error: unknown): boolean {
  return search(error, (e) => ('routine' in e ? e.routine : null)) === 'RevalidateCachedQuery'
}

/** True when the statement was stopped: by its time, or by a request to stop it. */
export function isStopped(error: unknown): boolean {
  return codeOf(error) === '57014'
}

/** A 503 for what a later try may cure; everything else (violations, refusals, bugs) as it came. */
export function toFailure(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (isAway(error)) return unavailable(error)
  if (isFull(error)) return noRoom(error)
  return slowCodes.has(codeOf(error) ?? '') ? late(error) : error
}

/** True when the server lacks disk or memory for the statement; it answers, and what needs less may well succeed. */
function isFull(error: unknown): boolean {
  const code = codeOf(error)
  return code !== null && (code.startsWith('53') || code === '58030')
}

function noRoom(cause: unknown): AppError {
  const headers = { 'retry-after': '10' }
  const detail = 'The database has no room for this at the moment, and nothing was changed; please try again later.'
  return new AppError('unavailable', detail, { cause, headers })
}

/** The refusal while the database cannot be asked at all. */
export function unavailable(cause?: unknown): AppError {
  const headers = { 'retry-after': '1' }
  return new AppError('unavailable', 'The database is not available at the moment; please try again.', {
    cause,
    headers,
  })
}

/** The refusal when an answer did not come in time; whether a write happened is not known. */
export function late(cause?: unknown): AppError {
  const headers = { 'retry-after': '1' }
  return new AppError('deadline', 'The database did not answer in time; please try again.', { cause, headers })
}

function search<Found>(error: unknown, read: (error: object) => Found | null): Found | null {
  for (let at = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : null) {
    const found = read(at)
    if (found !== null) return found
  }
  return null
}
