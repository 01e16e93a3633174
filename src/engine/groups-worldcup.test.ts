/**
 * A real event as a whole: the World Cup 2018, eight groups with draws and open scores, then the knockout of sixteen
 * that the ranks of the groups make by themselves. Data: openfootball/worldcup.json, CC0-1.0.
 */
import { expect, test } from 'bun:test'
import event from '../../db/demo/worldcup-2018.json'
import { Director, newPlayer, newTournament } from './laws/director.ts'
import type { Match, PlayerId, StageOptions, State } from './types.ts'
import { bracketView, standingsView } from './view.ts'

const teams = event.groups.flatMap((group) => group.teams)
const open = { scoring: { kind: 'open' }, seeding: 'manual', thirdPlace: false, grandFinal: 'reset' } as const
const groups: StageOptions = {
  ...open,
  draws: true,
  groups: { count: 8, method: 'fixed' },
  points: { win: 3, draw: 1, loss: 0, hillLoss: 0 },
  criteria: ['points', 'goalDifference', 'goalsFor', 'h2hPoints', 'h2hDifference', 'h2hGoalsFor', 'conduct', 'lot'],
}
const firstRound = event.knockout.slice(0, 8)
const sources = firstRound.flatMap(({ sourceA, sourceB }) =>
  [sourceA, sourceB].map((source) => ({ group: source.group ?? '', rank: source.rank ?? 0 })),
)

function worldCup(draw: 'fixed' | 'cross'): Director {
  const director = new Director()
  const from = draw === 'fixed' ? { draw, sources } : { draw }
  const stages = [
    { type: 'round_robin', name: 'Groups', options: groups },
    {
      type: 'single_elimination',
      name: 'Knockout',
      options: { ...open, thirdPlace: true, from: { stage: 1, ranks: 2, ...from } },
    },
  ] as const
  const tournament = { ...newTournament('round_robin'), type: 'multi_stage' as const, stages }
  director.does({ type: 'tournament.create', tournament })
  director.does({ type: 'tournament.open' })
  director.does({ type: 'player.add', players: teams.map((name, at) => newPlayer(at + 1, { name, seed: at + 1 })) })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director
}

const named = (state: State, id: PlayerId | null) => state.players.find((player) => player.id === id)?.name ?? ''
const pairOf = (state: State, match: Match) => match.slots.map((slot) => named(state, slot.player))

interface Played {
  readonly a: string
  readonly b: string
  readonly score: readonly number[]
  readonly winner?: string
}

function report(director: Director, stage: number, played: Played): void {
  const { state } = director
  const match = state.matches.find((one) => {
    const pair = pairOf(state, one)
    return one.stage === stage && pair.includes(played.a) && pair.includes(played.b)
  })
  if (match === undefined) throw new Error(`no match ${played.a} v ${played.b}`)
  const [first] = pairOf(state, match)
  const [scoreA = 0, scoreB = 0] = first === played.a ? played.score : played.score.toReversed()
  const decider = played.winner === first ? 'a' : 'b'
  const tail = scoreA === scoreB && played.winner !== undefined ? ({ decider } as const) : {}
  director.does({ type: 'match.result', match: match.id, scoreA, scoreB, ...tail })
}

function withConduct(director: Director): void {
  for (const [name, conduct] of Object.entries(event.conduct)) {
    const player = director.state.players.find((one) => one.name === name)
    if (player !== undefined) director.does({ type: 'player.edit', player: player.id, edit: { conduct } })
  }
}

const inDateOrder = event.groupMatches.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))

function groupTables(state: State) {
  return standingsView(state).stages[0]?.rows.map((row) => ({
    group: row.group,
    rank: row.rank,
    team: row.player.name,
    played: row.played,
    won: row.won,
    drawn: row.drawn,
    lost: row.lost,
    goalsFor: row.racksFor,
    goalsAgainst: row.racksAgainst,
    points: row.points,
    goalDifference: row.rackDiff,
  }))
}

const realTables = event.groups.flatMap((group) => group.standings.map((row) => ({ group: group.id, ...row })))

test('the groups of 2018 end with the real tables, whatever the order of entry', () => {
  for (const order of [inDateOrder, inDateOrder.toReversed()]) {
    const director = worldCup('fixed')
    for (const played of order) report(director, 1, played)
    expect(director.state.stages[0]?.status).toBe('completed')

    withConduct(director)

    expect(groupTables(director.state)).toEqual(realTables)
  }
})

test('Japan and Senegal are tied until conduct tells them apart, and the knockout waits for that', () => {
  const director = worldCup('fixed')
  for (const played of inDateOrder) report(director, 1, played)

  const refusal = director.tries({ type: 'stage.draw', stage: 2 })
  expect(refusal?.code).toBe('ranks_not_final')
  expect(refusal?.detail).toBe('Japan and Senegal are tied in group H; draw lots between them first.')

  withConduct(director)
  const rows = standingsView(director.state).stages[0]?.rows ?? []
  const japan = rows.find((row) => row.player.name === 'Japan')
  expect(japan).toMatchObject({ rank: 2, tied: false, decidedBy: 'conduct' })
  expect(japan?.tieBreaks.find(({ code }) => code === 'conduct')?.value).toBe(-4)
  expect(japan?.tieBreaks.find(({ code }) => code === 'h2hPoints')?.value).toBe(1)
  expect(director.tries({ type: 'stage.draw', stage: 2 })).toBeNull()
})

test('the World Cup of 2018 ends with the real knockout and the real places', () => {
  const director = worldCup('fixed')
  for (const played of inDateOrder) report(director, 1, played)
  withConduct(director)
  director.does({ type: 'stage.draw', stage: 2 })

  const pairs = director.state.matches.filter((m) => m.stage === 2 && m.round === 1 && m.bracket === 'W')
  expect(pairs.map((match) => pairOf(director.state, match))).toEqual(firstRound.map(({ a, b }) => [a, b]))
  expect(standingsView(director.state).placing.map((row) => row.place)).toEqual([
    ...Array.from({ length: 8 }, () => 17),
    ...Array.from({ length: 8 }, () => 25),
  ])

  for (const played of event.knockout) report(director, 2, played)

  expect(director.state.tournament.status).toBe('completed')
  const placing = standingsView(director.state).placing.map((row) => ({ place: row.place, team: row.player.name }))
  const byName = (a: { place: number; team: string }, b: { place: number; team: string }) =>
    a.place - b.place || (a.team < b.team ? -1 : 1)
  expect(placing.toSorted(byName)).toEqual(event.placing.toSorted(byName))
  const rounds = bracketView(director.state).rounds.map((round) => `${round.stage} ${round.name}`)
  expect(rounds[0]).toBe('1 Group A, round 1')
  expect(rounds.slice(-5)).toEqual(['2 Round 1', '2 Quarter-finals', '2 Semi-finals', '2 Final', '2 Third place'])
})

test('the cross draw of eight groups is the bracket of 2018', () => {
  const director = worldCup('cross')
  for (const played of inDateOrder) report(director, 1, played)
  withConduct(director)

  director.does({ type: 'stage.draw', stage: 2 })

  const pairs = director.state.matches.filter((m) => m.stage === 2 && m.round === 1 && m.bracket === 'W')
  expect(pairs.map((match) => pairOf(director.state, match))).toEqual(firstRound.map(({ a, b }) => [a, b]))
})
