/** In which of the visitor's orgs an event is, and what the visitor may do there. */
import { call } from './api.ts'
import { session, type Membership } from './session.ts'

export type Found =
  | { readonly membership: Membership; readonly problem?: undefined }
  | { readonly membership?: undefined; readonly problem: string }

/** Asks each org of the account for the event; a foreign event and an unknown one look alike. */
export async function membershipFor(event: string): Promise<Found> {
  for (const membership of session.peek()?.user.orgs ?? []) {
    const path = `/api/tournaments/${encodeURIComponent(event)}`
    const answer = await call({ method: 'GET', path, org: membership.slug })
    if (answer.ok) return { membership }
    if (answer.problem.status !== 404) return { problem: answer.problem.words }
  }
  return { problem: 'No event of yours has this address. It may belong to another room or club.' }
}
