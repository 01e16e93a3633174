/** Invariant: the rows of a person are what the finished matches say, whatever was corrected since. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { chance, Director, newPlayer, newTournament, type Chance } from '../engine/laws/director.ts'
import { anEdit } from '../engine/laws/random-edits.ts'
import { ops } from '../engine/ops.ts'
import type { Command } from '../engine/messages.ts'
import type { OrgId, PlayerId, StageType, State, TournamentId, UserId } from '../engine/types.ts'
import { saveOps } from './projections.ts'

setDefaultTimeout(60_000)

let t: TestDatabase
let org: OrgId
const users: UserId[] = []

beforeAll(async () => {
  t = await testDatabase()
  org = await t.org()
  for (let at = 0; at < 12; at++) users.push(await t.user())
})
afterAll(() => t[Symbol.asyncDispose]())

/** What the finished matches say, in the words of the table. */
const said = () => t.ownerSql`
  select m.id as match_id, p.user_id, o.user_id as opponent_id, m.winner is not distinct from side as has_won, score,
    opponent_score, m.completed_at
  from matches m cross join lateral (values ('a', player_a, player_b, score_a, score_b),
    ('b', player_b, player_a, score_b, score_a)) as seen (side, player, opponent, score, opponent_score)
  join players p on p.id = seen.player join players o on o.id = seen.opponent
  where m.state = 'completed' and m.kind <> 'bye' and p.user_id is not null order by 1, 2`
const kept = () => t.ownerSql`select match_id, user_id, opponent_id, has_won, score, opponent_score, completed_at
  from match_players order by 1, 2`

/** A tournament whose every event is written; `does` says whether it was accepted. */
async function directed(type: StageType) {
  const id = Bun.randomUUIDv7() as TournamentId
  await t.ownerSql`insert into tournaments (id, org_id, name, type, game_type, status, epoch)
    values (${id}, ${org}, 'Friday', ${type}, '9-ball', 'draft', 'e')`
  const director = new Director()
  let saved: State | null = null
  const does = async (command: Command): Promise<boolean> => {
    const problem = director.tries(command)
    if (problem !== null) {
      if (command.type !== 'match.correct' || problem.impact === undefined) return false
      return does({ ...command, cascade: problem.impact.cascadeIds })
    }
    const [before, after] = [saved, director.state]
    const place = { orgId: org, tournamentId: id, version: after.version, auditHash: '00' }
    await t.db.orgTransaction(org, (tx) => saveOps(tx, place, ops(before, after), after))
    saved = after
    return true
  }
  await does({ type: 'tournament.create', tournament: { ...newTournament(type), id } })
  await does({ type: 'tournament.open' })
  const players = users.slice(0, 8).map((user, at) => {
    return newPlayer(at + 1, { id: Bun.randomUUIDv7() as PlayerId, userId: at % 4 === 3 ? null : user })
  })
  await does({ type: 'player.add', players })
  await does({ type: 'stage.draw', stage: 1 })
  await does({ type: 'tournament.start' })
  return { director, does }
}

function anyCommand(state: State, luck: Chance): Command {
  if (luck.is(0.9)) return anEdit(state, luck)
  const userId = luck.of([null, ...users])
  return { type: 'player.edit', player: luck.of(state.players).id, edit: { userId } }
}

test.each([
  ['single_elimination', 1],
  ['double_elimination', 2],
  ['round_robin', 3],
  ['chip_lives', 4],
] as const)(
  'the rows of a person are what the finished matches say, whatever was corrected since: %s',
  async (type, seed) => {
    const { director, does } = await directed(type)
    const luck = chance(seed)
    let accepted = 0

    for (let tried = 0; tried < 150; tried++) {
      const command = anyCommand(director.state, luck)
      // Newcomers of the laws have ids that are no UUIDs.
      if (command.type === 'player.add' || !(await does(command))) continue
      accepted++
      if (accepted % 5 === 0) expect([...(await kept())]).toEqual([...(await said())])
    }

    expect(accepted).toBeGreaterThan(8)
    expect([...(await kept())]).toEqual([...(await said())])
    expect((await kept()).length).toBeGreaterThan(0)
  },
)

test('matches that are undrawn take their rows with them', async () => {
  await t.ownerSql`delete from match_players`
  await t.ownerSql`delete from matches`
  const { director, does } = await directed('single_elimination')
  const [first] = director.state.matches
  await does({ type: 'match.walkover', match: first?.id ?? ('' as never), winner: 'a' })
  // Seed 8 has no account.
  expect(await kept()).toHaveLength(1)

  await t.db.orgTransaction(org, async (tx) => {
    const gone = director.state.matches.map(({ id }) => ['x', 'm', id] as const)
    const place = { orgId: org, tournamentId: director.state.tournament.id, version: 99, auditHash: '00' }
    await saveOps(tx, place, gone, { ...director.state, matches: [], matchIndex: new Map() })
    return tx.execute(sql`select 1`)
  })

  expect(await kept()).toHaveLength(0)
})
