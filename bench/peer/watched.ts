/**
 * A whole server on a given database, with its eyes open or shut: `bun watched.ts <unused> <target as JSON> on|off`.
 * Shut means that no trace is made, nothing is counted and no statement is told of; all else is the same code.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Elysia } from 'elysia'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import { setLogLevel } from '../../src/log.ts'
import { RequestMonitor } from '../../src/monitor/requests.ts'
import { buildServer } from '../../src/server.ts'
import type { DatabaseTarget } from '../../src/store/target.ts'
import { Visit } from '../../src/store/watch.ts'

const [, , , targetText = '', eyes = 'on'] = process.argv

if (eyes === 'off') {
  const nothing = () => undefined
  Object.assign(Elysia.prototype, {
    wrap(this: unknown) {
      return this
    },
  })
  Object.assign(RequestMonitor.prototype, { routed: nothing, ended: nothing })
  Object.assign(Visit.prototype, { made: nothing, committing: nothing, entered: nothing })
}

setLogLevel('silent')
const config = readConfig({ NODE_ENV: 'test', SESSION_SECRET: 'a key of thirty-two characters..' })
const target = JSON.parse(targetText) as DatabaseTarget
const context = await createContext(config, target, join(tmpdir(), `railbird-watched-${process.pid}`))
const server = buildServer({ config, context })
server.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
process.stdout.write(`${new URL(server.url()).port}\n`)
