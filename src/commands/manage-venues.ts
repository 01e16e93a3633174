/** Adds, changes and removes venues of the caller's org. */
import type { VenueId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import {
  deleteVenue,
  insertVenue,
  lockVenue,
  updateVenue,
  type Venue,
  type VenueEdit,
  type VenueInput,
} from '../store/venues.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'
import { changed } from './audit-trail.ts'
import { type Precondition, runTelling } from './write.ts'

type Deps = Pick<CommandDeps, 'db' | 'newId' | 'writes'>

const columns = ['name', 'address', 'city', 'timeZone'] as const

/** Answers 201 with the venue. */
export function addVenue(deps: Deps, caller: Caller, input: VenueInput): Promise<CommandAnswer> {
  return runTelling(deps, caller, { write: 'manage-venues.addVenue' }, async (tx) => {
    const body = await insertVenue(tx, caller.orgId, deps.newId() as VenueId, input)
    const audit = { action: 'venue.added', subject: `venue:${body.id}`, ...changed(null, body, columns) }
    return { status: 201, body, location: `/api/venues/${body.id}`, audit }
  })
}

/** Answers 200 with the venue as it is afterwards. */
export function editVenue(
  deps: Deps,
  caller: Caller,
  id: VenueId,
  edit: VenueEdit,
  check: Precondition,
): Promise<CommandAnswer> {
  return runTelling(deps, caller, { write: 'manage-venues.editVenue' }, async (tx) => {
    const old = await hold(tx, caller, id, check)
    const body = await updateVenue(tx, caller.orgId, id, edit)
    const audit = { action: 'venue.edited', subject: `venue:${id}`, ...changed(old, body, columns) }
    return { status: 200, body, audit }
  })
}

/** Answers 204. Throws `venue_in_use` while tournaments or tables name it. */
export function removeVenue(deps: Deps, caller: Caller, id: VenueId, check: Precondition): Promise<CommandAnswer> {
  return runTelling(deps, caller, { write: 'manage-venues.removeVenue' }, async (tx) => {
    const old = await hold(tx, caller, id, check)
    await deleteVenue(tx, caller.orgId, id)
    const audit = { action: 'venue.removed', subject: `venue:${id}`, ...changed(old, null, columns) }
    return { status: 204, body: null, audit }
  })
}

async function hold(tx: Tx, caller: Caller, id: VenueId, check: Precondition): Promise<Venue> {
  const now = await lockVenue(tx, caller.orgId, id)
  if (now === null) throw new AppError('not_found', 'there is nothing at this address')
  check(now)
  return now
}
