/**
 * Events of players before the draw: registration, changes and check-in.
 * Invariant: before the draw a free place goes to the first of the waitlist, in the order of joining.
 */
import { assert } from '../assert.ts'
import { indexOf, playerOf, withPlayer } from '../lookup.ts'
import type { EventData, NewPlayer } from '../messages.ts'
import type { Instant, Player, PlayerStatus, State } from '../types.ts'
import { joinedLate } from './late-entry.ts'
import { withPlaces } from './progress.ts'

const placeholders: readonly PlayerStatus[] = ['registered', 'checked_in', 'active']

/** Players who hold one of the places of the tournament. */
export function placesTaken(state: State): number {
  return state.players.filter((player) => placeholders.includes(player.status)).length
}

function newPlayer(player: NewPlayer, isWaiting: boolean, at: Instant): Player {
  return {
    id: player.id,
    name: player.name,
    userId: player.userId,
    club: player.club,
    rating: player.rating,
    skillLevel: player.skillLevel,
    seed: player.seed,
    wantedSeed: player.seed,
    status: isWaiting ? 'waitlisted' : 'registered',
    place: null,
    registeredAt: at,
    checkedInAt: null,
  }
}

/** One who had withdrawn and is registered again joins behind all others. */
export function registered(state: State, data: EventData['player.registered'], at: Instant): State {
  const waiting = new Set(data.waitlisted)
  const joining = data.players.map((player) => newPlayer(player, waiting.has(player.id), at))
  const back = new Set(joining.map((player) => player.id))
  const players = [...state.players.filter((player) => !back.has(player.id)), ...joining]
  const next = { ...state, players, playerIndex: indexOf(players) }
  return joinedLate(
    next,
    data.players.flatMap((player) => (waiting.has(player.id) ? [] : player.id)),
    at,
  )
}

export function edited(state: State, data: EventData['player.edited']): State {
  const player = playerOf(state, data.player)
  assert(player !== undefined, `event of an unknown player ${data.player}`)
  const wanted = data.edit.seed === undefined ? {} : { wantedSeed: data.edit.seed }
  const next = withPlayer(state, { ...player, ...data.edit, ...wanted })
  // A table may ask for conduct or rating.
  return data.edit.conduct === undefined && data.edit.rating === undefined ? next : withPlaces(next)
}

export function checkedIn(state: State, data: EventData['player.checked_in'], at: Instant): State {
  const player = playerOf(state, data.player)
  assert(player !== undefined, `event of an unknown player ${data.player}`)
  return withPlayer(state, { ...player, status: 'checked_in', checkedInAt: at })
}

export function checkInClosed(state: State, data: EventData['tournament.checkin_closed'], at: Instant): State {
  const absent = new Set(data.absent)
  const promoted = new Set(data.promoted)
  const players = state.players.map((player): Player => {
    if (absent.has(player.id)) return { ...player, status: 'no_show' }
    if (promoted.has(player.id)) return { ...player, status: 'checked_in', checkedInAt: at }
    return player
  })
  return { ...state, players, tournament: { ...state.tournament, checkInClosed: true } }
}

/** Moves the waitlist up into free places; while check-in runs its close does that. */
export function promoted(state: State): State {
  const { status, maxParticipants } = state.tournament
  if (status !== 'draft' && status !== 'registration') return state
  let free = (maxParticipants ?? Number.POSITIVE_INFINITY) - placesTaken(state)
  if (free <= 0 || !state.players.some((player) => player.status === 'waitlisted')) return state
  const players = state.players.map((player): Player => {
    if (player.status !== 'waitlisted' || free <= 0) return player
    free--
    return { ...player, status: 'registered' }
  })
  return { ...state, players }
}
