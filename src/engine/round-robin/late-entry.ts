/**
 * One who comes after the draw joins the smallest group, as its last number, while nothing of round 2 has begun.
 * His group is drawn again by the table of the larger field, beginning with the round that holds every match of
 * round 1 that has begun: where n players meet in full, that is the round in which number n + 1 rests.
 */
import { assert } from '../assert.ts'
import { boardOf, judged } from '../elimination/advance.ts'
import type { DrawInput } from '../format.ts'
import { indexOf, withStage } from '../lookup.ts'
import type { Instant, Match, PlayerId, Slot, Stage, State } from '../types.ts'
import { bergerRounds } from './berger.ts'
import { fresh, slotOf } from './matches.ts'
import { groupPlayersMax } from './options.ts'

type Input = Omit<DrawInput, 'drawSeed'>
type Pair = readonly [PlayerId, PlayerId]

const hasBegun = ({ state }: Match) => state !== 'ready'
const isOf = ({ slots: [a, b] }: Match, [one, other]: Pair) => a.player === one && b.player === other

interface Group {
  readonly letter: string
  readonly matches: readonly Match[]
  /** By number in the table of the group. */
  readonly players: readonly PlayerId[]
}

function groupsIn(stage: Stage, matches: readonly Match[]): Group[] {
  return [...Map.groupBy(matches, (match) => match.bracket)].map(([letter, own]) => {
    const present = new Set(own.flatMap((match) => match.slots.map((slot) => slot.player)))
    return { letter, matches: own, players: stage.order.filter((id) => present.has(id)) }
  })
}

/** Rounds of the group with these players that begin with what is being played in round 1, or null. */
function roundsFor(players: readonly PlayerId[], kept: readonly Match[], cycles: 1 | 2): Pair[][] | null {
  const named = (pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([a, b]): Pair => [players[a - 1] ?? ('' as PlayerId), players[b - 1] ?? ('' as PlayerId)])
  const rounds = bergerRounds(players.length, 1).map(named)
  const first = rounds.findIndex((pairs) => kept.every((match) => pairs.some((pair) => isOf(match, pair))))
  if (first < 0) return null
  const begun = kept.map(({ position }) => position)
  const [opening = [], ...later] = [...rounds.slice(first), ...rounds.slice(0, first)]
  // What has begun stays where it is in round 1; the others fill the places around it.
  const others = opening.filter((pair) => !kept.some((match) => isOf(match, pair)))
  const around = opening.map((_, at) => {
    const match = kept[begun.indexOf(at + 1)]
    const pair = match === undefined ? others.shift() : pairOf(match)
    assert(pair !== undefined, 'a round lost a pair')
    return pair
  })
  const turned = [around, ...later]
  if (cycles === 1) return turned
  return [...turned, ...turned.map((pairs) => pairs.map(([a, b]): Pair => [b, a]))]
}

function pairOf({ slots: [a, b] }: Match): Pair {
  return [a.player ?? ('' as PlayerId), b.player ?? ('' as PlayerId)]
}

/** The matches of a group with one player more; null where what has begun does not fit. */
function grownGroup(input: Input, group: Group, player: PlayerId, next: () => number): Match[] | null {
  const kept = group.matches.filter((match) => match.round === 1 && hasBegun(match))
  const rounds = roundsFor([...group.players, player], kept, input.stage.options.cycles ?? 1)
  if (rounds === null) return null
  const known = new Map(group.matches.map((match) => [match.ref, match]))
  const seeds = new Map(input.order.map((id, at) => [id, at + 1]))
  return rounds.flatMap((pairs, round) =>
    pairs.map((pair, position) => {
      const ref = `${group.letter}-R${round + 1}.${position + 1}`
      const old = known.get(ref)
      if (old !== undefined && isOf(old, pair)) return old
      const slots: [Slot, Slot] = [slotOf(pair[0], seeds), slotOf(pair[1], seeds)]
      const place = { bracket: group.letter, round: round + 1, position: position + 1 }
      return fresh(input, { ref, ...place, number: old?.number ?? next() }, slots)
    }),
  )
}

/** The state with one player more in the smallest group, or null if he comes too late. */
export function withOne(state: State, stage: Stage, player: PlayerId, at: Instant): State | null {
  // It is the first stage, and no other is drawn: its matches are all there are.
  const { matches: known } = state
  if (known.some((match) => match.round > 1 && hasBegun(match))) return null
  const groups = groupsIn(stage, known)
  const least = Math.min(...groups.map((group) => group.players.length))
  const order = [...stage.order, player]
  const grown: Stage = { ...stage, order }
  const input = { tournament: state.tournament.id, stage: grown, order, at }
  let number = Math.max(...known.map((match) => match.number))
  for (const group of groups.filter(({ players }) => players.length === least && least < groupPlayersMax)) {
    const matches = grownGroup(input, group, player, () => ++number)
    if (matches === null) continue
    // Who has left loses to the newcomer as he loses to all others.
    const board = boardOf(state, at)
    const fair = matches.map((match) => (group.matches.includes(match) ? match : judged(board, match)))
    const drawn = groups.flatMap((one) => (one === group ? fair : one.matches))
    return { ...withStage(state, grown), matches: drawn, matchIndex: indexOf(drawn) }
  }
  return null
}
