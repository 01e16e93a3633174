/** What an event writes down, member by member: times, states, tables and indexes. */
import { describe, expect, test } from 'bun:test'
import { stageId } from '../ids.ts'
import { Director, instant, newTournament, playOut, playerId, registered, started, tableId } from '../laws/director.ts'
import { block, four } from '../laws/scenario.ts'
import { rows } from '../ops.ts'
import type { TournamentId } from '../types.ts'

const statuses = (director: Director) => director.state.players.map((player) => player.status)
const last = (director: Director) => instant(director.events.length - 1)

describe('a tournament', () => {
  test('is created as a draft in which nothing has happened', () => {
    const director = new Director()
    const plan = newTournament('double_elimination')
    const { tournament, stages, version } = director.does({ type: 'tournament.create', tournament: plan })
    const { stages: planned, ...given } = plan
    const nothing = { startedAt: null, completedAt: null, deletedAt: null, checkInClosed: false }

    expect(tournament).toEqual({ ...given, status: 'draft', ...nothing })
    const [stage] = planned
    const id = stageId('0198c0de-0000-7000-8000-000000000001' as TournamentId, 1)
    expect(stages).toEqual([{ ...stage, id, number: 1, status: 'planned', order: [] } as never])
    expect(version).toBe(1)
  })

  test('takes new options before the draw', () => {
    const director = registered(four)
    const options = { ...newTournament('single_elimination').stages[0]?.options, thirdPlace: true } as never
    director.does({ type: 'tournament.edit', edit: { options } })

    expect(director.state.stages[0]?.options.thirdPlace).toBe(true)
  })

  test('that starts puts those who were drawn in play, and nobody else', () => {
    const director = registered({ ...four, tournament: { maxParticipants: 3 } })
    director.does({ type: 'stage.draw', stage: 1 })
    director.does({ type: 'player.withdraw', player: playerId(1) })
    director.does({ type: 'tournament.start' })

    expect(statuses(director)).toEqual(['withdrawn', 'active', 'active', 'waitlisted'])
    expect(director.state.tournament.startedAt).toBe(last(director))
  })

  test('does not end before it starts, even if nobody is left to play', () => {
    const director = registered({ ...four, players: 2 })
    director.does({ type: 'stage.draw', stage: 1 })
    director.does({ type: 'player.withdraw', player: playerId(1) })
    expect(director.state.tournament).toMatchObject({ status: 'registration', completedAt: null })

    director.does({ type: 'tournament.start' })
    expect(director.state.tournament).toMatchObject({ status: 'completed', completedAt: last(director) })
  })

  test('that is reopened plays its stage on', () => {
    const director = started(four)
    playOut(director, () => 'a')
    director.does({ type: 'tournament.reopen', reason: 'wrong score' })

    expect(director.state.stages[0]?.status).toBe('active')
    expect(director.state.tournament.completedAt).toBeNull()
  })

  test('that is cancelled touches only matches that hold a table', () => {
    const director = started(four)
    director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
    director.wins('W1.1', 'a')
    director.does({ type: 'match.assign', match: director.id('W1.2'), table: tableId(1) })
    const [over, , waits] = director.state.matches
    director.does({ type: 'tournament.cancel' })

    expect(director.state.matches[0]).toBe(over as never)
    expect(director.match('W1.2')).toMatchObject({ state: 'ready', table: null })
    expect(director.state.matches[2]).toBe(waits as never)
  })

  test('undrawn knows no match by its id', () => {
    const director = registered(four)
    director.does({ type: 'stage.draw', stage: 1 })
    expect(director.state.matchIndex.size).toBe(3)

    expect(director.does({ type: 'stage.undraw', stage: 1 }).matchIndex.size).toBe(0)
  })
})

