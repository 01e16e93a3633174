/**
 * How a viewer gets from what it has to what is: decided by contiguous versions only.
 * An empty ring says nothing about the past; a version above the head is looked up, not believed.
 */
import type { Committed, Head, Watch } from '../feed/feed.ts'
import type { ResetReason } from './protocol.ts'

/** The version a viewer says it holds. */
export interface Since {
  readonly e: string
  readonly v: number
}

export type ResumePlan =
  /** The ring holds all that is missing. */
  | { readonly kind: 'ring' }
  /** Read what is missing from the log. */
  | { readonly kind: 'log' }
  /** The viewer is ahead of this node: see whether that version exists at all. */
  | { readonly kind: 'verify' }
  | { readonly kind: 'snapshot'; readonly why: ResetReason | null }

/** Furthest behind that is resumed; beyond it a snapshot is smaller than the batch. */
const resumeMax = 5000
const readLimit = 1000

/** `inRing` tells whether the ring reaches back to a version. */
export function planResume(since: Since | undefined, head: Head, inRing: (version: number) => boolean): ResumePlan {
  if (!since) return { kind: 'snapshot', why: null }
  if (since.e !== head.epoch) return { kind: 'snapshot', why: 'epoch' }
  if (since.v > head.version) return { kind: 'verify' }
  if (inRing(since.v)) return { kind: 'ring' }
  return head.version - since.v > resumeMax ? { kind: 'snapshot', why: 'too_old' } : { kind: 'log' }
}

/**
 * The events that a viewer lacks, from the log: contiguous, all of its epoch. A reason if it cannot be resumed.
 * `isAhead`: its version is above this node's head, and must itself be found before anything is believed.
 */
export async function readSince(
  watch: Watch,
  since: Since,
  isAhead: boolean,
): Promise<readonly Committed[] | Extract<ResetReason, 'too_old' | 'unknown'>> {
  const after = isAhead ? since.v - 1 : since.v
  const head = watch.head?.epoch === since.e ? watch.head.version : 0
  const events: Committed[] = []
  while (events.length < resumeMax) {
    const chunk = await watch.read(events.at(-1)?.version ?? after, readLimit)
    events.push(...chunk)
    if (chunk.length < readLimit) break
  }
  if (isAhead && events[0]?.version !== since.v) return 'unknown'
  if (!events.every((event, i) => event.epoch === since.e && event.version === after + 1 + i)) return 'too_old'
  const last = events.at(-1)
  // The log of an old event may lie in the archive.
  if (!isAhead && events.length < resumeMax && (last?.version ?? after) < head) return 'too_old'
  if (last) watch.note({ version: last.version, epoch: last.epoch })
  return isAhead ? events.slice(1) : events
}
