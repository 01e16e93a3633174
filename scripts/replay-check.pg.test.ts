import { expect, test } from 'bun:test'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { countersRaisedBy } from '../src/cache/events.ts'
import { createTournament } from '../src/commands/create-tournament.ts'
import type { Caller, CommandDeps } from '../src/commands/command.ts'
import { importTournament } from '../src/commands/import-tournament.ts'
import { drawStage } from '../src/commands/draw-stage.ts'
import { openTable } from '../src/commands/manage-tables.ts'
import { moveTournament } from '../src/commands/move-tournament.ts'
import { registerPlayers } from '../src/commands/register-players.ts'
import { reportRack, undoRack } from '../src/commands/score-match.ts'
import type { MatchId, OrgId, TournamentId } from '../src/engine/types.ts'
import { Archive } from '../src/store/archive.ts'
import { eventsAfter } from '../src/store/events.ts'
import { States } from '../src/store/states.ts'
import { checkAll } from './replay-check.ts'

function depsOf(t: TestDatabase): CommandDeps {
  return {
    db: t.db,
    states: new States(t.db, new Archive('')),
    committed: () => {},
    countersOf: countersRaisedBy,
    writes: { countersOf: () => [], committed: () => {} },
    mask: (_, text) => `masked ${text}`,
    newId: () => Bun.randomUUIDv7(),
    newSeed: () => 7,
    failpoint: () => {},
  }
}

function callerOf(orgId: OrgId): Caller {
  return { orgId, userId: null, principal: 'test', requestId: 'r', ifMatch: null, idempotency: null }
}

/** A double elimination of five with a table and four racks in, one of them undone. */
async function playedTournament(t: TestDatabase, orgId: OrgId): Promise<TournamentId> {
  const deps = depsOf(t)
  const caller = callerOf(orgId)
  const { body } = await createTournament(deps, caller, { name: 'Planted', type: 'double_elimination', raceTo: 3 })
  const id = (body as { id: TournamentId }).id
  const names = ['Ada', 'Bo', 'Cy', 'Di', 'Ed'].map((name) => ({ name }))
  await moveTournament(deps, caller, id, 'open')
  await registerPlayers(deps, caller, id, names, { bulk: true })
  await openTable(deps, caller, id, { label: 'Table 1' })
  await drawStage(deps, caller, id, {})
  await moveTournament(deps, caller, id, 'start')
  const { state } = await deps.states.current(orgId, id)
  const match = state.matches.find((one) => one.state === 'ready')?.id as MatchId
  await reportRack(deps, caller, match, { winner: 'a' })
  await reportRack(deps, caller, match, { winner: 'b' })
  await undoRack(deps, caller, match)
  await reportRack(deps, caller, match, { winner: 'a' })
  return id
}

async function verdict(t: TestDatabase): Promise<{ lines: string[]; equal: number; all: number }> {
  const lines: string[] = []
  const tally = await checkAll(t.db, (line) => lines.push(line))
  return { lines, ...tally }
}

test('a played tournament is equal to the fold of its log, in every org', async () => {
  await using t = await testDatabase()
  await playedTournament(t, await t.org('North'))
  await playedTournament(t, await t.org('South'))

  const { lines, equal, all } = await verdict(t)

  expect(lines.map((line) => line.split('  ').at(-1))).toEqual(['equal', 'equal'])
  expect([equal, all]).toEqual([2, 2])
})

test('an imported tournament is equal to the fold of its log', async () => {
  await using t = await testDatabase()
  const [north, south] = [await t.org('North'), await t.org('South')]
  const id = await playedTournament(t, north)
  const stored = await eventsAfter(t.db, north, id, 0, 1000)
  const log = { events: stored.map(({ event }) => event), contacts: [] }
  const deps = depsOf(t)
  const { version } = await importTournament(deps, callerOf(south), log)

  const { lines, equal, all } = await verdict(t)

  expect(version).toBe(stored.length)
  expect(lines.map((line) => line.split('  ').at(-1))).toEqual(['equal', 'equal'])
  expect([equal, all]).toEqual([2, 2])
})

const planted: readonly (readonly [what: string, sql: string, said: string])[] = [
  ['a score', `update matches set score_a = score_a + 1 where state = 'active'`, 'score_a is 3, the log says 2'],
  ['a winner of a rack', `update racks set winner = 'b' where number = 2`, 'winner is "b", the log says "a"'],
  [
    'a rack too many',
    `insert into racks select match_id, 3, org_id, tournament_id, 'a', 9 from racks limit 1`,
    'does not know',
  ],
  ['a rack too few', `delete from racks where number = 2`, 'the row is missing'],
  ['a place', `update players set place = 1 where name = 'Ada'`, 'place is 1, the log says null'],
  ['a time', `update matches set started_at = started_at + interval '1 ms' where state = 'active'`, 'started_at is'],
  [
    'a blocked table',
    `update tournament_tables set status = 'blocked'`,
    'status is "blocked", the log says "available"',
  ],
  ['an option', `update stages set options = options || '{"thirdPlace": true}'`, 'options is'],
  ['a version', `update tournaments set version = version - 1`, 'version is'],
  ['a hole in the log', `delete from tournament_events where version = 3`, 'log: version 3 is missing'],
]

test.each(planted)('a planted difference is found: %s', async (_what, sql, said) => {
  await using t = await testDatabase()
  await playedTournament(t, await t.org())
  await t.ownerSql.unsafe(sql)

  const { lines, equal, all } = await verdict(t)

  expect(lines[0]).toContain(said)
  expect([equal, all]).toEqual([0, 1])
})
