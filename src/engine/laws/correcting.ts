/**
 * Corrections by lot, for the laws about them: a tournament of any format is played some way, then one of its finished
 * matches gets another result, with the cascade that the refusal asks for. `step` may be a wrong one.
 */
import { apply } from '../apply.ts'
import { decide } from '../decide.ts'
import { hasLeft } from '../lookup.ts'
import type { Command, CorrectedResult, Event, Impact } from '../messages.ts'
import type { Match, Side, State } from '../types.ts'
import { type Chance, type Director, type Step, chance, finalOf, instant, started, tableId } from './director.ts'
import type { PlayedFormat } from './formats.ts'
import { goesOn } from './onward.ts'

/**
 * Nobody forfeits, one player leaves, or matches are forfeited. These are not mixed, and of two who left a state does
 * not say who went first, so only the log could tell which of them would have beaten the other.
 */
export type Manner = 'fair' | 'leaving' | 'forfeits'
export const manners: readonly Manner[] = ['fair', 'leaving', 'forfeits']

/** What a case is made of; printed when a law fails. */
export interface Wanted {
  readonly players: number
  readonly seed: number
  readonly manner: Manner
}

export interface Case {
  readonly director: Director
  readonly before: State
  /** As it was before the correction. */
  readonly match: Match
  readonly manner: Manner
  /** The refusal's impact, or null where the correction went through without one. */
  readonly impact: Impact | null
  readonly event: Extract<Event, { type: 'match.corrected' }>
  readonly after: State
}

function aForfeit(state: State, match: Match, manner: Manner, luck: Chance): Command {
  const player = match.slots[luck.upTo(2) === 0 ? 0 : 1].player ?? luck.of(state.players).id
  const winner = luck.of<Side>(['a', 'b'])
  const leaving: Command[] = [
    { type: 'player.withdraw', player },
    { type: 'player.disqualify', player, moveUp: luck.is(0.3) },
  ]
  const forfeits: Command[] = [
    { type: 'match.walkover', match: match.id, winner },
    { type: 'match.retire', match: match.id, winner },
    { type: 'match.double_forfeit', match: match.id },
    { type: 'player.no_show', player },
  ]
  return luck.of(manner === 'leaving' ? leaving : forfeits)
}

/** Racks that a loser of the match may have. */
function lostIn(match: Match, winner: Side, luck: Chance): number {
  return luck.upTo(match.races === null ? 4 : match.races[winner === 'a' ? 1 : 0])
}

function aStep(state: State, match: Match, luck: Chance): Command {
  const winner = luck.of<Side>(['a', 'b'])
  if (luck.is(0.15) && match.state === 'ready') {
    const free = [1, 2, 3].map(tableId).filter((table) => !state.matches.some((one) => one.table === table))
    if (free.length > 0) return { type: 'match.assign', match: match.id, table: luck.of(free) }
  }
  if (match.races !== null && luck.is(0.4)) return { type: 'match.rack', match: match.id, winner }
  return { type: 'match.result', match: match.id, ...finalOf(match, winner, lostIn(match, winner, luck)) }
}

/** Plays some of a tournament, often most of it, never its very last match. */
function playSome(director: Director, luck: Chance, manner: Manner): void {
  let steps = luck.upTo(6 * director.state.players.length) + 1
  while (steps-- > 0) {
    const { state } = director
    if (state.tournament.status !== 'active') return
    const known = director.events.length
    const open = state.matches.filter((one) => ['ready', 'assigned', 'active'].includes(one.state))
    if (open.length === 0) {
      if (!goesOn(director)) return
    } else {
      const match = luck.of(open)
      const hasLeaver = state.players.some((player) => hasLeft(state, player.id))
      const isForfeit = manner === 'forfeits' ? luck.is(0.15) : manner === 'leaving' && !hasLeaver && luck.is(0.1)
      director.tries(isForfeit ? aForfeit(state, match, manner, luck) : aStep(state, match, luck))
    }
    if (director.state.tournament.status === 'completed') return director.takesBack(known)
  }
}

function anotherResult(match: Match, luck: Chance, manner: Manner): CorrectedResult {
  const winner = luck.of<Side>(['a', 'b'])
  if (manner === 'forfeits' && luck.is(0.3)) {
    return luck.of<CorrectedResult>([
      { kind: 'walkover', winner },
      { kind: 'retired', winner },
      { kind: 'double_forfeit' },
    ])
  }
  return finalOf(match, winner, lostIn(match, winner, luck))
}

/** True where the log holds a result of the match itself, and not only that somebody left. */
function hasEvent(director: Director, match: Match): boolean {
  return director.events.some((event) =>
    event.type === 'rack.recorded' || event.type === 'match.resulted' || event.type === 'player.marked_absent'
      ? event.data.match === match.id
      : false,
  )
}

/** Sends a correction, and again with exactly the cascade that the refusal asks for; null if that is refused too. */
export function correct(
  state: State,
  match: Match,
  result: CorrectedResult,
  step: Step = apply,
): Pick<Case, 'impact' | 'event' | 'after'> | null {
  const ctx = { at: instant(9000), actor: null, drawSeed: 0 }
  const command = { type: 'match.correct', match: match.id, result } as const
  const first = decide(state, command, ctx)
  const impact = first.problem?.impact ?? null
  const { event } = impact === null ? first : decide(state, { ...command, cascade: impact.cascadeIds }, ctx)
  return event?.type === 'match.corrected' ? { impact, event, after: step(state, event) } : null
}

/** The tournament of a case before its correction, or null where nothing can be corrected. */
export function aCase(format: PlayedFormat, { players: many, seed, manner }: Wanted, step: Step = apply): Case | null {
  const luck = chance(seed)
  const players = Math.min(Math.max(many, format.playersMin), format.playersMax)
  const director = started({ ...format.plan(players, luck), players, drawSeed: seed })
  playSome(director, luck, manner)
  const before = director.state
  if (before.tournament.status !== 'active') return null
  const done = before.matches.filter((one) => one.state === 'completed' && hasEvent(director, one))
  if (done.length === 0) return null
  const match = luck.of(done)
  // Who left in this very match lost it by leaving; the log has no result of it to replace.
  if (manner === 'leaving' && match.result?.kind !== 'played') return null
  const corrected = correct(before, match, anotherResult(match, luck, manner), step)
  return corrected === null ? null : { director, before, match, manner, ...corrected }
}
