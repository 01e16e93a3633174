/**
 * What a handler returned that is no finished `Response`: the net under the rule that every route answers through
 * `Responder`. Such a value is never stored, and its status survives; headers and cookies that the handler set are
 * added by Elysia. NOTE undefined is no value: Elysia asks here after every `onError` that had nothing to say.
 */
import { ElysiaCustomStatusResponse } from 'elysia'
import type { Responder } from './respond.ts'

/** The finished answer, or undefined where there is one already or the value is no value but a stream or a file. */
export function plainValue(
  respond: Responder,
  request: Request,
  returned: unknown,
  set: { readonly status?: number | string },
): Response | undefined {
  if (returned === undefined || returned instanceof Response || isUnfinished(returned)) return undefined
  const isStatus = returned instanceof ElysiaCustomStatusResponse
  const status = isStatus ? returned.code : set.status
  const value: unknown = isStatus ? returned.response : returned
  const code = typeof status === 'number' ? status : 200
  const isText = typeof value === 'string'
  return respond.raw(request, code, isText ? value : JSON.stringify(value), {
    ...(isText ? { 'content-type': 'text/plain; charset=utf-8' } : {}),
  })
}

function isUnfinished(value: unknown): boolean {
  if (value instanceof Promise || value instanceof ReadableStream || value instanceof Blob) return true
  if (typeof value !== 'object' || value === null) return false
  return 'next' in value && typeof value.next === 'function'
}
