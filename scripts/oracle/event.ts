/**
 * Judges a whole event: groups, the knockout of their ranks, the final places. Every result is entered as in the file,
 * and before each knockout match the engine must have brought the same two players together by itself.
 */
import { z } from 'zod'
import { Director, newPlayer, newTournament } from '../../src/engine/laws/director.ts'
import type { Criterion, Match, PlayerId, RankSource, StageOptions } from '../../src/engine/types.ts'
import { standingsView } from '../../src/engine/view.ts'
import { type Knockout, knockoutMatch, readKnockout, seedOrder } from './event-tree.ts'
import type { Check } from './verdict.ts'

const number = z.number()
const score = z.tuple([number, number])
const groupMatch = z.object({ date: z.string().default(''), a: z.string(), b: z.string(), score })
const group = z.object({
  id: z.string(),
  teams: z.array(z.string()),
  standings: z.array(z.object({ team: z.string() }).catchall(number)).default([]),
})
const shape = z.object({
  scoring: z
    .object({
      drawsInGroups: z.boolean().default(true),
      points: z.object({ win: number, draw: number, loss: number }).default({ win: 3, draw: 1, loss: 0 }),
    })
    .prefault({}),
  tieBreaks: z.array(z.string()).default(['points', 'goalDifference', 'goalsFor']),
  conduct: z.record(z.string(), number).default({}),
  groups: z.array(group).default([]),
  groupMatches: z.array(groupMatch).default([]),
  knockout: z.array(knockoutMatch).default([]),
  placing: z.array(z.object({ place: number, team: z.string() })).default([]),
})
type Event = z.output<typeof shape>

const criteria: Readonly<Record<string, Criterion>> = {
  points: 'points',
  goalDifference: 'goalDifference',
  goalsFor: 'goalsFor',
  h2h: 'h2h',
  h2hPoints: 'h2hPoints',
  h2hGoalDifference: 'h2hDifference',
  h2hDifference: 'h2hDifference',
  h2hGoalsFor: 'h2hGoalsFor',
  conduct: 'conduct',
  rating: 'rating',
  lot: 'lot',
}
/** Members of a table in the words of the engine. */
const figures: Readonly<Record<string, string>> = {
  goalsFor: 'racksFor',
  goalsAgainst: 'racksAgainst',
  goalDifference: 'rackDiff',
}
const open = { scoring: { kind: 'open' }, seeding: 'manual', grandFinal: 'reset', thirdPlace: false } as const

/** How often each pair meets in its group. */
function cyclesOf({ groupMatches }: Event): 1 | 2 {
  const pairs = groupMatches.map(({ a, b }) => [a, b].toSorted().join('\n'))
  return new Set(pairs).size < pairs.length ? 2 : 1
}

function groupOptions(event: Event): StageOptions {
  const { groups, scoring, tieBreaks } = event
  return {
    ...open,
    draws: scoring.drawsInGroups,
    cycles: cyclesOf(event),
    groups: { count: groups.length, method: 'fixed' },
    points: { ...scoring.points, hillLoss: 0 },
    criteria: tieBreaks.flatMap((name) => criteria[name] ?? []),
  }
}

/** Where the engine finds a source: its groups are named by letters, in the order in which they were drawn. */
function rankOf({ groups }: Event, leaf: RankSource | string): RankSource {
  const held = (team: string) => groups.findIndex(({ teams }) => teams.includes(team))
  const at = typeof leaf === 'string' ? held(leaf) : groups.findIndex(({ id }) => id === leaf.group)
  const row = groups[at]?.standings.find(({ team }) => team === leaf)
  const rank = typeof leaf === 'string' ? row?.['rank'] : leaf.rank
  if (at < 0 || rank === undefined) throw new Error(`the knockout names ${JSON.stringify(leaf)}, which is in no group`)
  return { group: String.fromCharCode(65 + at), rank }
}

function stagesOf(event: Event, knockout: Knockout | null) {
  const first = { type: 'round_robin', name: 'Groups', options: groupOptions(event) } as const
  if (knockout === null) return [first]
  const options = { ...open, thirdPlace: knockout.third !== null }
  if (event.groups.length === 0) return [{ type: 'single_elimination', name: 'Knockout', options } as const]
  const sources = knockout.leaves.map((leaf) => rankOf(event, leaf))
  const ranks = Math.max(1, ...sources.map(({ rank }) => rank))
  const from = { stage: 1, ranks, draw: 'fixed', sources } as const
  return [first, { type: 'single_elimination', name: 'Knockout', options: { ...options, from } } as const]
}

/** The players of the first stage in seed order: groups in blocks, or the bracket from top to bottom. */
function field({ groups }: Event, knockout: Knockout | null): string[] {
  if (groups.length > 0) return groups.flatMap(({ teams }) => teams)
  return seedOrder((knockout?.leaves ?? []).map(String))
}

