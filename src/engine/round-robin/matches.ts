/** The draw of a round robin: groups, rounds by the Berger tables, every match ready at once. A rest is no match. */
import { assert } from '../assert.ts'
import type { DrawInput } from '../format.ts'
import { capOf } from '../handicapped.ts'
import { matchId } from '../ids.ts'
import type { GroupsOption, Match, PlayerId, Slot, StageOptions } from '../types.ts'
import { bergerRounds } from './berger.ts'
import { groupLetter, intoGroups } from './groups.ts'

/** One group of everybody, unless the options say otherwise. */
export function groupsOf(options: StageOptions): GroupsOption {
  return options.groups ?? { count: 1, method: 'snake' }
}

/** Matches by group, round and position, `A-R2.1`. */
export function drawGroups(input: DrawInput): Match[] {
  const { stage, order, drawSeed } = input
  const seeds = new Map(order.map((id, at) => [id, at + 1]))
  const matches: Match[] = []
  for (const [at, players] of intoGroups(order, groupsOf(stage.options), drawSeed).entries()) {
    for (const [round, pairs] of bergerRounds(players.length, stage.options.cycles ?? 1).entries()) {
      for (const [position, [a, b]] of pairs.entries()) {
        const ref = `${groupLetter(at)}-R${round + 1}.${position + 1}`
        const slot = (number: number) => slotOf(players[number - 1] ?? ('' as PlayerId), seeds)
        const place = { bracket: groupLetter(at), round: round + 1, position: position + 1 }
        matches.push(fresh(input, { ref, ...place, number: matches.length + 1 }, [slot(a), slot(b)]))
      }
    }
  }
  return matches
}

/** The slot of a player of the stage, who comes with his seed. */
export function slotOf(player: PlayerId, seeds: ReadonlyMap<PlayerId, number>): Slot {
  const seed = seeds.get(player)
  assert(seed !== undefined, `${player} has no seed`)
  return { source: { kind: 'seed', seed }, player, dead: false }
}

/** What tells a match from the others of its stage. */
export type Name = Pick<Match, 'ref' | 'number' | 'bracket' | 'round' | 'position'>

/** A match nobody has touched. */
export function fresh(input: Omit<DrawInput, 'drawSeed'>, name: Name, slots: readonly [Slot, Slot]): Match {
  const { number: stage, options } = input.stage
  const { scoring } = options
  return {
    id: matchId(input.tournament, stage, name.ref),
    ref: name.ref,
    number: name.number,
    stage,
    bracket: name.bracket,
    round: name.round,
    position: name.position,
    state: 'ready',
    slots,
    races: scoring.kind === 'race' ? [scoring.raceTo, scoring.raceTo] : null,
    ...(scoring.kind === 'race' && capOf(scoring)),
    scores: [0, 0],
    racks: '',
    result: null,
    table: null,
    calledAt: null,
    readyAt: input.at,
    startedAt: null,
    startedBy: null,
    completedAt: null,
    winnerTo: null,
    loserTo: null,
  }
}
