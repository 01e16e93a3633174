/** The draw of a round robin: names, numbers and places of its matches. */
import { expect, test } from 'bun:test'
import { tableOf } from '../laws/table-play.ts'
import { matchId } from '../ids.ts'
import { playerId, registered } from '../laws/director.ts'
import { groupsOf } from './matches.ts'

test('matches are numbered from 1, group by group and round by round, and named after their place', () => {
  const { matches } = tableOf(7, { groups: { count: 2, method: 'fixed' } }).state

  expect(matches.map(({ number, ref }) => `${number} ${ref}`)).toEqual([
    '1 A-R1.1',
    '2 A-R1.2',
    '3 A-R2.1',
    '4 A-R2.2',
    '5 A-R3.1',
    '6 A-R3.2',
    '7 B-R1.1',
    '8 B-R2.1',
    '9 B-R3.1',
  ])
  for (const { ref, bracket, round, position } of matches) expect(ref).toBe(`${bracket}-R${round}.${position}`)
})

test('every match is ready at once, knows its seeds and leads nowhere', () => {
  const director = tableOf(3)
  const { matches } = director.state
  const drawn = director.events.find(({ type }) => type === 'stage.drawn')
  const [first] = matches

  expect(first?.slots).toEqual([
    { source: { kind: 'seed', seed: 2 }, player: 'player-2' as never, dead: false },
    { source: { kind: 'seed', seed: 3 }, player: 'player-3' as never, dead: false },
  ])
  expect(matches.map(({ state, winnerTo, loserTo, races }) => [state, winnerTo, loserTo, races])).toEqual(
    matches.map(() => ['ready', null, null, null]),
  )
  expect(matches.map(({ readyAt }) => readyAt)).toEqual(matches.map(() => drawn?.at ?? ''))
})

test('nothing is on record of a fresh match, and no field is missing', () => {
  const director = registered({ type: 'round_robin', players: 2, options: { scoring: { kind: 'race', raceTo: 7 } } })
  const { tournament, matches } = director.does({ type: 'stage.draw', stage: 1 })
  const seat = (seed: number) => ({ source: { kind: 'seed', seed }, player: playerId(seed), dead: false }) as const

  expect(matches).toStrictEqual([
    {
      id: matchId(tournament.id, 1, 'A-R1.1'),
      ref: 'A-R1.1',
      number: 1,
      stage: 1,
      bracket: 'A',
      round: 1,
      position: 1,
      state: 'ready',
      slots: [seat(1), seat(2)],
      races: [7, 7],
      scores: [0, 0],
      racks: '',
      result: null,
      table: null,
      calledAt: null,
      readyAt: director.events.at(-1)?.at ?? '',
      startedAt: null,
      startedBy: null,
      completedAt: null,
      winnerTo: null,
      loserTo: null,
    },
  ])
})

test('races are those of the stage', () => {
  const director = registered({ type: 'round_robin', players: 2, options: { scoring: { kind: 'race', raceTo: 7 } } })
  director.does({ type: 'stage.draw', stage: 1 })

  expect(director.state.matches[0]?.races).toEqual([7, 7])
})

test('without a word about groups there is one', () => {
  expect(groupsOf(newOptions)).toEqual({ count: 1, method: 'snake' })
})

const newOptions = {
  scoring: { kind: 'open' },
  seeding: 'manual',
  thirdPlace: false,
  grandFinal: 'reset',
} as const

test('a race that is won by two has its cap in a table too', () => {
  const scoring = { kind: 'race', raceTo: 3, winBy2: true, cap: 5 } as const
  const director = registered({ type: 'round_robin', players: 2, options: { scoring } })
  director.does({ type: 'stage.draw', stage: 1 })

  expect(director.state.matches.map(({ races, cap }) => [races, cap])).toEqual([[[3, 3], 5]])
})