function begun(event: Event, knockout: Knockout | null): Director {
  const director = new Director()
  const stages = stagesOf(event, knockout)
  const type = stages.length > 1 ? ('multi_stage' as const) : (stages[0]?.type ?? 'round_robin')
  director.does({ type: 'tournament.create', tournament: { ...newTournament('round_robin'), type, stages } })
  director.does({ type: 'tournament.open' })
  const players = field(event, knockout).map((name, at) => newPlayer(at + 1, { name, seed: at + 1 }))
  director.does({ type: 'player.add', players })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director
}

function nameIn(director: Director, id: PlayerId | null): string | undefined {
  return director.state.players.find((player) => player.id === id)?.name
}

/** Enters a score given in the order a, b; a level one is decided by the winner, if there is one. */
function report(director: Director, match: Match, played: { a: string; score: [number, number]; winner?: string }) {
  const isA = nameIn(director, match.slots[0].player) === played.a
  const [scoreA, scoreB] = isA ? played.score : [played.score[1], played.score[0]]
  const isDecided = played.winner !== undefined && scoreA === scoreB
  const decider = (played.winner === played.a) === isA ? ('a' as const) : ('b' as const)
  director.does({ type: 'match.result', match: match.id, scoreA, scoreB, ...(isDecided && { decider }) })
}

function playGroups(director: Director, event: Event): void {
  const inDateOrder = event.groupMatches.toSorted((one, other) => one.date.localeCompare(other.date))
  for (const played of inDateOrder) {
    const match = director.state.matches.find((one) => {
      const pair = one.slots.map((slot) => nameIn(director, slot.player))
      return one.stage === 1 && one.result === null && pair.includes(played.a) && pair.includes(played.b)
    })
    if (match === undefined) throw new Error(`the engine has no group match of ${played.a} and ${played.b}`)
    report(director, match, played)
  }
  for (const [name, conduct] of Object.entries(event.conduct)) {
    const player = director.state.players.find((one) => one.name === name)
    if (player === undefined) throw new Error(`conduct of ${name}, who is in no group`)
    director.does({ type: 'player.edit', player: player.id, edit: { conduct } })
  }
}

function* judgeTables(director: Director, { groups }: Event): Generator<Check> {
  const rows = standingsView(director.state).stages[0]?.rows ?? []
  for (const [at, { id, standings }] of groups.entries()) {
    for (const { team, ...expected } of standings) {
      const row = new Map(Object.entries(rows.find(({ player }) => player.name === team) ?? {}))
      const found = Object.fromEntries(Object.keys(expected).map((name) => [name, row.get(figures[name] ?? name)]))
      yield { at: `groups.${at} (${id}, ${team})`, expected, found }
    }
  }
}

function* judgeKnockout(director: Director, { refs, inOrder }: Knockout): Generator<Check> {
  const stage = director.state.stages.length
  if (stage > 1) director.does({ type: 'stage.draw', stage })
  for (const played of inOrder) {
    const ref = refs.get(played.id) ?? ''
    const match = director.state.matches.find((one) => one.stage === stage && one.ref === ref)
    if (match === undefined) throw new Error(`the engine has no match ${ref} for ${played.id}`)
    const found = match.slots.map((slot) => nameIn(director, slot.player))
    yield { at: `knockout.${played.id}`, expected: [played.a, played.b], found }
    report(director, match, played)
    const side = director.state.matches.find((one) => one.id === match.id)?.result?.winner
    const winner = side === 'a' || side === 'b' ? nameIn(director, match.slots[side === 'a' ? 0 : 1].player) : null
    yield { at: `knockout.${played.id}.winner`, expected: played.winner, found: winner }
  }
}

function* judgePlacing(director: Director, { placing }: Event): Generator<Check> {
  const places = new Map(director.state.players.map(({ name, place }) => [name, place]))
  for (const { place, team } of placing) yield { at: `placing (${team})`, expected: place, found: places.get(team) }
}

/** What of an event the engine has no words for, or null. */
function obstacle({ tieBreaks, groups }: Event, knockout: Knockout | null): string | null {
  const unknown = tieBreaks.find((name) => criteria[name] === undefined)
  if (unknown !== undefined) return `tie-break ${unknown}`
  const sizes = groups.map(({ teams }) => teams.length)
  if (Math.max(...sizes) - Math.min(...sizes) > 1) return 'groups whose sizes differ by more than one'
  return knockout?.hasByes === true ? 'a knockout that some enter after its first round' : null
}

export function* judgeEvent(oracle: unknown): Generator<Check> {
  const read = shape.parse(oracle)
  // The engine puts larger groups first.
  const event = { ...read, groups: read.groups.toSorted((one, other) => other.teams.length - one.teams.length) }
  const knockout = event.knockout.length > 0 ? readKnockout(event.knockout) : null
  const cannot = obstacle(event, knockout)
  if (cannot !== null) {
    yield { cannot }
    return
  }
  const director = begun(event, knockout)
  if (event.groups.length > 0) playGroups(director, event)
  yield* judgeTables(director, event)
  if (knockout !== null) yield* judgeKnockout(director, knockout)
  yield* judgePlacing(director, event)
}
