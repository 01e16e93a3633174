/**
 * Writes one accepted event: projections, version, log, audit row and snapshot, under the row lock of its tournament.
 * Log and audit row go in one statement, so that the second costs no round trip.
 */
import type { Event } from '../engine/messages.ts'
import { ops as changes } from '../engine/ops.ts'
import type { State } from '../engine/types.ts'
import type { Committed } from '../feed/feed.ts'
import { EventsDigest, type Mask } from '../store/audit-chain.ts'
import { type Doer, tournamentLink } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { appendEvent } from '../store/events.ts'
import { saveOps } from '../store/projections.ts'
import { keepSnapshot } from '../store/snapshots.ts'
import type { Locked } from '../store/tournaments.ts'
import { type Personal, trailOf } from './audit-trail.ts'

/** An event that the engine accepted, with the states on both sides of it. */
export interface Accepted {
  readonly event: Event
  readonly before: State | null
  readonly after: State
  /** Contacts that are written with it, beside the log. */
  readonly personal?: Personal | undefined
}

/** Writes everything of one event; the caller holds the row lock. */
export async function record(
  tx: Tx,
  { doer, mask }: { readonly doer: Doer; readonly mask: Mask },
  locked: Pick<Locked, 'id' | 'month' | 'epoch' | 'version' | 'auditHash'>,
  { event, before, after, personal }: Accepted,
): Promise<Committed> {
  const { orgId } = doer
  const { id: tournamentId, month, epoch, auditHash } = locked
  const version = locked.version + 1
  const ops = changes(before, after)
  const trail = trailOf(event, ops, { before, after }, (text) => mask(orgId, text), personal)
  const link = tournamentLink(
    doer,
    { tournamentId, version, auditHash, at: event.at },
    trail,
    new EventsDigest().add(event).hex(),
  )
  const place = { orgId, tournamentId, month, version, auditHash: link.hash }
  await saveOps(tx, place, ops, after)
  await appendEvent(tx, place, event, ops, doer.requestId, link.insert)
  await keepSnapshot(tx, place, after)
  return { orgId, tournamentId, version, epoch, type: event.type, at: event.at, ops }
}
