/**
 * Every way in which a tournament can be played, for the laws that hold in all of them: the knockouts and their
 * variants, tables, chips, and stages after one another. Options that do not matter to a law are drawn by lot.
 */
import type { NewTournament } from '../messages.ts'
import type { GroupsOption, StageOptions, StageType } from '../types.ts'
import { type Chance, type Setup, newTournament } from './director.ts'
import { variants } from './variants.ts'

/** What a run needs besides its seed. */
export type Plan = Omit<Setup, 'drawSeed' | 'players'>

/** One way to play; `playersMax` bounds random runs, whose time grows with the square of a group. */
export interface PlayedFormat {
  readonly name: string
  readonly playersMin: number
  readonly playersMax: number
  readonly plan: (players: number, luck: Chance) => Plan
}

const everybody = 1024
const aRace = (luck: Chance) => ({ kind: 'race', raceTo: 1 + luck.upTo(3) }) as const
const aScoring = (luck: Chance) => (luck.is(0.3) ? ({ kind: 'open' } as const) : aRace(luck))

function knockout(
  name: string,
  type: StageType,
  options: (luck: Chance) => Partial<StageOptions>,
  playersMin = 2,
): PlayedFormat {
  const plan = (_: number, luck: Chance): Plan => {
    const rest = options(luck)
    const scoring = rest.grandFinal === 'extended' ? aRace(luck) : aScoring(luck)
    return { type, tables: 3, options: { scoring, seeding: 'random', ...rest } }
  }
  return { name, playersMin, playersMax: everybody, plan }
}

function groupsFor(players: number, luck: Chance): GroupsOption {
  const count = Math.min(26, Math.max(1, Math.ceil(players / (3 + luck.upTo(4)))))
  return { count: Math.min(count, Math.floor(players / 2)), method: luck.of(['snake', 'bracket', 'pots', 'fixed']) }
}

function tableOptions(players: number, luck: Chance): Partial<StageOptions> {
  const scoring = aScoring(luck)
  const draws = scoring.kind === 'open' && luck.is(0.5)
  const points = luck.is(0.3) ? { points: { win: 3, draw: 1, loss: 0, hillLoss: luck.upTo(2) } } : {}
  const cycles = players <= 12 && luck.is(0.3) ? 2 : 1
  return { scoring, draws, cycles, groups: groupsFor(players, luck), ...points }
}

type StagePlan = NewTournament['stages'][number]

function stage(type: StageType, name: string, options: Partial<StageOptions>): StagePlan[] {
  return newTournament(type, options).stages.map((one) => ({ ...one, name }))
}

function staged(stages: readonly StagePlan[]): Plan {
  return { type: stages[0]?.type ?? 'round_robin', tables: 3, tournament: { type: 'multi_stage', stages } }
}

function intoKnockout(players: number, luck: Chance): Plan {
  const table = tableOptions(players, luck)
  const ranks = 1 + luck.upTo(2)
  const best = (table.groups?.count ?? 1) > 1 && luck.is(0.3) ? { best: 1 } : {}
  const from = { stage: 1, ranks: (table.groups?.count ?? 1) * ranks < 2 ? 2 : ranks, draw: 'seeded', ...best } as const
  const type = luck.of(['single_elimination', 'double_elimination'] as const)
  const second = { scoring: aScoring(luck), from }
  return staged([...stage('round_robin', 'Groups', table), ...stage(type, 'Knockout', second)])
}

/** Two tables and a final of two. */
function threeStages(players: number, luck: Chance): Plan {
  const first = tableOptions(players, luck)
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  return staged([
    ...stage('round_robin', 'Groups', first),
    ...stage('round_robin', 'Second round', { scoring: aScoring(luck), from }),
    ...stage('single_elimination', 'Final', { from: { stage: 2, ranks: 2, draw: 'seeded' } }),
  ])
}

/** A knockout whose best go on to a table. */
function intoTable(_: number, luck: Chance): Plan {
  const from = { stage: 1, ranks: luck.of([2, 4]), draw: 'seeded' } as const
  const type = luck.of(['single_elimination', 'double_elimination'] as const)
  return staged([
    ...stage(type, 'Qualification', { scoring: aRace(luck) }),
    ...stage('round_robin', 'Table', { scoring: aScoring(luck), from }),
  ])
}

function lives(_: number, luck: Chance): Plan {
  const chipLives = {
    startChips: luck.of([1, 2, 3, 'five-band'] as const),
    winnerStays: luck.is(0.7),
    maxConsecutiveWins: luck.of([null, 1, 2, 3]),
    antiRematch: luck.is(0.5),
    tables: 1 + luck.upTo(4),
    shrinkTables: luck.is(0.5),
    lateChips: luck.of([null, 2]),
    buyBack: luck.of([null, { until: null, chips: 1, priceCents: 1000 }]),
  }
  return { type: 'chip_lives', tables: 3, options: { scoring: aRace(luck), seeding: 'random', chipLives } }
}

/** The last four of a chip evening, or fewer, in a knockout. */
function livesIntoKnockout(players: number, luck: Chance): Plan {
  const { options = {} } = lives(players, luck)
  const from = { stage: 1, ranks: Math.min(players, 2 + luck.upTo(3)), draw: 'seeded' } as const
  return staged([
    ...stage('chip_lives', 'Chips', { ...options, seeding: 'manual' }),
    ...stage('single_elimination', 'Knockout', { scoring: aScoring(luck), from }),
  ])
}

function points(finals: (luck: Chance) => number) {
  return (players: number, luck: Chance): Plan => {
    const chipPoints = {
      rounds: 1 + luck.upTo(3),
      finalsCount: Math.min(players, finals(luck)),
      pairing: luck.of(['random', 'rating', 'round_robin'] as const),
      // In a small field rounds without a rematch run out.
      allowRematch: players < 8 || luck.is(0.5),
      tieBreak: luck.of(['h2h', 'rating', 'random'] as const),
    }
    return { type: 'chip_points', tables: 3, options: { scoring: aRace(luck), chipPoints } }
  }
}

export const formats: readonly PlayedFormat[] = [
  knockout('single elimination', 'single_elimination', (luck) => ({ thirdPlace: luck.is(0.5) })),
  knockout('double elimination', 'double_elimination', () => ({})),
  ...variants.map(({ name, type, options, playersMin }) => knockout(name, type, () => options, playersMin)),
  {
    name: 'round robin',
    playersMin: 2,
    playersMax: 128,
    plan: (players, luck) => ({ type: 'round_robin', tables: 3, options: tableOptions(players, luck) }),
  },
  { name: 'groups into a knockout', playersMin: 4, playersMax: 128, plan: intoKnockout },
  { name: 'three stages', playersMin: 6, playersMax: 24, plan: threeStages },
  { name: 'a knockout into a table', playersMin: 6, playersMax: 128, plan: intoTable },
  { name: 'chip lives', playersMin: 2, playersMax: 64, plan: lives },
  { name: 'chip lives into a knockout', playersMin: 4, playersMax: 32, plan: livesIntoKnockout },
  { name: 'chip points', playersMin: 4, playersMax: 64, plan: points(() => 0) },
  { name: 'chip points with finals', playersMin: 4, playersMax: 64, plan: points((luck) => luck.of([2, 3, 4, 8])) },
]
