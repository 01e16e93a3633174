/** Judges what concerns round robins: seeds in groups, numbers of matches and rounds, and a finished table. */
import { z } from 'zod'
import { type Director, registered, started } from '../../src/engine/laws/director.ts'
import { intoGroups } from '../../src/engine/round-robin/groups.ts'
import type { PlayerId } from '../../src/engine/types.ts'
import { standingsView } from '../../src/engine/view.ts'
import type { Check } from './verdict.ts'

const numbers = z.array(z.number())
const groupCase = z.object({ method: z.string(), n: z.number(), groups: z.number(), expected: z.array(numbers) })
const methods = ['snake', 'bracket', 'fixed'] as const

/** Seeds 1..n of a method that leaves nothing to chance. */
export function* judgeGroups(cases: readonly unknown[]): Generator<Check> {
  for (const [at, one] of cases.entries()) {
    const { method: named, n, groups, expected } = groupCase.parse(one)
    const method = methods.find((known) => known === named)
    if (method === undefined) {
      yield { cannot: `groups by ${named}` }
      continue
    }
    const seeds = Array.from({ length: n }, (_, seed) => seed + 1)
    const found = intoGroups(seeds, { count: groups, method }, 1)
    yield { at: `groups.cases.${at} (${named}, ${n} in ${groups})`, expected, found }
  }
}

interface RoundRobinCount {
  readonly format: string
  readonly n: number
  readonly matches?: number | undefined
  readonly rounds?: number | undefined
}

export function* judgeRoundRobin(at: string, { format, n, matches, rounds }: RoundRobinCount): Generator<Check> {
  if (!/^(double-)?round.?robin/.test(format)) {
    yield { cannot: `counts of format ${format}` }
    return
  }
  const options = { cycles: format.startsWith('double') ? 2 : 1 } as const
  const drawn = started({ type: 'round_robin', players: n, options }).state.matches
  if (matches !== undefined) yield { at: `${at}.matches`, expected: matches, found: drawn.length }
  if (rounds !== undefined) yield { at: `${at}.rounds`, expected: rounds, found: drawn.at(-1)?.round ?? 0 }
}

const table = z.object({
  results: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()])),
  table: z.array(z.looseObject({ name: z.string() })),
})

/** Enters a score of two players by name, whichever of them has slot a. */
export function enter(director: Director, stage: number, names: readonly [string, string], score: readonly number[]) {
  const { state } = director
  const id = (name: string) => state.players.find((player) => player.name === name)?.id
  const ids: (PlayerId | null | undefined)[] = names.map(id)
  const match = state.matches.find(
    (one) => one.stage === stage && one.result === null && one.slots.every(({ player }) => ids.includes(player)),
  )
  if (match === undefined) throw new Error(`the engine has no match of ${names.join(' and ')}`)
  const [own = 0, other = 0] = score
  const isA = match.slots[0].player === ids[0]
  const [scoreA, scoreB] = isA ? [own, other] : [other, own]
  return { match, isA, result: { type: 'match.result', match: match.id, scoreA, scoreB } as const }
}

/** Plays the results and compares every member that the rows of the table give. */
export function* judgeTable(at: string, fact: unknown): Generator<Check> {
  const { results, table: expected } = table.parse(fact)
  const names = [...new Set(results.flatMap(([a, b]) => [a, b]))]
  const options = {
    scoring: { kind: 'open' },
    draws: true,
    points: { win: 3, draw: 1, loss: 0, hillLoss: 0 },
  } as const
  const nameOf = (number: number) => names[number - 1] ?? ''
  const director = registered({ type: 'round_robin', players: names.length, options, nameOf })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  for (const [a, b, ...score] of results) director.does(enter(director, 1, [a, b], score).result)
  const rows = standingsView(director.state).stages[0]?.rows ?? []
  for (const [rank, { name, ...figures }] of expected.entries()) {
    const row = rows[rank]
    yield { at: `${at}.table.${rank}.name`, expected: name, found: row?.player.name }
    for (const [member, value] of Object.entries(figures)) {
      const found = Object.entries(row ?? {}).find(([key]) => key === member)
      if (found !== undefined) yield { at: `${at}.table.${rank}.${member} (${name})`, expected: value, found: found[1] }
    }
  }
}
