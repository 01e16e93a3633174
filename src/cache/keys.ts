/** The one builder of cache keys: org first, so that no key of one org can be taken for another's. */
import type { OrgId, TournamentId } from '../engine/types.ts'

/** Visibility class of a body: what a public viewer sees, or what the org's staff sees. */
export type View = 'public' | 'staff'

/** Key of one view of one tournament. `resource` is a name of ours, never user input. */
export function tournamentKey(org: OrgId, id: TournamentId, resource: string, view: View): string {
  return `${org}:tournament:${id}:${resource}.${view}`
}
