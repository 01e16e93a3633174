/** Players who come to a round robin after its draw. */
import { expect, test } from 'bun:test'
import { fold } from '../fold.ts'
import { type Director, newPlayer, playerId, registered } from '../laws/director.ts'
import { report, tableOf } from '../laws/table-play.ts'
import { scheduleFaults } from '../laws/tables.ts'
import type { State } from '../types.ts'

const add = (director: Director, ...numbers: number[]) =>
  director.does({ type: 'player.add', players: numbers.map((number) => newPlayer(number)) })
const statusOf = (state: State, number: number) => state.players.find(({ id }) => id === playerId(number))?.status
const roundOf = (state: State, group: string, round: number) =>
  state.matches
    .filter((match) => match.bracket === group && match.round === round)
    .map(({ slots }) => slots.map(({ player }) => player?.replace('player-', '')).join('-'))
    .join(' ')

test('an even group keeps its first round, in which the newcomer rests', () => {
  const director = tableOf(4)
  report(director, '1-4 3:1')

  const state = add(director, 5)

  expect(scheduleFaults(state)).toEqual([])
  expect([1, 2, 3, 4, 5].map((round) => roundOf(state, 'A', round))).toEqual([
    '1-4 2-3',
    '4-2 5-1',
    '2-5 3-4',
    '5-3 1-2',
    '3-1 4-5',
  ])
  expect(state.matches.find((match) => match.ref === 'A-R1.1')?.scores).toEqual([3, 1])
  expect(statusOf(state, 5)).toBe('active')
  for (const { ref, bracket, round, position } of state.matches) expect(ref).toBe(`${bracket}-R${round}.${position}`)
  expect(JSON.stringify(fold(director.events))).toBe(JSON.stringify(state))
})

test('in an odd group he meets in each round the one who would have rested', () => {
  const director = tableOf(3)
  const state = add(director, 4)

  expect([1, 2, 3].map((round) => roundOf(state, 'A', round))).toEqual(['1-4 2-3', '4-3 1-2', '2-4 3-1'])
})

test('every size and both cycles keep the law, with the first round begun or not', () => {
  for (let players = 2; players <= 12; players++) {
    for (const cycles of [1, 2] as const) {
      for (const begun of [0, 1, players]) {
        const director = tableOf(players, { cycles })
        const first = director.state.matches.filter((match) => match.round === 1).slice(0, begun)
        // The only match of two players would end the tournament.
        if (players === 2 && cycles === 1 && begun > 0) continue
        for (const { id } of first) director.does({ type: 'match.result', match: id, scoreA: 2, scoreB: 1 })

        const state = add(director, players + 1)

        expect({ players, cycles, begun, faults: scheduleFaults(state) }).toMatchObject({ faults: [] })
        const kept = state.matches.filter((match) => match.result !== null)
        expect(kept.map(({ id, slots }) => [id, slots])).toEqual(first.map(({ id, slots }) => [id, slots]))
        expect(new Set(state.matches.map(({ number }) => number)).size).toBe(state.matches.length)
      }
    }
  }
})

test('he joins the smallest group, the first of them, and the others stay as they are', () => {
  const director = tableOf(10, { groups: { count: 3, method: 'fixed' } })
  const before = director.state.matches
  const state = add(director, 11)

  expect(scheduleFaults(state)).toEqual([])
  const groupOf = state.matches.find((match) => match.slots.some(({ player }) => player === playerId(11)))?.bracket
  expect(groupOf).toBe('B')
  for (const group of ['A', 'C']) {
    expect(state.matches.filter((match) => match.bracket === group)).toEqual(
      before.filter((match) => match.bracket === group),
    )
  }
})

test('several come at once or one after the other, as far as what has begun allows it', () => {
  const director = tableOf(4)
  report(director, '1-4 3:1 2-3 1:1')
  expect(scheduleFaults(add(director, 5, 6))).toEqual([])
  expect(roundOf(director.state, 'A', 1)).toBe('1-4 2-3 6-5')

  report(director, '5-6 1:0')
  add(director, 7, 8)

  expect(roundOf(director.state, 'A', 1)).toBe('1-4 2-3 6-5')
  expect([5, 6, 7, 8].map((number) => statusOf(director.state, number))).toEqual([
    'active',
    'active',
    'waitlisted',
    'waitlisted',
  ])
})

test('from the first match of round 2 on nobody comes in any more', () => {
  const director = tableOf(4)
  report(director, '3-4 1:0')
  const before = director.state.matches

  const state = add(director, 5)

  expect(statusOf(state, 5)).toBe('waitlisted')
  expect(state.matches).toEqual(before)
})

test('a match of round 2 that is called to a table has begun as well', () => {
  const director = tableOf(4, {}, { tables: 1 })
  director.does({ type: 'match.assign', match: director.id('A-R2.1'), table: 'table-1' as never })

  expect(statusOf(add(director, 5), 5)).toBe('waitlisted')
})

test('before the start a newcomer waits with the others for it', () => {
  const director = registered({ type: 'round_robin', players: 4 })
  director.does({ type: 'stage.draw', stage: 1 })
  expect(statusOf(add(director, 5), 5)).toBe('registered')

  director.does({ type: 'tournament.start' })
  expect(statusOf(director.state, 5)).toBe('active')
  expect(scheduleFaults(director.state)).toEqual([])
})

test('a newcomer wins by walkover against one who has left', () => {
  const director = tableOf(4, { groups: { count: 2, method: 'fixed' } })
  director.does({ type: 'player.withdraw', player: playerId(3) })

  const state = add(director, 5, 6)

  const lost = state.matches.filter(({ slots }) => slots.some(({ player }) => player === playerId(3)))
  expect(lost.map(({ bracket, result }) => [bracket, result?.kind])).toEqual([
    ['B', 'walkover'],
    ['B', 'walkover'],
  ])
})

test('every slot knows the seed of its player, and the newcomer is the last seed', () => {
  const director = tableOf(5, { groups: { count: 2, method: 'fixed' } })

  const state = add(director, 6)

  const seats = state.matches.flatMap(({ slots }) => slots.filter(({ player }) => player !== null))
  expect(seats).toHaveLength(12)
  for (const { player, source, dead } of seats) {
    expect(source).toEqual({ kind: 'seed', seed: Number(player?.replace('player-', '')) })
    expect(dead).toBe(false)
  }
  expect(state.players.at(-1)?.seed).toBe(6)
})

test('a group takes newcomers until it has sixty-four players, whether they come together or not', () => {
  const director = tableOf(63)

  add(director, 64, 65)
  add(director, 66)

  expect([64, 65, 66].map((number) => statusOf(director.state, number))).toEqual(['active', 'waitlisted', 'waitlisted'])
  expect(scheduleFaults(director.state)).toEqual([])
})
