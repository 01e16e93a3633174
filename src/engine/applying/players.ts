/**
 * Events of players: registration, check-in and leaving.
 * Invariant: before the draw a free place goes to the first of the waitlist, in the order of joining.
 */
import { assert } from '../assert.ts'
import { boardOf, complete, walkoverScores } from '../elimination/advance.ts'
import { indexOf, playerOf, stageOf, withPlayer } from '../lookup.ts'
import type { EventData, NewPlayer } from '../messages.ts'
import type { Instant, Player, PlayerStatus, State } from '../types.ts'
import { progressed } from './progress.ts'

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

export function registered(state: State, data: EventData['player.registered'], at: Instant): State {
  const waiting = new Set(data.waitlisted)
  const players = [...state.players, ...data.players.map((player) => newPlayer(player, waiting.has(player.id), at))]
  return { ...state, players, playerIndex: indexOf(players) }
}

export function edited(state: State, data: EventData['player.edited']): State {
  const player = playerOf(state, data.player)
  assert(player !== undefined, `event of an unknown player ${data.player}`)
  const wanted = data.edit.seed === undefined ? {} : { wantedSeed: data.edit.seed }
  return withPlayer(state, { ...player, ...data.edit, ...wanted })
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

/** Before the draw a withdrawn player is simply out; after it he loses what he plays and every later slot. */
export function withdrawn(state: State, data: EventData['player.withdrawn'], at: Instant): State {
  const player = playerOf(state, data.player)
  assert(player !== undefined, `event of an unknown player ${data.player}`)
  const left = withPlayer(state, { ...player, status: 'withdrawn' })
  const stage = stageOf(left, 1)
  if (stage === undefined || !stage.order.includes(player.id)) return promoted(left)
  const board = boardOf(left, at)
  const pending = board.matches.find(
    (match) =>
      match.state !== 'locked' &&
      match.state !== 'void' &&
      match.state !== 'completed' &&
      match.slots.some((slot) => slot.player === player.id),
  )
  if (pending !== undefined) {
    const winner = pending.slots[0].player === player.id ? 'b' : 'a'
    const hasBegun = pending.state === 'active' || pending.state === 'paused'
    const scores = hasBegun ? pending.scores : walkoverScores(pending, winner)
    complete(board, pending, { kind: hasBegun ? 'retired' : 'walkover', winner }, scores)
  }
  return progressed({ ...left, matches: board.matches }, stage, at)
}
