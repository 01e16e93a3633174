/**
 * Creates an event with its players and tables, step by step, each a write of its own. When a later step is refused
 * the event is taken away again, so that a corrected form begins anew and nothing half-made is left.
 */
import { call, newKey, type Problem } from '../account/api.ts'
import type { Entry } from './roster.ts'

export interface Plan {
  /** Slug of the org whose event it will be. */
  readonly org: string
  readonly event: Readonly<Record<string, unknown>>
  readonly players: readonly Entry[]
  readonly tables: number
}

export type Step = 'event' | 'players' | 'tables'
export type Created =
  | { readonly id: string; readonly problem?: undefined }
  | { readonly id: null; readonly step: Step; readonly problem: Problem }

/** `told` hears what is being done. */
export async function createEvent(plan: Plan, told: (words: string) => void): Promise<Created> {
  const { org } = plan
  told('Setting the event up')
  const made = await call({ method: 'POST', path: '/api/tournaments', body: plan.event, org, key: newKey() })
  if (!made.ok) return { id: null, step: 'event', problem: made.problem }
  const id = String(made.body['id'])
  const failed = await fill(plan, `/api/tournaments/${id}`, told)
  if (!failed) return { id }
  await call({ method: 'DELETE', path: `/api/tournaments/${id}`, org })
  return failed
}

async function fill(plan: Plan, path: string, told: (words: string) => void): Promise<Created | null> {
  const { org, players, tables } = plan
  const opened = await call({ method: 'POST', path: `${path}/open`, org })
  if (!opened.ok) return { id: null, step: 'event', problem: opened.problem }
  if (players.length > 0) {
    told('Entering the players')
    const entered = await call({ method: 'POST', path: `${path}/players`, body: players, org })
    if (!entered.ok) return { id: null, step: 'players', problem: entered.problem }
  }
  for (let n = 1; n <= tables; n++) {
    told(`Opening table ${n} of ${tables}`)
    const opened = await call({ method: 'POST', path: `${path}/tables`, body: { label: String(n) }, org })
    if (!opened.ok) return { id: null, step: 'tables', problem: opened.problem }
  }
  return null
}
