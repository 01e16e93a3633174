/**
 * Events of one match: table, start, racks, results and what is taken back.
 * A rack that ends nothing copies one match and nothing else; only an end or its correction looks at the bracket.
 */
import { assert } from '../assert.ts'
import { type Board, boardOf, complete, replace, retract } from '../elimination/advance.ts'
import { isOnTable, matchOf, stageOfMatch, tableOf, withMatch, withStage } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { Instant, Match, MatchId, State } from '../types.ts'
import { corrected } from '../correction/impact.ts'
import { isWonBy, scoresAfter } from '../race.ts'
import { progressed } from './progress.ts'
import { openRacks } from './racks.ts'
import { undrawn } from './tournament.ts'

function matchOfEvent(state: State, id: MatchId): Match {
  const match = matchOf(state, id)
  assert(match !== undefined, `event of an unknown match ${id}`)
  return match
}

function begun(match: Match, at: Instant): Match {
  if (match.startedAt !== null) return match
  return { ...match, state: 'active', startedAt: at, startedBy: 'play' }
}

/** Applies one change of a match that ends nothing. */
export function changed(state: State, id: MatchId, change: (match: Match) => Match): State {
  return withMatch(state, change(matchOfEvent(state, id)))
}

/** The director's race stands whatever the ratings say; the score begins with the racks on the wire. */
export function raceSet(state: State, { match: id, races, start }: EventData['match.race_set']): State {
  return changed(state, id, (match) => {
    const { start: _, plainRaces: _plain, ...rest } = match
    return { ...rest, races, scores: start ?? [0, 0], isRaceSet: true, ...(start !== undefined && { start }) }
  })
}

function withStageStarted(state: State, match: Match): State {
  const stage = stageOfMatch(state, match)
  return stage.status === 'drawn' ? withStage(state, { ...stage, status: 'active' }) : state
}

function finishedOn(state: State, board: Board, match: Match): State {
  return progressed({ ...state, matches: board.matches }, stageOfMatch(state, match), board.at, state)
}

/** The director starts a match. */
export function started(state: State, data: EventData['match.started'], at: Instant): State {
  const match = matchOfEvent(state, data.match)
  const active: Match = { ...match, state: 'active', startedAt: at, startedBy: 'start' }
  return withStageStarted(withMatch(state, active), match)
}

/** One rack: the first starts the match, the one that reaches the race ends it. */
export function rackRecorded(state: State, data: EventData['rack.recorded'], at: Instant): State {
  const match = begun(matchOfEvent(state, data.match), at)
  const [a, b] = match.scores
  const scores: [number, number] = data.winner === 'a' ? [a + 1, b] : [a, b + 1]
  const scored: Match = { ...match, scores, racks: match.racks + data.winner }
  if (!isWonBy(scored, scores, data.winner)) return withStageStarted(withMatch(state, scored), match)
  const board = boardOf(state, at)
  complete(board, scored, { kind: 'played', winner: data.winner }, scores)
  return finishedOn(state, board, match)
}

/** A result entered as a whole. Racks on record stay, so that taking the result back restores them. */
export function resulted(state: State, data: EventData['match.resulted'], at: Instant): State {
  const board = boardOf(state, at)
  const match = matchOfEvent(state, data.match)
  const ended = data.kind === 'played' ? begun(match, at) : match
  complete(board, ended, { kind: data.kind, winner: data.winner }, data.scores)
  return finishedOn(state, board, match)
}

/** The table of a match that comes back into play, if it is still to be had. */
function tableBack(state: State, match: Match): Match['table'] {
  if (match.table === null || tableOf(state, match.table)?.status !== 'available') return null
  const taken = state.matches.some((m) => m.id !== match.id && m.table === match.table && isOnTable(m))
  return taken ? null : match.table
}

/** The match as it was before the racks now missing: not begun at all if the first of them had begun it. */
function restored(state: State, match: Match, racks: string): Match {
  const table = tableBack(state, match)
  const open = { ...match, racks, scores: scoresAfter(match, racks), result: null, completedAt: null, table }
  const isUnbegun = match.startedAt === null || (match.startedBy === 'play' && racks === '')
  if (!isUnbegun) return { ...open, state: match.state === 'paused' ? 'paused' : 'active' }
  return { ...open, state: table === null ? 'ready' : 'assigned', startedAt: null, startedBy: null }
}

function takenBack(state: State, match: Match, racks: string, at: Instant): State {
  const board = boardOf(state, at)
  if (match.state === 'completed') retract(board, match.id)
  replace(board, restored(state, match, racks))
  return finishedOn(state, board, match)
}

/** The last rack never happened; on a completed match its players are called home from where they went. */
export function rackUndone(state: State, data: EventData['rack.undone'], at: Instant): State {
  const match = matchOfEvent(state, data.match)
  const racks = match.racks.slice(0, -1)
  if (match.state === 'completed' || racks === '') return takenBack(state, match, racks, at)
  return withMatch(state, { ...match, racks, scores: scoresAfter(match, racks) })
}

/** An entered result is taken back: the score is that of the racks on record. */
export function reopened(state: State, data: EventData['match.reopened'], at: Instant): State {
  const match = matchOfEvent(state, data.match)
  return takenBack(state, match, openRacks(match), at)
}

/** Another result stands; everybody behind it moves, and the matches of the cascade are as if never played. */
export function resultCorrected(before: State, data: EventData['match.corrected'], at: Instant): State {
  const state = data.undrawn === undefined ? before : undrawn(before, { stage: data.undrawn }, at)
  const board = boardOf(state, at)
  const match = matchOfEvent(state, data.match)
  const voided = new Set(data.cascade)
  corrected(board, match, data, (behind) => voided.has(behind.id))
  return finishedOn(state, board, match)
}
