/**
 * The statements of the application as its driver sends them: text and parameters, and the org that its transaction
 * named before. Nothing is typed again for a measurement.
 */
import type { DatabaseTarget } from '../../src/store/target.ts'

/** One statement as it was sent. */
export interface Sent {
  readonly text: string
  readonly parameters: readonly unknown[]
  /** Named by `set_config` ahead of it; null outside of transactions, where the statement names the org itself. */
  readonly org: string | null
}

/** Listens to the driver. */
export interface Capture {
  readonly target: DatabaseTarget
  /** What `work` sent, in order. */
  sentBy(work: () => Promise<unknown>): Promise<Sent[]>
}

const plumbing = /^\s*(begin|commit|rollback|savepoint|release|set |explain|select 1\s*$)|pg_catalog\.pg_type|b\.oid/i

/** The same target, whose connections tell what they send. */
export function capturing(target: DatabaseTarget): Capture {
  let sent: Sent[] | null = null
  const orgs = new Map<number, string>()
  const debug = (connection: number, text: string, parameters: unknown[]) => {
    if (/^\s*(begin|commit|rollback)/i.test(text)) orgs.delete(connection)
    if (text === "select set_config('app.org', $1, true)") orgs.set(connection, String(parameters[0]))
    else if (sent !== null && !plumbing.test(text)) {
      sent.push({ text, parameters: parameters.map(valueOf), org: orgs.get(connection) ?? null })
    }
  }
  return {
    target: { ...target, app: { ...target.app, options: { ...target.app.options, debug } } },
    async sentBy(work) {
      const mine: Sent[] = (sent = [])
      try {
        await work()
      } finally {
        sent = null
      }
      return mine
    },
  }
}

// The driver wraps what it has told the type of.
function valueOf(parameter: unknown): unknown {
  return typeof parameter === 'object' && parameter !== null && 'value' in parameter ? parameter.value : parameter
}
