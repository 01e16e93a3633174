/** The pages that `type` of a problem points to: what each code means and whether a repeat can help. */
import { Elysia } from 'elysia'
import { errorCodes, isRetryable, statusOf, type ErrorCode } from '../errors.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { notFound, titleOf } from './problem.ts'
import * as shape from './shapes.ts'

const tags = ['Operations']

/** `GET /api/problems` and `GET /api/problems/:code`. */
export function problemRoutes(deps: HttpDeps) {
  const { respond } = deps
  return new Elysia({ name: 'problems', normalize: false })
    .use(core(deps))
    .get('/api/problems', ({ request }) => respond.json(request, { data: errorCodes.map(entry) }, 'public'), {
      anyone: 'docs.read',
      response: shape.answers(shape.problemList),
      detail: { tags, summary: 'All codes a problem can carry' },
    })
    .get(
      '/api/problems/:code',
      ({ request, params }) => {
        const code = errorCodes.find((known) => known === params.code)
        if (code === undefined) throw notFound()
        return respond.json(request, entry(code), 'public')
      },
      {
        anyone: 'docs.read',
        response: shape.answers(shape.problemEntry),
        detail: { tags, summary: 'What a code means' },
      },
    )
}

function entry(code: ErrorCode) {
  return {
    code,
    type: `/api/problems/${code}`,
    title: titleOf(code),
    status: statusOf(code),
    mayRepeat: isRetryable(code),
  }
}
