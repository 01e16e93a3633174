/**
 * The one step of history: a state and the next event give the next state.
 * Total: any event that `decide` produced on this state applies. Shares with the old state all that did not change.
 * Consequences (who advances, byes, places, ends) are computed here and never stored in events.
 */
import * as chips from './applying/chips.ts'
import * as leaving from './applying/leaving.ts'
import * as matches from './applying/matches.ts'
import * as payouts from './applying/payouts.ts'
import * as players from './applying/players.ts'
import { tablesSettled } from './applying/progress.ts'
import * as reentry from './applying/re-entry.ts'
import * as rounds from './applying/rounds.ts'
import * as tables from './applying/tables.ts'
import * as tournament from './applying/tournament.ts'
import { assert } from './assert.ts'
import type { Event } from './messages.ts'
import type { State } from './types.ts'

function changedBy(state: State, event: Event): State {
  const { at } = event
  switch (event.type) {
    case 'tournament.created':
      return state
    case 'tournament.edited':
      return tournament.edited(state, event.data)
    case 'tournament.opened':
      return tournament.moved(state, 'registration')
    case 'tournament.checkin_opened':
      return tournament.moved(state, 'check_in')
    case 'tournament.checkin_closed':
      return players.checkInClosed(state, event.data, at)
    case 'tournament.started':
      return tournament.started(state, at)
    case 'tournament.paused':
      return tournament.moved(state, 'paused')
    case 'tournament.resumed':
      return tournament.moved(state, 'active')
    case 'tournament.completed':
      return tournament.completed(state, at)
    case 'tournament.reopened':
      return payouts.forgotten(tournament.reopened(state))
    case 'tournament.cancelled':
      return tournament.cancelled(state)
    case 'tournament.deleted':
      return tournament.deleted(state, at)
    case 'player.registered':
      return tablesSettled(players.registered(state, event.data, at))
    case 'player.edited':
      return players.edited(state, event.data)
    case 'lot.drawn':
      return tournament.lotDrawn(state, event.data)
    case 'player.checked_in':
      return players.checkedIn(state, event.data, at)
    case 'player.withdrawn':
      return tablesSettled(leaving.withdrawn(state, event.data, at))
    case 'player.disqualified':
      return tablesSettled(leaving.disqualified(state, event.data, at))
    case 'player.marked_absent':
      return tablesSettled(leaving.markedAbsent(state, event.data, at))
    case 'player.adjusted':
      return chips.adjusted(state, event.data, at)
    case 'player.bought_back':
      return chips.boughtBack(state, event.data, at)
    case 'player.reentered':
    case 'field.drawn':
    case 'field.undrawn':
    case 'round.drawn':
    case 'finals.applied':
      return drawnBy(state, event)
    case 'stage.drawn':
      return tournament.drawn(state, event.data, at)
    case 'stage.undrawn':
      return tablesSettled(tournament.undrawn(state, event.data, at))
    case 'table.opened':
    case 'table.blocked':
    case 'table.freed':
    case 'table.removed':
    case 'payouts.planned':
    case 'payouts.computed':
    case 'payout.paid':
    case 'payout.voided':
      return keptBy(state, event)
    default:
      return tablesSettled(playedBy(state, event))
  }
}

type DrawnEvent = Extract<Event, { type: `field.${string}` | 'player.reentered' | 'round.drawn' | 'finals.applied' }>

/** What is drawn while a stage is played. */
function drawnBy(state: State, event: DrawnEvent): State {
  const { at } = event
  switch (event.type) {
    case 'player.reentered':
      return reentry.reentered(state, event.data)
    case 'field.drawn':
      return reentry.fieldDrawn(state, event.data, at)
    case 'field.undrawn':
      return tablesSettled(reentry.fieldUndrawn(state, event.data, at))
    case 'round.drawn':
      return rounds.roundDrawn(state, event.data, at)
    case 'finals.applied':
      return rounds.finalsApplied(state, event.data, at)
  }
}

type KeptEvent = Extract<Event, { type: `table.${string}` | `payouts.${string}` | `payout.${string}` }>

/** Tables and money: nothing of play follows from them. */
function keptBy(state: State, event: KeptEvent): State {
  switch (event.type) {
    case 'table.opened':
      return tables.opened(state, event.data)
    case 'table.blocked':
      return tables.blocked(state, event.data)
    case 'table.freed':
      return tables.freed(state, event.data)
    case 'table.removed':
      return tables.removed(state, event.data)
    case 'payouts.planned':
      return payouts.planned(state, event.data)
    case 'payouts.computed':
      return payouts.computed(state, event.data)
    case 'payout.paid':
      return payouts.paid(state, event.data)
    case 'payout.voided':
      return payouts.voided(state, event.data)
  }
}

type MatchEvent = Extract<Event, { type: `match.${string}` | `rack.${string}` }>

function playedBy(state: State, event: MatchEvent): State {
  const { at, data } = event
  switch (event.type) {
    case 'match.called':
      return matches.changed(state, data.match, (match) => ({ ...match, calledAt: at }))
    case 'match.assigned': {
      const { table } = event.data
      return matches.changed(state, data.match, (match) => {
        return { ...match, table, state: match.state === 'ready' ? 'assigned' : match.state }
      })
    }
    case 'match.freed':
      return matches.changed(state, data.match, (match) => ({ ...match, table: null, state: 'ready' }))
    case 'match.tagged': {
      const { stream } = event.data
      return matches.changed(state, data.match, (match) => ({ ...match, stream }))
    }
    case 'match.started':
      return matches.started(state, event.data, at)
    case 'match.paused':
      return matches.changed(state, data.match, (match) => ({ ...match, state: 'paused' }))
    case 'match.resumed':
      return matches.changed(state, data.match, (match) => ({ ...match, state: 'active' }))
    case 'match.race_set':
      return matches.raceSet(state, event.data)
    case 'rack.recorded':
      return matches.rackRecorded(state, event.data, at)
    case 'rack.undone':
      return matches.rackUndone(state, event.data, at)
    case 'match.resulted':
      return matches.resulted(state, event.data, at)
    case 'match.corrected':
      return matches.resultCorrected(state, event.data, at)
    case 'match.reopened':
      return matches.reopened(state, event.data, at)
  }
}

/** The next state; its version is one higher. `state` is null before `tournament.created` only. */
export function apply(state: State | null, event: Event): State {
  if (event.type === 'tournament.created') return { ...tournament.created(event.data), version: 1 }
  assert(state !== null, `${event.type} before tournament.created`)
  return { ...changedBy(state, event), version: state.version + 1 }
}
