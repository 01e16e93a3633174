/**
 * A target whose connections tell the plan of every statement that the server runs for them, also inside functions and
 * for foreign keys. They sign in as the owner, who alone may ask for that, and put on the role of the server.
 */
import type postgres from 'postgres'
import type { DatabaseTarget } from '../../src/store/target.ts'
import { type Plan, readPlan } from '../db/plans.ts'

const settings = {
  role: 'railbird_app',
  client_min_messages: 'notice',
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_level': 'notice',
}

/** The target under observation; the owner's login must be a superuser. */
export function listening(target: DatabaseTarget, hear: (plan: Plan) => void): DatabaseTarget {
  const { owner } = target
  if (owner === null) throw new Error('plans are told to a superuser only: set DATABASE_OWNER_URL')
  const onnotice = ({ message }: postgres.Notice) => {
    const plan = readPlan(message ?? '')
    if (plan !== null) hear(plan)
  }
  // One cast: postgres.js passes on settings that its types do not know.
  const connection = { ...owner.options.connection, ...settings } as unknown as Record<string, string>
  return { ...target, app: { ...owner, options: { ...owner.options, onnotice, connection } } }
}
