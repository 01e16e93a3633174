/** Prize money of a tournament. Only routes for directors may ask; it is in no cached view. */
import type { OrgId, TournamentId } from '../engine/types.ts'
import { payoutsView } from '../engine/viewing/payouts.ts'
import type { QueryDeps } from './deps.ts'
import type { Answer } from './reads.ts'

/** Rules, sums and rows at the committed version. */
export async function readPayouts(deps: QueryDeps, org: OrgId, id: TournamentId): Promise<Answer> {
  const { state } = await deps.states.current(org, id)
  return { version: state.version, body: payoutsView(state) }
}
