/**
 * What comes of a match and where it goes: to its targets, or, where rounds are seeded anew, to the slots of the
 * whole next round as soon as the last match of its own round is over. Nothing here moves anybody.
 */
import { isOver } from '../lookup.ts'
import { slotOrder } from '../seeding.ts'
import { cameByBye, isPlate } from './plate.ts'
import type { Match, MatchId, PlayerId, Stage, Target } from '../types.ts'

/** What arrives in a slot: a player, or the certainty that nobody will. */
export type Arrival = PlayerId | 'nobody'

/** As much of a tournament as is needed to tell who goes where. */
export interface Scene {
  readonly matches: readonly Match[]
  readonly index: ReadonlyMap<MatchId, number>
  readonly stages: readonly Stage[]
  readonly hasLeft: (player: PlayerId) => boolean
}

function voidOutcome(match: Match, hasLeft: Scene['hasLeft']): Arrival | undefined {
  const live = match.slots.find((slot) => !slot.dead)
  if (live === undefined) return 'nobody'
  const { player } = live
  return player !== null && hasLeft(player) ? 'nobody' : (player ?? undefined)
}

/** Who leaves a match as winner and as loser, as far as that is certain. */
export function outcome(match: Match, hasLeft: Scene['hasLeft']): { winner?: Arrival; loser?: Arrival } {
  // The second grand final is played only if the losers-side player, slot b, wins the first.
  const isDecided = match.state === 'void' || match.result !== null
  if (match.ref === 'GF1' && isDecided && match.result?.winner !== 'b') return { winner: 'nobody', loser: 'nobody' }
  if (match.state === 'void') {
    const winner = voidOutcome(match, hasLeft)
    return winner === undefined ? { loser: 'nobody' } : { winner, loser: 'nobody' }
  }
  if (match.result === null) return {}
  const side = match.result.winner
  if (side === null) return { winner: 'nobody', loser: 'nobody' }
  const [a, b] = match.slots
  const [won, lost] = side === 'a' ? [a, b] : [b, a]
  return { winner: won.player ?? 'nobody', loser: lost.player ?? 'nobody' }
}

function roundOf(matches: readonly Match[], { stage }: Match, round: number): Match[] {
  return matches.filter((one) => one.stage === stage && one.bracket === 'W' && one.round === round)
}

/** Every slot of the next round, where that round is seeded anew; else none. */
function reseededSlots(matches: readonly Match[], match: Match): Target[] {
  if (match.bracket !== 'W' || match.winnerTo !== null) return []
  // Of those that follow only such as await a whole round: the matches of a group W have their players from the draw.
  const next = roundOf(matches, match, match.round + 1).filter(({ slots }) => slots[0].source.kind === 'reseed')
  return next.flatMap(({ id }): Target[] => [
    { match: id, slot: 'a' },
    { match: id, slot: 'b' },
  ])
}

/** Every slot that depends on how this match ends. */
export function targetsOf(matches: readonly Match[], match: Match): Target[] {
  const direct = [match.winnerTo, match.loserTo].filter((target) => target !== null)
  return [...direct, ...reseededSlots(matches, match)]
}

/** Who goes on from a complete round, best seed first; those who had a bye in the first round as well. */
function fieldAfter({ stages, hasLeft }: Scene, { stage }: Match, round: readonly Match[]): PlayerId[] {
  const order = stages[stage - 1]?.order ?? []
  const isIn = new Set<Arrival | undefined>(round[0]?.round === 1 ? order : [])
  for (const match of round) for (const { player } of match.slots) if (player !== null) isIn.delete(player)
  for (const match of round) isIn.add(outcome(match, hasLeft).winner)
  return order.filter((player) => isIn.has(player))
}

/** The next round paired anew, best against worst; where players are missing the best go through. */
function reseeded(scene: Scene, match: Match): (readonly [Target, Arrival | null])[] {
  const slots = reseededSlots(scene.matches, match)
  if (slots.length === 0) return []
  const round = roundOf(scene.matches, match, match.round)
  if (!round.every(isOver)) return slots.map((slot) => [slot, null])
  const field = fieldAfter(scene, match, round)
  const ranks = slotOrder(slots.length)
  return slots.map((slot, at) => [slot, field[(ranks[at] ?? -1) - 1] ?? 'nobody'])
}

/** One who won before he lost does not enter the plate. */
function loserGoing(scene: Scene, match: Match, loser: Arrival | undefined): Arrival | null {
  const next = match.loserTo === null ? undefined : scene.matches[scene.index.get(match.loserTo.match) ?? -1]
  if (next === undefined || !isPlate(next) || match.round === 1) return loser ?? null
  const slot = match.slots.find(({ player }) => player !== null && player === loser)
  return slot !== undefined && !cameByBye(slot) ? 'nobody' : (loser ?? null)
}

/** Every slot that depends on a match with what arrives there; null where that is not known, or no longer. */
export function sent(scene: Scene, match: Match): (readonly [Target, Arrival | null])[] {
  const { winner, loser } = outcome(match, scene.hasLeft)
  const all: (readonly [Target, Arrival | null])[] = []
  if (match.winnerTo !== null) all.push([match.winnerTo, winner ?? null])
  if (match.loserTo !== null) all.push([match.loserTo, loserGoing(scene, match, loser)])
  return [...all, ...reseeded(scene, match)]
}
