/**
 * How a viewer gets from what it has to what is: decided by contiguous versions only. Pure.
 * An empty ring says nothing about the past; a version above the head is looked up, not believed.
 */
import type { Head } from '../feed/feed.ts'
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
export const resumeMax = 5000

/** `inRing` tells whether the ring reaches back to a version. */
export function planResume(since: Since | undefined, head: Head, inRing: (version: number) => boolean): ResumePlan {
  if (!since) return { kind: 'snapshot', why: null }
  if (since.e !== head.epoch) return { kind: 'snapshot', why: 'epoch' }
  if (since.v > head.version) return { kind: 'verify' }
  if (inRing(since.v)) return { kind: 'ring' }
  return head.version - since.v > resumeMax ? { kind: 'snapshot', why: 'too_old' } : { kind: 'log' }
}
