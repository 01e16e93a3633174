/**
 * Tournaments played by machine, as input of benches: the same seed gives the same log to the byte.
 */
import { apply } from '../../src/engine/apply.ts'
import { decide } from '../../src/engine/decide.ts'
import type { Command, Event, NewPlayer, NewTournament } from '../../src/engine/messages.ts'
import { generator, uniform } from '../../src/engine/random.ts'
import type { Match, PlayerId, State, TournamentId } from '../../src/engine/types.ts'

export interface Played {
  readonly events: readonly Event[]
  /** The state before the last event. */
  readonly before: State
  readonly state: State
}

const at = '2026-01-01T20:00:00.000Z'
const uuid = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`

function newTournament(): NewTournament {
  const options = {
    scoring: { kind: 'race', raceTo: 7 },
    seeding: 'rating',
    thirdPlace: false,
    grandFinal: 'reset',
  } as const
  return {
    id: uuid(1) as TournamentId,
    name: 'Bench',
    description: null,
    type: 'double_elimination',
    gameType: '9-ball',
    visibility: 'public',
    maxParticipants: null,
    venueId: null,
    startDate: null,
    endDate: null,
    checkIn: false,
    stages: [{ type: 'double_elimination', name: 'Main', options }],
  }
}

function newPlayer(number: number): NewPlayer {
  const id = uuid(1000 + number) as PlayerId
  return { id, name: `Player ${number}`, userId: null, club: null, rating: 800 - number, skillLevel: null, seed: null }
}

/** A double elimination, race to 7, up to its draw. */
export function enteredTournament(players: number, seed: number): Played {
  const field = Array.from({ length: players }, (_, i) => newPlayer(i + 1))
  return follow(null, seed, [
    { type: 'tournament.create', tournament: newTournament() },
    { type: 'tournament.open' },
    { type: 'player.add', players: field },
  ])
}

/** The same, drawn and played rack by rack until its log has `length` events. */
export function playedTournament(players: number, length: number, seed: number): Played {
  const entered = enteredTournament(players, seed)
  const played = playRacks(drawn(entered, seed), length, seed)
  if (played.events.length < length) throw new Error(`the tournament was over after ${played.events.length} events`)
  return played
}

/** The same, played to its end and opened again for a correction. */
export function reopenedTournament(players: number, seed: number): Played {
  const played = playRacks(drawn(enteredTournament(players, seed), seed), Number.POSITIVE_INFINITY, seed)
  return follow(played, seed, [{ type: 'tournament.reopen', reason: 'a wrong score' }])
}

function drawn(entered: Played, seed: number): Played {
  return follow(entered, seed, [{ type: 'stage.draw', stage: 1 }, { type: 'tournament.start' }])
}

function playRacks(from: Played, length: number, seed: number): Played {
  const next = generator(seed)
  const events = [...from.events]
  let { before, state } = from
  while (events.length < length) {
    const open = state.matches.filter(isOpen)
    const match = open[Math.floor(uniform(next) * open.length)]
    if (!match) break
    const event = accept(state, { type: 'match.rack', match: match.id, winner: uniform(next) < 0.5 ? 'a' : 'b' }, seed)
    before = state
    state = apply(state, event)
    events.push(event)
  }
  return { events, before, state }
}

const isOpen = ({ state }: Match) => state === 'ready' || state === 'active'

function follow(from: Played | null, seed: number, commands: readonly Command[]): Played {
  const events = [...(from?.events ?? [])]
  let before = from?.before ?? null
  let state = from?.state ?? null
  for (const command of commands) {
    const event = accept(state, command, seed)
    before = state
    state = apply(state, event)
    events.push(event)
  }
  if (!state || !before) throw new Error('a tournament takes two commands')
  return { events, before, state }
}

function accept(state: State | null, command: Command, seed: number): Event {
  const { event, problem } = decide(state, command, { at, actor: null, drawSeed: seed })
  if (!event) throw new Error(problem.detail)
  return event
}
