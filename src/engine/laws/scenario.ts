/**
 * Short forms for scenario tests: how a state came about, a command on it, and the refusal it must meet.
 * `after` builds a started tournament, `before` one that is open for registration.
 */
import type { Command, ProblemCode } from '../messages.ts'
import {
  type Director,
  type Setup,
  type newPlayer,
  playOut,
  playerId,
  registered,
  started,
  tableId,
} from './director.ts'

export const four: Setup = { type: 'single_elimination', players: 4, tables: 2 }
export const open: Setup = { ...four, options: { scoring: { kind: 'open' } } }

/** State built by `given`, the command, the code and the sentence it is refused with. */
export type Refusal = readonly [
  title: string,
  given: () => Director,
  command: (director: Director) => Command,
  code: ProblemCode,
  says: string,
]

export function after(setup: Setup, ...steps: ((director: Director) => unknown)[]): () => Director {
  return () => {
    const director = started(setup)
    for (const step of steps) step(director)
    return director
  }
}

export function before(setup: Setup, ...commands: Command[]): () => Director {
  return () => {
    const director = registered(setup)
    for (const command of commands) director.does(command)
    return director
  }
}

export const result = (ref: string, scoreA: number, scoreB: number) => (director: Director) =>
  ({ type: 'match.result', match: director.id(ref), scoreA, scoreB }) as const
export const rack = (ref: string) => (director: Director) =>
  ({ type: 'match.rack', match: director.id(ref), winner: 'a' }) as const
export type Bare = 'call' | 'free' | 'start' | 'pause' | 'resume' | 'undo' | 'double_forfeit'
export const bare = (verb: Bare, ref: string) => (director: Director) =>
  ({ type: `match.${verb}`, match: director.id(ref) }) as const
export const assign = (ref: string, table: number) => (director: Director) =>
  ({ type: 'match.assign', match: director.id(ref), table: tableId(table) }) as const
export const races = (ref: string, a: number, b: number) => (director: Director) =>
  ({ type: 'match.set_race', match: director.id(ref), races: [a, b] }) as const
export const done = (to: (director: Director) => Command) => (director: Director) => director.does(to(director))
export const it = (command: Command) => () => command
export const withdraw = (number: number): Command => ({ type: 'player.withdraw', player: playerId(number) })
export const block = (after: boolean): Command => ({
  type: 'table.block',
  table: tableId(1),
  reason: 'new cloth',
  after,
})
export const ended = (director: Director) => playOut(director, () => 'a')
export const wins = (ref: string) => (director: Director) => director.wins(ref, 'a', 1)
export const W1 = 'Match W1.1 (Player 1 v Player 4)'

export const add = (...players: ReturnType<typeof newPlayer>[]) => it({ type: 'player.add', players })

export const checkIn: Setup = { ...four, tournament: { checkIn: true } }
export const draw: Extract<Command, { type: 'stage.draw' }> = { type: 'stage.draw', stage: 1 }
export const order = (...numbers: number[]): Command => ({ ...draw, order: numbers.map(playerId) })

/** Tries what is to be refused: the answer, and whether the state stayed as it was. */
export function tried([, given, command]: Refusal): { code: ProblemCode | null; says: string | null; isKept: boolean } {
  const director = given()
  const known = director.state
  const problem = director.tries(command(director))
  return { code: problem?.code ?? null, says: problem?.detail ?? null, isKept: director.state === known }
}
