/**
 * Directors who do as they please: random results, racks, undos, tables, forfeits and withdrawals, until the
 * tournament ends. `watch` sees every step, so that a law can be checked between any two states.
 */
import { isOnTable } from '../lookup.ts'
import type { Command } from '../messages.ts'
import type { Match, PlayerId, Side, State } from '../types.ts'
import { type Chance, type Director, finalOf, tableId } from './director.ts'
import { goesOn } from './onward.ts'

export type Watch = (before: State, after: State) => void

export interface Manner {
  /** True: players may leave and both sides may forfeit. */
  readonly hasForfeits: boolean
  /** Steps other than plain results; after them matches are only played to their end. */
  readonly whims: number
  readonly watch: Watch
}

const inPlay = (match: Match) => match.state === 'ready' || match.state === 'assigned' || match.state === 'active'

/** True for a match whose players are both free to play it now. */
function isPlayable(state: State, match: Match): boolean {
  if (!inPlay(match)) return false
  const type = state.stages[match.stage - 1]?.type
  if (match.state === 'active' || (type !== 'round_robin' && type !== 'chip_points')) return true
  const busy = state.matches.filter((other) => other.id !== match.id && isOnTable(other))
  return !match.slots.some(({ player }) => busy.some((other) => other.slots.some((slot) => slot.player === player)))
}

function aResult(state: State, match: Match, luck: Chance): Command {
  const winner = luck.of<Side>(['a', 'b'])
  if (match.races !== null) {
    if (luck.is(0.3)) return { type: 'match.rack', match: match.id, winner }
    const lost = luck.upTo(match.races[winner === 'a' ? 1 : 0])
    return { type: 'match.result', match: match.id, ...finalOf(match, winner, lost) }
  }
  const score = luck.upTo(4)
  const level = { scoreA: score, scoreB: score }
  if (luck.is(0.3) && state.stages[match.stage - 1]?.options.draws === true) {
    return { type: 'match.result', match: match.id, ...level }
  }
  const isTable = state.stages[match.stage - 1]?.type === 'round_robin'
  if (luck.is(0.3) && !isTable) return { type: 'match.result', match: match.id, ...level, decider: winner }
  return { type: 'match.result', match: match.id, ...finalOf(match, winner, score) }
}

function aForfeit(state: State, match: Match, luck: Chance): Command {
  const player: PlayerId | null = match.slots[luck.upTo(2) === 0 ? 0 : 1].player
  const winner = luck.of<Side>(['a', 'b'])
  const others = state.players.filter((one) => one.status === 'active')
  const commands: Command[] = [
    { type: 'match.walkover', match: match.id, winner },
    { type: 'match.retire', match: match.id, winner },
    { type: 'match.double_forfeit', match: match.id },
    { type: 'player.withdraw', player: player ?? luck.of(state.players).id },
    { type: 'player.withdraw', player: luck.of(others.length > 0 ? others : state.players).id },
  ]
  return luck.of(commands)
}

/** What was finished last is what directors take back most often. */
function lastFinished(state: State): Match | undefined {
  const finished = state.matches.filter((match) => match.completedAt !== null)
  return finished.toSorted((a, b) => ((a.completedAt ?? '') < (b.completedAt ?? '') ? 1 : -1))[0]
}

function aWhim(state: State, match: Match, luck: Chance): Command {
  const last = lastFinished(state) ?? match
  const begun = state.matches.find((one) => one.state === 'active') ?? match
  const commands: Command[] = [
    { type: 'match.undo', match: luck.of(state.matches).id },
    { type: 'match.undo', match: last.id },
    { type: 'match.undo', match: last.id },
    { type: 'match.undo', match: begun.id },
    { type: 'match.assign', match: match.id, table: tableId(1 + luck.upTo(3)) },
    { type: 'match.free', match: match.id },
    { type: 'match.call', match: match.id },
    { type: 'match.start', match: match.id },
    { type: 'match.pause', match: match.id },
    { type: 'table.block', table: tableId(1), reason: 'cloth', after: luck.is(0.7) },
    { type: 'table.free', table: tableId(1) },
    { type: 'match.set_race', match: match.id, races: [1 + luck.upTo(2), 1 + luck.upTo(2)] },
    { type: 'match.set_race', match: match.id, races: [3, 3], start: [luck.upTo(3), luck.upTo(3)] },
    { type: 'match.rack', match: match.id, winner: luck.of<Side>(['a', 'b']) },
    { type: 'match.rack', match: match.id, winner: luck.of<Side>(['a', 'b']) },
    { type: 'match.walkover', match: match.id, winner: luck.of<Side>(['a', 'b']) },
  ]
  return luck.of(commands)
}

function resumed(director: Director): void {
  for (const match of director.state.matches) {
    if (match.state === 'paused') director.does({ type: 'match.resume', match: match.id })
  }
}

/** Plays until nothing is left to play; refusals are part of the game. */
export function playAtRandom(director: Director, luck: Chance, manner: Manner): State {
  let whims = manner.whims
  for (;;) {
    const before = director.state
    const open = before.matches.filter((match) => isPlayable(before, match))
    const match = open.length === 0 ? undefined : luck.of(open)
    if (match === undefined) {
      if (before.matches.some((one) => one.state === 'paused')) resumed(director)
      else if (!goesOn(director)) return before
    } else if (whims > 0 && luck.is(0.4)) {
      whims--
      const isForfeit = manner.hasForfeits && luck.is(0.2)
      director.tries(isForfeit ? aForfeit(before, match, luck) : aWhim(before, match, luck))
    } else director.does(aResult(before, match, luck))
    if (director.state !== before) manner.watch(before, director.state)
  }
}
