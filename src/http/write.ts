/**
 * Answers of writes outside of tournaments. What they touch has no version: the entity tag is the one that a GET of
 * the same body carries, and `If-Match` is held against that.
 */
import type { CommandAnswer } from '../commands/command.ts'
import type { Precondition } from '../commands/write.ts'
import { AppError } from '../errors.ts'
import type { HttpDeps } from './deps.ts'
import { isNotModified } from './preconditions.ts'

/** The answer with its tag; one given again under an idempotency key is marked as such. */
export function answerWrite(deps: HttpDeps, request: Request, answer: CommandAnswer): Response {
  const { respond } = deps
  const response =
    answer.body === null
      ? respond.noContent(request)
      : respond.raw(request, answer.status, JSON.stringify(answer.body), { etag: tagOf(deps, request, answer.body) })
  if (answer.replayed) response.headers.set('idempotency-replayed', 'true')
  if (answer.location !== undefined) response.headers.set('location', answer.location)
  return response
}

/** `If-Match` of a request as a check of the thing it speaks of; throws `version_changed`. */
export function unchangedFor(deps: HttpDeps, request: Request): Precondition {
  return (now) => {
    const given = request.headers.get('if-match')
    if (given === null) return
    const tag = tagOf(deps, request, now)
    // RFC 9110 13.1.1 compares strongly: a weak tag matches nothing.
    const strong = given.split(',').filter((part) => !part.trim().startsWith('W/'))
    if (isNotModified(strong.join(','), tag)) return
    throw new AppError('version_changed', 'this has changed; read it again and repeat', { headers: { etag: tag } })
  }
}

function tagOf({ respond }: HttpDeps, request: Request, body: unknown): string {
  return respond.json(request, body).headers.get('etag') ?? ''
}
