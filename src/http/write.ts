/**
 * The way of every write outside of a tournament: idempotency, `If-Match` against the content, one transaction.
 * Such things have no version; their entity tag is the one that a GET of the same body carries.
 */
import { scopeOf, type Caller } from '../commands/command.ts'
import { AppError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import { writeOnce, type Written } from '../store/write-once.ts'
import type { HttpDeps } from './deps.ts'
import { isNotModified } from './preconditions.ts'

/** Runs `work` for the caller's org and builds the answer; a repeated key gets the stored one, marked as such. */
export async function answerWrite(
  deps: HttpDeps,
  request: Request,
  caller: Caller,
  work: (tx: Tx) => Promise<Written>,
): Promise<Response> {
  const { respond, commands } = deps
  const answer = await writeOnce(commands.db, caller.orgId, scopeOf(caller), work)
  const response =
    answer.body === null
      ? respond.noContent(request)
      : respond.raw(request, answer.status, JSON.stringify(answer.body), { etag: tagOf(deps, request, answer.body) })
  if (answer.replayed) response.headers.set('idempotency-replayed', 'true')
  if (answer.location !== undefined) response.headers.set('location', answer.location)
  return response
}

/** Holds `If-Match` against a thing as it is now, read under its lock. Throws `version_changed`. */
export function requireUnchanged(deps: HttpDeps, request: Request, now: unknown): void {
  const given = request.headers.get('if-match')
  if (given === null) return
  const tag = tagOf(deps, request, now)
  // RFC 9110 13.1.1 compares strongly: a weak tag matches nothing.
  const strong = given.split(',').filter((part) => !part.trim().startsWith('W/'))
  if (isNotModified(strong.join(','), tag)) return
  throw new AppError('version_changed', 'this has changed; read it again and repeat', { headers: { etag: tag } })
}

function tagOf({ respond }: HttpDeps, request: Request, body: unknown): string {
  return respond.json(request, body).headers.get('etag') ?? ''
}
