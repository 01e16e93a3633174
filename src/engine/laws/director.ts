/**
 * Plays tournaments for the tests: builds them in one line and sends commands through `decide` and `apply`.
 * `step` may be replaced by a wrong one, to see that the laws catch it.
 */
import { apply } from '../apply.ts'
import { assert } from '../assert.ts'
import { decide } from '../decide.ts'
import type { Command, Event, NewPlayer, NewTournament, Problem } from '../messages.ts'
import type { Hall } from '../eta.ts'
import { noneBusy } from '../queue.ts'
import { generator, uniform } from '../random.ts'
import type { Match, MatchId, PlayerId, Side, StageOptions, StageType, State, TableId, TournamentId } from '../types.ts'

export type Step = (state: State | null, event: Event) => State

/** One random stream in the forms that tests ask for. */
export interface Chance {
  /** An integer from 0 to `below` - 1. */
  readonly upTo: (below: number) => number
  readonly is: (probability: number) => boolean
  readonly of: <Item>(items: readonly Item[]) => Item
}

/** The stream of a seed, the same on every machine. */
export function chance(seed: number): Chance {
  const next = generator(seed)
  const upTo = (below: number) => Math.floor(uniform(next) * below)
  return {
    upTo,
    is: (probability) => uniform(next) < probability,
    of: (items) => {
      const item = items[upTo(items.length)]
      assert(item !== undefined, 'nothing to choose from')
      return item
    },
  }
}

/** The k-th second of a day in 2026. */
export function instant(second: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(second / 3600) % 24
  return `2026-03-01T${two(hours)}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}.000Z`
}

/** A hall of its own at the k-th second, at the usual pace. */
export function hallAt(second: number): Hall {
  return { at: instant(second), busy: noneBusy, minutesPerRack: 6 }
}

export interface Setup {
  readonly type: StageType
  readonly players: number
  readonly options?: Partial<StageOptions>
  readonly tournament?: Partial<NewTournament>
  readonly drawSeed?: number
  readonly nameOf?: (number: number) => string
  readonly ratingOf?: (number: number) => number | null
  readonly clubOf?: (number: number) => string | null
  readonly tables?: number
}

export const playerId = (number: number): PlayerId => `player-${number}` as PlayerId
export const tableId = (number: number): TableId => `table-${number}` as TableId

/** A registration as the routes would send it; `Player 7` is `player-7`. */
export function newPlayer(number: number, more: Partial<NewPlayer> = {}): NewPlayer {
  const blank = { userId: null, club: null, rating: null, skillLevel: null, seed: null }
  return { id: playerId(number), name: `Player ${number}`, ...blank, ...more }
}

/** A tournament of one stage with the usual options: race to 3, seeds by hand, a reset final. */
export function newTournament(type: StageType, options: Partial<StageOptions> = {}): NewTournament {
  const all: StageOptions = {
    scoring: { kind: 'race', raceTo: 3 },
    seeding: 'manual',
    thirdPlace: false,
    grandFinal: 'reset',
    ...options,
  }
  return {
    id: '0198c0de-0000-7000-8000-000000000001' as TournamentId,
    name: 'Friday Open',
    description: null,
    type,
    gameType: '9-ball',
    visibility: 'public',
    maxParticipants: null,
    venueId: null,
    startDate: null,
    endDate: null,
    checkIn: false,
    stages: [{ type, name: 'Main draw', options: all }],
  }
}

/** One tournament under way, with its log. */
export class Director {
  readonly events: Event[] = []
  readonly #step: Step
  readonly #drawSeed: number
  #state: State | null = null

  constructor(step: Step = apply, drawSeed = 1) {
    this.#step = step
    this.#drawSeed = drawSeed
  }

