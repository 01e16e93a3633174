import { currentTrace } from '../monitor/trace.ts'
import type { Source } from './cache-status.ts'

/** What the answer came from and how small it became, for the figures of its route. */
export function noteAnswer(request: Request, source: Source, originalBytes: number, sentBytes: number): void {
  const trace = currentTrace(request)
  if (trace === undefined) return
  trace.isTagged = true
  if ('tier' in source) trace.tier = source.tier
  else if (source.forward !== 'bypass') trace.tier = 'miss'
  if (sentBytes === originalBytes) return
  trace.originalBytes = originalBytes
  trace.sentBytes = sentBytes
}
