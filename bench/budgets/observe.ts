/** Runs the server over a seed and collects the plan of every statement it sent, by statement. */
import { demoAccounts } from '../../db/seed-accounts.ts'
import { limits, readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import { setLogLevel } from '../../src/log.ts'
import { buildServer } from '../../src/server.ts'
import { openDatabase } from '../../src/store/database.ts'
import { readDue } from '../../src/store/tournaments.ts'
import { connect, type DatabaseTarget } from '../../src/store/target.ts'
import { capturing, type Sent } from '../db/capture.ts'
import type { Plan } from '../db/plans.ts'
import { pickCases } from '../db/probes.ts'
import { fingerprint } from './judge.ts'
import { listening } from './listen.ts'
import { walker, walkLists, walkViews, walkWrites } from './walk.ts'

/** One statement with its plans, and where it was met first. */
export interface Observed {
  readonly plans: Plan[]
  readonly part: string
}

/** What a walk met. */
export interface Observations {
  readonly statements: ReadonlyMap<string, Observed>
  readonly statuses: ReadonlyMap<number, number>
  /** Reads as they were sent, to be sent again. */
  readonly reads: readonly Sent[]
}

const plumbing = /pg_catalog|pg_type|pg_advisory|set_config\(.app\.org., \$, true\)$/

/** Walks everything on a seeded database, as an owner of its largest room. */
export async function observe(target: DatabaseTarget): Promise<Observations> {
  if (target.owner === null) throw new Error('a walk needs the login of the owner')
  setLogLevel('silent')
  const statements = new Map<string, Observed>()
  let part = 'start'
  const listened = listening(target, (plan) => {
    const line = fingerprint(plan.text)
    if (plumbing.test(line)) return
    const known = statements.get(line)
    if (known === undefined) statements.set(line, { plans: [plan], part })
    else known.plans.push(plan)
  })
  const owner = connect(target.owner, { max: 1 })
  const [account] = demoAccounts
  const asRole = (role: string) => owner`update organization_members set role = ${role} where user_id = ${account.id}`
  await asRole('owner')
  const db = openDatabase(target, limits)
  const cases = await pickCases(owner, db)
  await db.close()
  const config = readConfig({ NODE_ENV: 'test', SESSION_SECRET: 'a key of thirty-two characters..' })
  const heard = capturing(listened)
  const context = await createContext(config, heard.target, '')
  try {
    const server = buildServer({ config, context })
    const walking = await walker(server, account.email, account.password)
    const sent = await heard.sentBy(async () => {
      await walking.call('POST', '/api/auth/login', { email: account.email, password: account.password })
      part = 'lists'
      await walkLists(walking, cases)
      part = 'views'
      await walkViews(walking, server, cases)
      part = 'jobs'
      await readDue(context.db, 7_200_000, 100)
      part = 'writes'
      await walkWrites(walking, cases)
    })
    const reads = sent.filter(
      ({ text }) => /^\s*(with o as|select)/i.test(text) && !/\bfor (no key )?update\b/i.test(text),
    )
    return { statements, statuses: walking.statuses, reads }
  } finally {
    await context[Symbol.asyncDispose]()
    await asRole('director')
    await owner.end({ timeout: 1 })
  }
}
