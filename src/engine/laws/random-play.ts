/**
 * Directors who do as they please: random results, racks, undos, tables, forfeits and withdrawals, until the
 * tournament ends. `watch` sees every step, so that a law can be checked between any two states.
 */
import type { Command } from '../messages.ts'
import type { Match, PlayerId, Side, State } from '../types.ts'
import { type Chance, type Director, finalOf, tableId } from './director.ts'

export type Watch = (before: State, after: State) => void

export interface Manner {
  /** True: players may leave and both sides may forfeit. */
  readonly hasForfeits: boolean
  /** Steps other than plain results; after them matches are only played to their end. */
  readonly whims: number
  readonly watch: Watch
}

const inPlay = (match: Match) => match.state === 'ready' || match.state === 'assigned' || match.state === 'active'

function aResult(match: Match, luck: Chance): Command {
  const winner = luck.of<Side>(['a', 'b'])
  if (match.races !== null) {
    if (luck.is(0.3)) return { type: 'match.rack', match: match.id, winner }
    const lost = luck.upTo(match.races[winner === 'a' ? 1 : 0])
    return { type: 'match.result', match: match.id, ...finalOf(match, winner, lost) }
  }
  const score = luck.upTo(4)
  if (luck.is(0.3)) return { type: 'match.result', match: match.id, scoreA: score, scoreB: score, decider: winner }
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
    const open = before.matches.filter(inPlay)
    const match = open.length === 0 ? undefined : luck.of(open)
    if (match === undefined) {
      if (!before.matches.some((one) => one.state === 'paused')) return before
      resumed(director)
    } else if (whims > 0 && luck.is(0.4)) {
      whims--
      const isForfeit = manner.hasForfeits && luck.is(0.2)
      director.tries(isForfeit ? aForfeit(before, match, luck) : aWhim(before, match, luck))
    } else director.does(aResult(match, luck))
    if (director.state !== before) manner.watch(before, director.state)
  }
}