  get state(): State {
    assert(this.#state !== null, 'the tournament is not created')
    return this.#state
  }

  /** Sends a command; returns the refusal, or null if it became an event. */
  tries(command: Command): Problem | null {
    const ctx = { at: instant(this.events.length), actor: null, drawSeed: this.#drawSeed }
    const { event, problem } = decide(this.#state, command, ctx)
    if (problem !== undefined) return problem
    this.#state = this.#step(this.#state, event)
    this.events.push(event)
    return null
  }

  /** Sends a command that must be accepted. */
  does(command: Command): State {
    const problem = this.tries(command)
    assert(problem === null, `${command.type} refused: ${problem?.detail}`)
    return this.state
  }

  /** Forgets all but the first events. */
  takesBack(events: number): void {
    this.events.length = events
    this.#state = this.events.reduce<State | null>((state, event) => this.#step(state, event), null)
  }

  match(ref: string): Match {
    const match = this.state.matches.find((one) => one.ref === ref)
    assert(match !== undefined, `no match ${ref}`)
    return match
  }

  id(ref: string): MatchId {
    return this.match(ref).id
  }

  /** Ends a match by its result: the winner reaches his race, the loser has `lost` racks. */
  wins(ref: string, winner: Side, lost = 0): State {
    const match = this.match(ref)
    return this.does({ type: 'match.result', match: match.id, ...finalOf(match, winner, lost) })
  }

  /** Records racks in order, `aab`. */
  racks(ref: string, winners: string): State {
    for (const winner of winners) this.does({ type: 'match.rack', match: this.id(ref), winner: winner as Side })
    return this.state
  }
}

/** A legal final score of a match. */
export function finalOf(match: Match, winner: Side, lost: number): { scoreA: number; scoreB: number } {
  const [own, other] = winner === 'a' ? ([0, 1] as const) : ([1, 0] as const)
  const won = match.races?.[own] ?? lost + 1
  const most = match.cap === undefined ? lost : Math.min(lost, won - 2)
  const least = match.start?.[other] ?? 0
  // Too many on the wire for a lead of two: the loser stays where he is and the winner goes on.
  const score = Math.max(least, most)
  const enough = match.cap === undefined ? won : Math.min(match.cap, Math.max(won, score + 2))
  return winner === 'a' ? { scoreA: enough, scoreB: score } : { scoreA: score, scoreB: enough }
}

/** Created, opened and filled, with tables 1..n; not drawn. */
export function registered(setup: Setup, step: Step = apply): Director {
  const director = new Director(step, setup.drawSeed)
  const tournament = { ...newTournament(setup.type, setup.options), ...setup.tournament }
  director.does({ type: 'tournament.create', tournament })
  director.does({ type: 'tournament.open' })
  const named = (number: number) => ({
    ...(setup.nameOf !== undefined && { name: setup.nameOf(number) }),
    rating: setup.ratingOf?.(number) ?? null,
    club: setup.clubOf?.(number) ?? null,
  })
  const players = Array.from({ length: setup.players }, (_, at) => newPlayer(at + 1, named(at + 1)))
  if (players.length > 0) director.does({ type: 'player.add', players })
  for (let number = 1; number <= (setup.tables ?? 0); number++) {
    director.does({ type: 'table.open', table: tableId(number), label: `${number}`, stream: false })
  }
  return director
}

/** Drawn and started; player n has seed n. */
export function started(setup: Setup, step: Step = apply): Director {
  const director = registered(setup, step)
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director
}

/** Gives every match that is left a result, the better seed or a random side winning, until nothing is left. */
export function playOut(director: Director, winnerOf: (match: Match) => Side): State {
  for (;;) {
    const match = director.state.matches.find((one) => one.state === 'ready' || one.state === 'active')
    if (match === undefined) return director.state
    director.does({ type: 'match.result', match: match.id, ...finalOf(match, winnerOf(match), 0) })
  }
}

/** The side of the better seed. */
export function betterSeed(state: State): (match: Match) => Side {
  const seed = (id: PlayerId | null) => state.players.find((player) => player.id === id)?.seed ?? 0
  return (match) => (seed(match.slots[0].player) < seed(match.slots[1].player) ? 'a' : 'b')
}
