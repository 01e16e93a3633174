/**
 * Problems (RFC 9457) from whatever was thrown. Nobody else turns an error into an answer.
 * Invariant: no stack, SQL, driver text or submitted value leaves the server.
 * What was not thrown on purpose is a 500.
 */
import type { z } from 'zod'
import type { Impact } from '../engine/messages.ts'
import { AppError, isRetryable, type ErrorCode, type FieldError } from '../errors.ts'
import { log } from '../log.ts'
import { currentTrace } from '../monitor/trace.ts'
import { refusalHeaders } from './caching.ts'
import { requestId } from './request-id.ts'
import type { Responder } from './respond.ts'

const logger = log('http')

/** Members of `application/problem+json`; `instance` is the request id. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: ErrorCode
  readonly errors?: readonly FieldError[]
  readonly currentVersion?: number
  /** What a correction would change; with `cascade_required` and `cascade_mismatch`. */
  readonly impact?: Impact
}

/** `match_finished` -> `Match finished`: the title is the code in words. */
export function titleOf(code: ErrorCode): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The finished answer for a refusal. */
export function problemResponse(respond: Responder, request: Request, error: AppError): Response {
  const { errors, currentVersion, impact, headers } = error.extras
  const code = error.problem
  const body: ProblemBody = {
    type: `/api/problems/${code}`,
    title: titleOf(code),
    status: error.status,
    detail: error.message,
    instance: requestId(request),
    code,
    ...(errors === undefined ? {} : { errors }),
    ...(currentVersion === undefined ? {} : { currentVersion }),
    ...(impact === undefined ? {} : { impact }),
  }
  return respond.raw(request, error.status, JSON.stringify(body), {
    'content-type': 'application/problem+json',
    ...refusalHeaders(request, error.status, respond.knowsOrigins),
    ...(isRetryable(code) ? { 'retry-after': '1' } : {}),
    ...(code === 'version_changed' && currentVersion !== undefined ? { etag: `"v${currentVersion}"` } : {}),
    ...headers,
  })
}

/** The answer, or the problem in its place: for a promise that a handler returns and Elysia does not wait for. */
export function rescued(respond: Responder, request: Request, answer: Promise<Response>): Promise<Response> {
  return answer.catch((error: unknown) => problemResponse(respond, request, toAppError(error, 'UNKNOWN', request)))
}

/** What Elysia, zod, the driver or our own code threw, as the refusal the client gets. Logs what is our fault. */
export function toAppError(error: unknown, elysiaCode: string | number, request: Request): AppError {
  const known = recognised(error, elysiaCode)
  if (known !== null) return known
  const trace = currentTrace(request)
  if (trace !== undefined) trace.failure = error
  const unavailable = databaseProblem(error)
  if (unavailable !== null) {
    logger.warn({ err: error, requestId: requestId(request) }, 'the database did not answer a request')
    return unavailable
  }
  logger.error({ err: error, requestId: requestId(request) }, 'a request failed')
  return new AppError('internal', 'something went wrong here; the request id names it in our log')
}

function recognised(error: unknown, elysiaCode: string | number): AppError | null {
  if (error instanceof AppError) return error
  if (elysiaCode === 'PARSE' && error instanceof Error && error.cause instanceof AppError) return error.cause
  if (elysiaCode === 'PARSE') return new AppError('malformed_body', 'the body cannot be read')
  if (elysiaCode === 'NOT_FOUND') return notFound()
  if (elysiaCode === 'VALIDATION') return validationProblem(error as ElysiaValidationError)
  return null
}

/** The one answer for an address with nothing behind it, whosever it may be. */
export function notFound(): AppError {
  return new AppError('not_found', 'there is nothing at this address')
}

/** The part of Elysia's error that is safe to touch: its message and `all` hold the whole submitted body. */
interface ElysiaValidationError {
  readonly type: string
  readonly value: unknown
  readonly validator: { readonly schema?: unknown }
}

function validationProblem(error: ElysiaValidationError): AppError | null {
  if (error.type === 'params') return notFound()
  if (error.type === 'response') return null
  const schema = error.validator.schema as z.ZodType | undefined
  const parsed = schema?.safeParse(error.value)
  const issues = parsed?.error?.issues ?? []
  return error.type === 'query' ? queryProblem(issues) : bodyProblem(issues)
}

function queryProblem(issues: readonly z.core.$ZodIssue[]): AppError {
  const errors = fieldErrors(issues)
  const unknown = errors.find((field) => field.code === 'unrecognized_keys')
  if (unknown !== undefined)
    return new AppError('unknown_parameter', `this route has no parameter called ${unknown.path}`, { errors })
  const first = errors[0]
  return new AppError('bad_request', `parameter ${first?.path ?? '?'} is wrong: ${first?.message ?? ''}`, { errors })
}

/** 422 with one entry per bad member. */
export function bodyProblem(issues: readonly z.core.$ZodIssue[]): AppError {
  return new AppError('invalid_body', 'the body does not fit; each bad member is named in errors', {
    errors: fieldErrors(issues),
  })
}

/** The body as its schema has it, for routes that choose a schema by what was sent. Throws `invalid_body`. */
export function parsed<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw bodyProblem(result.error.issues)
}

/** Zod's issues without any submitted value; the name of an unknown member is the path. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  const found = issues.flatMap((issue): FieldError[] => {
    const path = issue.path.map(String)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const at = [...path, key.slice(0, 64)].join('.')
        return { path: at, code: issue.code, message: 'there is no such member' }
      })
    // The branches of a union say more than "Invalid input" when only one of them came close.
    return [{ path: path.join('.'), code: issue.code ?? 'custom', message: issue.message }]
  })
  return found.slice(0, 50)
}

const connectionLost = /^(ECONN|CONNECT|EPIPE|57P0[1-3]|53300|08|ENOENT|CONNECTION_)/
const tooSlow = new Set(['57014', '55P03', '25P03'])

function databaseProblem(error: unknown): AppError | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : ''
    const headers = { 'retry-after': '1' }
    if (tooSlow.has(code)) return new AppError('deadline', 'the database took too long; try again', { headers })
    if (connectionLost.test(code))
      return new AppError('unavailable', 'the database is away at the moment; try again', { headers })
  }
  return null
}
