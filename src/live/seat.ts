/**
 * One viewer in one room, and the socket behind it as rooms see it.
 */
import type { ResetReason, View } from './protocol.ts'
import type { Since } from './resume.ts'

/** A socket as rooms see it. */
export interface Link {
  /** Stopped until the kernel has taken what was sent; frames wait, only the position is kept. */
  readonly isLagging: boolean
  send(text: string): void
  /** Something that cannot be happened while serving this socket: end it, the client resumes elsewhere. */
  fail(error: Error): void
}

/** One viewer in the room. */
export interface Seat {
  /** The client's number of the room. */
  readonly id: number
  readonly view: View
  readonly link: Link
  since: Since | undefined
  /** The version the viewer has; null while it joins. */
  position: number | null
  /** Announced before the next snapshot. */
  why: ResetReason | null
  isReading: boolean
  /** Number of viewers it was last told. */
  shown: number | null
}
