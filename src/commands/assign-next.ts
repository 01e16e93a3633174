/**
 * Sends the next match of the queue to a table.
 * What other tournaments hold is read under the lock of this one; when one of them takes the same table or person
 * at the same moment, the unique indexes let the first commit win, and the loser looks again and takes the next.
 */
import type { TableId, TournamentId } from '../engine/types.ts'
import { noneBusy } from '../engine/queue.ts'
import { matchView } from '../engine/view.ts'
import { busyElsewhere } from '../store/hall.ts'
import { hasLostRace, runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'

/** Each try that fails is a match that another tournament has just sent to a table. */
const triesMax = 8

/** Answers 200 with the match and its table; refuses with `nothing_to_assign` when no match can go anywhere. */
export async function assignNext(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  input: { readonly tableId?: TableId },
): Promise<CommandAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      return await assignOnce(deps, caller, id, input.tableId ?? null)
    } catch (error) {
      if (tries === triesMax || !hasLostRace(error)) throw error
    }
  }
}

function assignOnce(deps: CommandDeps, caller: Caller, id: TournamentId, table: TableId | null) {
  let busy = noneBusy
  return runCommand(deps, caller, {
    target: { tournament: id },
    check: async (tx) => {
      busy = await busyElsewhere(tx, caller.orgId, id)
    },
    command: () => ({ type: 'queue.assign', table, busy }),
    answer: (state, version, event) => {
      if (event.type !== 'match.assigned') throw new Error(`${event.type} is no assignment`)
      return { status: 200, body: { tournamentId: id, ...matchView(state, event.data.match), version } }
    },
  })
}
