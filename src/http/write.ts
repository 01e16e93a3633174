/**
 * Answers of writes outside of tournaments. What they touch has no version: the entity tag is the one that a GET of
 * the same body carries, and `If-Match` is held against that.
 */
import type { CommandAnswer } from '../commands/command.ts'
import type { Precondition } from '../commands/write.ts'
import { AppError } from '../errors.ts'
import type { HttpDeps } from './deps.ts'
import { isNamed, tagOf } from './validators.ts'

/** The answer with its tag; one given again under an idempotency key is marked as such. */
export function answerWrite(deps: HttpDeps, request: Request, answer: CommandAnswer): Response {
  const { respond } = deps
  const response =
    answer.body === null
      ? respond.noContent(request)
      : respond.raw(request, answer.status, JSON.stringify(answer.body), {
          etag: tagOf(deps.respond.tagBase(answer.body), 'identity'),
        })
  if (answer.replayed) response.headers.set('idempotency-replayed', 'true')
  if (answer.location !== undefined) response.headers.set('location', answer.location)
  return response
}

/** `If-Match` of a request as a check of the thing it speaks of; throws `version_changed`. */
export function unchangedFor(deps: HttpDeps, request: Request): Precondition {
  return (now) => {
    const given = request.headers.get('if-match')
    if (given === null) return
    const base = deps.respond.tagBase(now)
    if (isNamed(given, base)) return
    const etag = tagOf(base, 'identity')
    throw new AppError('version_changed', 'this has changed; read it again and repeat', { headers: { etag } })
  }
}
