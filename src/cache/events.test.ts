import { describe, expect, test } from 'bun:test'
import { Glob } from 'bun'
import type { EventType } from '../engine/messages.ts'
import type { MatchId, OrgId, PlayerId, UserId } from '../engine/types.ts'
import { domainNames, domainNamesOf, raisedBy } from './events.ts'
import { orgTag, tournamentTag, userTag } from './keys.ts'
import { logged, mutations } from './mutations.ts'
import { acme, cup } from './testing.ts'

const src = `${import.meta.dir}/..`
const read = (path: string) => Bun.file(`${src}/${path}`).text()
const common = { org: acme, version: 7, at: '2026-11-23T12:00:00.000Z' }
const match = 'm' as MatchId
const player = 'p' as PlayerId
const ada = 'ada' as UserId

/** Names of the functions that a file exports and that take a caller: those are the writes. */
function writesOf(text: string): string[] {
  const functions = [...text.matchAll(/^export (?:async )?function (\w+)\(([\s\S]*?)\): /gm)]
  return functions
    .filter(([, , given]) => /caller: (Caller|Pick)|\.\.\.\[deps, caller/.test(given ?? ''))
    .map((m) => m[1] ?? '')
}

/** What `Auth` can be asked for that reaches the database, but for who a token belongs to. */
async function writesOfAccounts(): Promise<string[]> {
  const face = /^export interface Auth \{$([\s\S]*?)^\}$/m.exec(await read('auth/auth.ts'))?.[1] ?? ''
  return [...face.matchAll(/^ {2}(\w+)\(.*\): Promise</gm)]
    .map((m) => m[1] ?? '')
    .filter((name) => name !== 'principalOf')
}

describe('a domain event', () => {
  test('there are seventeen of them', () => {
    expect(domainNames).toHaveLength(17)
  })

  test('of a tournament raises its floor, and the list where lists show what it changes', () => {
    expect(raisedBy({ ...common, event: 'tournament:completed', resourceId: cup })).toEqual([
      tournamentTag(cup),
      orgTag(acme, 'list'),
    ])
  })

  test('of a match raises its tournament and no list: a rack must not make every page of the org old', () => {
    expect(raisedBy({ ...common, event: 'match:updated', resourceId: match, relatedIds: { tournament: cup } })).toEqual(
      [tournamentTag(cup)],
    )
  })

  test('of a player with an account raises the profile too', () => {
    const relatedIds = { tournament: cup, user: ada }
    expect(raisedBy({ ...common, event: 'player:eliminated', resourceId: player, relatedIds })).toEqual([
      tournamentTag(cup),
      userTag(ada),
    ])
  })

  test('of a deleted user reaches the figures of each of his orgs', () => {
    const other = 'o2' as OrgId
    const event = { ...common, event: 'user:deleted', resourceId: ada, relatedIds: { orgs: [other] } } as const
    expect(raisedBy(event)).toEqual([userTag(ada), orgTag(other, 'analytics'), orgTag(acme, 'analytics')])
  })

  test('of members raises one counter, however many permissions hang on it', () => {
    expect(raisedBy({ ...common, event: 'org:members:changed' })).toEqual([orgTag(acme, 'members')])
  })

  test('of figures raises those of the one tournament, else those of the org', () => {
    expect(raisedBy({ ...common, event: 'analytics:recalculated', resourceId: cup })).toEqual([tournamentTag(cup)])
    expect(raisedBy({ ...common, event: 'analytics:recalculated' })).toEqual([orgTag(acme, 'analytics')])
  })
})

describe('every mutation declares what it makes old', () => {
  test('each event of the engine is at least one domain event', async () => {
    const text = await read('engine/messages.ts')
    const types = [...text.matchAll(/^ {2}'([a-z]+\.[a-z_]+)':/gm)].map((found) => found[1] as EventType)

    expect(types.length).toBeGreaterThan(40)
    expect(types.filter((type) => domainNamesOf(type).length === 0)).toEqual([])
  })

  test('each write in commands/ goes through the log or stands in the table', async () => {
    const undeclared: string[] = []
    for (const path of new Glob('*.ts').scanSync(`${src}/commands`)) {
      const name = path.replace(/\.ts$/, '')
      if (path.endsWith('.test.ts') || ['command', 'write'].includes(name)) continue
      const text = await read(`commands/${path}`)
      if (logged.some((one) => one === name)) {
        if (!/runCommand|actOnMatch|onPlayer|announce/.test(text)) undeclared.push(`${name} is not logged`)
        continue
      }
      for (const write of writesOf(text)) {
        if (!(`${name}.${write}` in mutations)) undeclared.push(`${name}.${write}`)
      }
    }

    expect(undeclared).toEqual([])
  })

  test('whatever accounts do beside knowing a caller stands in the table', async () => {
    const names = (await writesOfAccounts()).map((name) => `auth.${name}`)

    expect(names.toSorted()).toEqual(
      Object.keys(mutations)
        .filter((name) => name.startsWith('auth.'))
        .toSorted(),
    )
    expect(names.length).toBeGreaterThan(3)
  })

  test('the table names no write that is gone', async () => {
    const gone: string[] = []
    for (const name of Object.keys(mutations)) {
      const [file = '', write = ''] = name.split('.')
      if (file === 'auth') continue
      if (!writesOf(await read(`commands/${file}.ts`)).includes(write)) gone.push(name)
    }

    expect(gone).toEqual([])
  })

  test('what is asked of the cache without a tag does not compile', () => {
    const check = Bun.file(`${import.meta.dir}/entry.ts`)

    return expect(check.text()).resolves.toContain('readonly tags: readonly [Tag, ...Tag[]]')
  })
})
