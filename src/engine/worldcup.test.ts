/** A real event: the knockout of the 2018 World Cup, 16 teams with a third-place match. Data: openfootball, CC0-1.0. */
import { expect, test } from 'bun:test'
import event from '../../db/demo/worldcup-2018.json'
import { betterSeed, playOut, registered } from './laws/director.ts'
import { slotOrder } from './seeding.ts'
import type { PlayerId } from './types.ts'
import { bracketView, standingsView } from './view.ts'

/** Teams in seed order such that the pairs of the first round stand in bracket order. */
function seeded(): string[] {
  const inSlots = event.knockout.slice(0, 8).flatMap((match) => [match.a, match.b])
  const teams: string[] = []
  for (const [at, seed] of slotOrder(16).entries()) teams[seed - 1] = inSlots[at] ?? ''
  return teams
}

const refs: Record<string, string> = { F: 'W4.1', '3P': '3P' }

function refOf(id: string): string {
  const [round, position] = id.split('-')
  const number = { R16: 1, QF: 2, SF: 3 }[round ?? ''] ?? 0
  return refs[id] ?? `W${number}.${position}`
}

test('the knockout of 2018 ends with the real places', () => {
  const teams = seeded()
  const options = { thirdPlace: true, scoring: { kind: 'open' } } as const
  const nameOf = (number: number) => teams[number - 1] ?? ''
  const director = registered({ type: 'single_elimination', players: 16, options, nameOf })
  director.does({ type: 'stage.draw', stage: 1, order: director.state.players.map((player) => player.id) })
  director.does({ type: 'tournament.start' })
  const named = (id: PlayerId | null) => director.state.players.find((player) => player.id === id)?.name

  for (const played of event.knockout) {
    const match = director.match(refOf(played.id))
    expect(match.slots.map((slot) => named(slot.player))).toEqual([played.a, played.b])
    const [scoreA = 0, scoreB = 0] = played.score
    const winner = played.winner === played.a ? 'a' : 'b'
    const decider = scoreA === scoreB ? ({ decider: winner } as const) : {}
    director.does({ type: 'match.result', match: match.id, scoreA, scoreB, ...decider })
    expect(director.match(match.ref).result?.winner).toBe(winner)
  }

  const expected = event.placing.slice(0, 16).map(({ place, team }) => `${place} ${team}`)
  const placing = standingsView(director.state).placing.map((row) => `${row.place} ${row.player.name}`)
  expect(placing.slice(0, 4)).toEqual(['1 France', '2 Croatia', '3 Belgium', '4 England'])
  expect(placing.toSorted()).toEqual(expected.toSorted())
  expect(director.state.tournament.status).toBe('completed')
})

test('a single elimination names its rounds as people do', () => {
  const director = registered({ type: 'single_elimination', players: 16, options: { thirdPlace: true } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  const state = playOut(director, betterSeed(director.state))

  const names = bracketView(state).rounds.map((round) => round.name)
  expect(names).toEqual(['Round 1', 'Quarter-finals', 'Semi-finals', 'Final', 'Third place'])
})
