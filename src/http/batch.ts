/**
 * Several reads in one request. Each item passes through the same routes, guards, limits and cache as if it had come
 * alone, and has its own status, tag and 304.
 * Invariant: an item sees nothing that its caller could not have read alone.
 * Bodies are spliced as the bytes they are; nothing is parsed and written again.
 */
import { Elysia } from 'elysia'
import { allowanceOf, type RateLimiter } from '../auth/rate-limit.ts'
import type { Principal } from '../auth/principal.ts'
import { Bodies, type Bytes } from '../cache/bodies.ts'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import { chargedElsewhere } from './anonymous.ts'
import { chooseCoding, parseAcceptEncoding } from './accept-encoding.ts'
import { batch, batchAnswer, itemPath, type BatchItem } from './batch-shapes.ts'
import { core } from './core.ts'
import { passCredential } from './credentials.ts'
import type { HttpDeps } from './deps.ts'
import type { OrgContext } from './guard.ts'
import { problemResponse } from './problem.ts'
import { requestId } from './request-id.ts'
import * as shape from './shapes.ts'

/** Items under way at once: a batch is one caller, and is not to take all connections to the database. */
const itemsAtOnce = 4

/** Headers of an item's answer; the rest belongs to the request that carried it. */
const shownHeaders = [
  'age',
  'cache-control',
  'cache-status',
  'content-type',
  'etag',
  'link',
  'railbird-version',
  'retry-after',
]

type Handle = (request: Request) => Promise<Response>

/** The batch as a whole: who asks, and until when. */
interface Batch {
  readonly request: Request
  readonly orgSlug: string
  readonly principal: Principal
  readonly signal: AbortSignal
}

/** The route `POST /api/batch`; `handle` is the whole server. */
export function batchRoutes(deps: HttpDeps, handle: Handle) {
  return new Elysia({ name: 'batch', normalize: false }).use(core(deps)).post(
    '/api/batch',
    async ({ request, body, caller, principal }) => {
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(), limits.requestMs)
      try {
        const whole = { request, ...whoOf({ caller, principal }), signal: deadline.signal }
        const answers = await answerAll(body, (item) => answerItem(deps, handle, whole, item))
        return await coded(deps, request, await spliced(deps, whole, body, answers))
      } finally {
        clearTimeout(timer)
      }
    },
    {
      operation: 'batch.read',
      body: batch,
      response: shape.answers(batchAnswer),
      detail: { tags: ['Operations'], summary: 'Several reads in one request, answered in their order' },
    },
  )
}

/** Items come uncoded and are coded together: views of one tournament have most of their text in common. */
async function coded({ respond }: HttpDeps, request: Request, bytes: Bytes): Promise<Response> {
  const bodies = Bodies.uncoded(bytes)
  const form = chooseCoding(parseAcceptEncoding(request.headers.get('accept-encoding')), bodies)
  if (form === null)
    throw new AppError('not_acceptable', 'Accept-Encoding refuses everything that a batch can be sent in')
  const type = { 'content-type': 'application/json' }
  if (form === 'identity') return respond.raw(request, 200, bodies.plain(), type)
  return respond.raw(request, 200, await bodies.blob(form), { ...type, 'content-encoding': form })
}

function whoOf({ caller, principal }: OrgContext): Pick<Batch, 'orgSlug' | 'principal'> {
  const { slug } = principal.orgs.find(({ orgId }) => orgId === caller.orgId) ?? { slug: '' }
  return { orgSlug: slug, principal }
}

/** Answers in the order of the items, a few at a time. */
async function answerAll(items: readonly BatchItem[], answer: (item: BatchItem) => Promise<Response>) {
  const answers: Response[] = []
  const queue = items.entries()
  const work = async () => {
    for (const [i, item] of queue) answers[i] = await answer(item)
  }
  await Promise.all(Array.from({ length: itemsAtOnce }, work))
  return answers
}

async function answerItem(deps: HttpDeps, handle: Handle, whole: Batch, item: BatchItem): Promise<Response> {
  const request = requestOf(whole, item)
  chargedElsewhere(request)
  const late = new AppError('deadline', 'the batch took too long; ask for this item again', {
    headers: { 'retry-after': '1' },
  })
  if (whole.signal.aborted) return problemResponse(deps.respond, request, late)
  const { promise, resolve } = Promise.withResolvers<Response>()
  const expire = () => resolve(problemResponse(deps.respond, request, late))
  whole.signal.addEventListener('abort', expire, { once: true })
  const answer = await Promise.race([handle(request), promise])
  whole.signal.removeEventListener('abort', expire)
  return charged(deps, whole, request, answer)
}

/** The item as a request of the batch's caller. Its body is spliced, so it comes uncoded. */
function requestOf({ request, orgSlug, signal }: Batch, { url, headers }: BatchItem): Request {
  const own = new Headers(headers)
  passCredential(request, own)
  own.set('accept-encoding', 'identity')
  own.set('x-org', orgSlug)
  own.set('x-request-id', requestId(request))
  return new Request(`${new URL(request.url).origin}${itemPath(url) ?? ''}`, { headers: own, signal })
}

/** Each item costs one unit of the limit. Routes that know no caller took none, so it is taken here. */
async function charged(deps: HttpDeps, { principal }: Batch, request: Request, answer: Response): Promise<Response> {
  if (answer.headers.has('ratelimit') || answer.status === 429) return answer
  const refusal = await refusalOf(deps.auth.limiter, principal)
  return refusal === null ? answer : problemResponse(deps.respond, request, refusal)
}

async function refusalOf(limiter: RateLimiter, principal: Principal): Promise<AppError | null> {
  try {
    await limiter.require(...allowanceOf(principal))
    return null
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

const encoder = new TextEncoder()

/** The bytes of the whole answer. An item that would pass the limit is refused, and those after it are tried. */
async function spliced(deps: HttpDeps, whole: Batch, items: readonly BatchItem[], answers: readonly Response[]) {
  const parts: Bytes[] = []
  let total = 0
  const refuse = (code: 'body_too_large' | 'not_acceptable', why: string) =>
    problemResponse(deps.respond, whole.request, new AppError(code, why))
  for (const [i, item] of items.entries()) {
    let answer = answers[i] ?? refuse('body_too_large', 'this item was not answered')
    if (answer.body !== null && !isJson(answer)) answer = refuse('not_acceptable', 'only JSON fits into a batch')
    let bytes = await answer.bytes()
    if (total + bytes.byteLength > limits.batchBytes) {
      answer = refuse('body_too_large', 'the answer of this batch is full: ask for this item alone')
      bytes = await answer.bytes()
    }
    const head = encoder.encode(`${i === 0 ? '[' : ','}${headOf(item, answer, bytes.byteLength === 0)}`)
    parts.push(head, bytes, encoder.encode('}'))
    total += head.byteLength + bytes.byteLength + 1
  }
  return new Uint8Array(Buffer.concat([...parts, encoder.encode(']')]))
}

const isJson = (answer: Response) => /[/+]json$/.test(answer.headers.get('content-type') ?? '')

/** Everything of an item up to its bytes: they are the body, or the problem. */
function headOf({ id }: BatchItem, { status, headers }: Response, isEmpty: boolean): string {
  const shown = shownHeaders.flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  const head = JSON.stringify({ id, status, headers: Object.fromEntries(shown) as object }).slice(0, -1)
  if (isEmpty) return `${head},"body":null`
  return headers.get('content-type') === 'application/problem+json' ? `${head},"body":null,"error":` : `${head},"body":`
}