describe('check-in', () => {
  test('keeps the waitlist as it is until it closes', () => {
    const director = registered({ ...four, players: 3, tournament: { checkIn: true, maxParticipants: 2 } })
    director.does({ type: 'tournament.open_checkin' })
    director.does({ type: 'tournament.edit', edit: { maxParticipants: 3 } })

    expect(statuses(director)).toEqual(['registered', 'registered', 'waitlisted'])
  })

  test('is dated, for those who check in and for those who move up', () => {
    const director = registered({ ...four, players: 3, tournament: { checkIn: true, maxParticipants: 2 } })
    director.does({ type: 'tournament.open_checkin' })
    director.does({ type: 'player.check_in', player: playerId(1) })
    const first = last(director)
    director.does({ type: 'tournament.close_checkin' })

    expect(statuses(director)).toEqual(['checked_in', 'no_show', 'checked_in'])
    expect(director.state.players.map((player) => player.checkedInAt)).toEqual([first, null, last(director)])
  })
})

describe('a match', () => {
  test('is dated when it is called, when it becomes ready and when it ends', () => {
    const director = started(four)
    director.does({ type: 'match.call', match: director.id('W1.1') })
    expect(director.match('W1.1').calledAt).toBe(last(director))

    director.wins('W1.1', 'a')
    expect(director.match('W1.1').completedAt).toBe(last(director))
    expect(director.match('W2.1').readyAt).toBeNull()

    director.wins('W1.2', 'a')
    expect(director.match('W2.1')).toMatchObject({ state: 'ready', readyAt: last(director) })
  })

  test('that is lost before it begins has no score in open scoring', () => {
    const director = started({ ...four, options: { scoring: { kind: 'open' } } })
    director.does({ type: 'match.walkover', match: director.id('W1.1'), winner: 'b' })

    expect(director.match('W1.1').scores).toEqual([0, 0])
  })

  test('shows the race of each side', () => {
    const director = started(four)
    director.does({ type: 'match.set_race', match: director.id('W1.1'), races: [3, 2] })

    expect(rows(director.state).m[director.id('W1.1')]).toMatchObject({ raceA: 3, raceB: 2 })
  })

  test('begins with the racks on the wire, until another race is set without them', () => {
    const director = started(four)
    const [match, races] = [director.id('W1.1'), [3, 2] as const]
    director.does({ type: 'match.set_race', match, races, start: [0, 1] })
    expect(director.match('W1.1')).toMatchObject({ races, start: [0, 1], scores: [0, 1], isRaceSet: true })

    director.does({ type: 'match.set_race', match, races })
    expect(director.match('W1.1')).toMatchObject({ races, scores: [0, 0], isRaceSet: true })
    expect(director.match('W1.1')).not.toHaveProperty('start')
  })
})

describe('a table', () => {
  test('that is to be blocked later is said to be, and nothing happens to the others', () => {
    const director = started(four)
    director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
    director.does({ type: 'table.block', table: tableId(2), reason: 'wet', after: false })
    director.does({ type: 'table.free', table: tableId(2) })
    director.does(block(true))
    director.racks('W1.2', 'a')
    const { tb } = rows(director.state)

    expect(tb[tableId(1)]).toMatchObject({ status: 'available', blockAfter: true })
    expect(tb[tableId(2)]).toEqual({ id: tableId(2), label: '2', stream: false, status: 'available' })
  })

  test('that is blocked at once waits for nothing', () => {
    const director = started(four)
    director.does(block(false))

    expect(director.state.tables[0]).toMatchObject({ status: 'blocked', blockAfter: false })
  })

  test('that is removed is gone, and the others are where they were', () => {
    const director = started({ ...four, tables: 3 })
    director.does({ type: 'table.remove', table: tableId(2) })

    expect(director.state.tables.map(({ id }) => id)).toEqual([tableId(1), tableId(3)])
    expect([...director.state.tableIndex]).toEqual([
      [tableId(1), 0],
      [tableId(3), 1],
    ])
  })

  test('that is freed before its match ends stays open', () => {
    const director = started(four)
    director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(1) })
    director.does(block(true))
    director.does({ type: 'table.free', table: tableId(1) })
    director.wins('W1.1', 'a')

    expect(director.state.tables[0]).toMatchObject({ status: 'available', reason: null, blockAfter: false })
  })

  test('is still found after another was removed', () => {
    const director = started({ ...four, tables: 3 })
    director.does({ type: 'table.remove', table: tableId(1) })
    director.does({ type: 'match.assign', match: director.id('W1.1'), table: tableId(3) })

    expect([...director.state.tableIndex]).toEqual([
      [tableId(2), 0],
      [tableId(3), 1],
    ])
  })
})
