/**
 * The state machines, one table per entity: from each state, the states that may follow.
 * `decide` refuses what the tournament table does not list; a law test checks every step of every run against all.
 * Moves marked "correction" happen only when a result or a rack is taken back.
 */
import type { MatchState, PlayerStatus, StageStatus, TournamentStatus } from './types.ts'

type Machine<Status extends string> = Readonly<Record<Status, readonly Status[]>>

export const tournamentMachine: Machine<TournamentStatus> = {
  draft: ['registration', 'cancelled'],
  registration: ['check_in', 'active', 'completed', 'cancelled'],
  check_in: ['active', 'completed', 'cancelled'],
  active: ['paused', 'completed', 'cancelled'],
  paused: ['active', 'completed', 'cancelled'],
  // Reopened with a reason.
  completed: ['active'],
  cancelled: [],
}

export const stageMachine: Machine<StageStatus> = {
  planned: ['drawn', 'skipped'],
  drawn: ['planned', 'active', 'completed', 'skipped'],
  // Back to drawn: correction of the only rack there was.
  active: ['completed', 'drawn'],
  completed: ['active', 'drawn'],
  skipped: [],
}

export const playerMachine: Machine<PlayerStatus> = {
  waitlisted: ['registered', 'checked_in', 'no_show', 'withdrawn', 'disqualified'],
  // Straight to the end: the start of a bracket that absences have decided already.
  registered: ['checked_in', 'active', 'eliminated', 'finished', 'no_show', 'withdrawn', 'disqualified'],
  checked_in: ['active', 'eliminated', 'finished', 'withdrawn', 'disqualified'],
  active: ['eliminated', 'finished', 'withdrawn', 'disqualified'],
  // Correction.
  eliminated: ['active', 'finished', 'disqualified'],
  finished: ['active', 'eliminated', 'disqualified'],
  no_show: [],
  // Registered again, after the draw straight into play.
  withdrawn: ['registered', 'waitlisted', 'checked_in', 'active', 'disqualified'],
  disqualified: [],
}

export const matchMachine: Machine<MatchState> = {
  locked: ['ready', 'void', 'completed'],
  ready: ['assigned', 'active', 'completed', 'void', 'locked'],
  // From here on, to locked and void by correction only.
  assigned: ['ready', 'active', 'completed', 'locked', 'void'],
  active: ['paused', 'completed', 'ready', 'assigned', 'locked', 'void'],
  paused: ['active', 'completed', 'ready', 'assigned', 'locked', 'void'],
  // Correction.
  completed: ['active', 'assigned', 'ready', 'locked', 'void'],
  void: ['locked', 'ready', 'completed'],
}

/** True if `to` may directly follow `from`. */
export function mayFollow<Status extends string>(machine: Machine<Status>, from: Status, to: Status): boolean {
  return from === to || machine[from].includes(to)
}
