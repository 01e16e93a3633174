/**
 * A transaction of postgres.js that outlives the loss of its connection. By itself postgres.js answers the loss with a
 * ROLLBACK on the closed connection, as it would send any statement that follows; the write to nothing is an exception
 * that nobody can catch, and it ends the process. Here nothing is sent any more; the transaction is rejected by the
 * closing of its connection.
 */
import type postgres from 'postgres'
import { isCutOff } from './failures.ts'

type Work = (tx: postgres.TransactionSql) => unknown

/** The client itself, with a `begin` that fails alone. */
export function outliving(client: postgres.Sql): postgres.Sql {
  const begin = client.begin.bind(client) as (mode: string, work: Work) => Promise<unknown>
  const safely = (first: string | Work, second?: Work): Promise<unknown> => {
    const [mode, work] = typeof first === 'string' ? [first, second as Work] : ['', first]
    let isGone = false
    const running = begin(mode, async (tx) => {
      try {
        const result = await work(refusing(tx, () => isGone))
        if (!isGone) return result
      } catch (error) {
        if (!isGone && !isCutOff(error)) throw error
      }
      return new Promise<never>(() => {})
    })
    running.catch(() => (isGone = true))
    return running
  }
  // One cast: the overloads of `begin` differ in types alone.
  client.begin = safely as typeof client.begin
  return client
}

/** The same transaction, which sends nothing once its connection is gone. */
function refusing(tx: postgres.TransactionSql, isGone: () => boolean): postgres.TransactionSql {
  const require = () => {
    if (isGone()) throw new Error('The connection of this transaction is gone.')
  }
  return new Proxy(tx, {
    apply(target, self, given: Parameters<typeof tx>) {
      require()
      return Reflect.apply(target, self, given) as unknown
    },
    get(target, name, self) {
      require()
      return Reflect.get(target, name, self) as unknown
    },
  })
}
