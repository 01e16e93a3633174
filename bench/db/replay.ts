/**
 * Sends statements again on one connection, as the role of the server, and hears of every plan with its time, also of
 * statements inside functions. Whatever happens in a round is rolled back: an index dropped in it is there again.
 */
import type postgres from 'postgres'
import { connect, type Endpoint } from '../../src/store/target.ts'
import type { Sent } from './capture.ts'
import { type Plan, readPlan } from './plans.ts'

/** All statements of a call, sent again. */
export interface Replayed {
  /** By the server's clock, planning apart. */
  readonly ms: number
  readonly statements: readonly { readonly plan: Plan; readonly inside: readonly Plan[] }[]
}

/** A connection of the owner for rounds of statements. */
export interface Session extends AsyncDisposable {
  readonly sql: postgres.Sql
  /** Sends statements `times` times, with these indexes dropped; each round is the plans of all of them. */
  rounds(sent: readonly Sent[], times: number, dropped?: readonly string[]): Promise<Replayed[]>
}

const settings = [
  ...["load 'auto_explain'", 'set auto_explain.log_min_duration = 0', 'set auto_explain.log_analyze = on'],
  ...['set auto_explain.log_buffers = on', 'set auto_explain.log_timing = off', "set auto_explain.log_format = 'json'"],
  ...['set auto_explain.log_nested_statements = on', "set auto_explain.log_level = 'notice'"],
]

/** Opens one; the login must be a superuser, who alone may listen to plans. */
export async function openSession(owner: Endpoint): Promise<Session> {
  let heard: Plan[] = []
  const onnotice = ({ message }: postgres.Notice) => {
    const plan = readPlan(message ?? '')
    if (plan !== null) heard.push(plan)
  }
  const sql = connect(owner, { max: 1, onnotice, connection: { client_min_messages: 'notice' } })
  for (const setting of settings) await sql.unsafe(setting)

  const once = async (tx: postgres.TransactionSql, sent: readonly Sent[]): Promise<Replayed> => {
    const statements: { plan: Plan; inside: readonly Plan[] }[] = []
    for (const { text, parameters, org } of sent) {
      if (org !== null) await tx.unsafe("select set_config('app.org', $1, true)", [org])
      heard = []
      await tx.unsafe(text, parameters as never[], { prepare: parameters.length > 0 })
      // The plan is told when the portal is closed, which is when the next statement comes; this one has none itself.
      await tx.unsafe('show server_version_num')
      // Statements inside are told of before the one that called them, which holds their time.
      const plan = heard.pop()
      if (plan !== undefined) statements.push({ plan, inside: heard })
    }
    return { ms: statements.reduce((sum, { plan }) => sum + plan.ms, 0), statements }
  }
  return {
    sql,
    async rounds(sent, times, dropped = []) {
      const found: Replayed[] = []
      const end = new Error('the round is over')
      await sql
        .begin(async (tx) => {
          for (const index of dropped) await tx.unsafe(`drop index ${index}`)
          await tx.unsafe('set local role railbird_app')
          for (let round = 0; round < times; round++) found.push(await once(tx, sent))
          throw end
        })
        .catch((error: unknown) => {
          if (error !== end) throw error
        })
      return found
    },
    [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }),
  }
}
