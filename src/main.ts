/**
 * Starts a server: environment -> config -> database -> context -> listen -> demo -> signals; nothing else.
 * Everything that can be wrong at start is said in one plain sentence, with exit code 1.
 * First SIGTERM or Ctrl-C drains; a second one stops at once.
 */
import { dirname, join } from 'node:path'
import { demoAccountsExist, seedDemoAccounts, startDemo, type Demo } from '../db/demo.ts'
import { databaseJobs } from '../db/jobs.ts'
import { startEmbedded, type EmbeddedPostgres } from '../db/embedded.ts'
import { prepareDatabase } from '../db/migrate.ts'
import { limits, loadConfig, requireBun, type Config } from './config.ts'
import { createContext, type Context } from './context.ts'
import { databaseTarget } from './context/databases.ts'
import { log, setLogLevel } from './log.ts'
import { buildServer, preparePages, type Server } from './server.ts'

const usage = 'usage: bun start [--ephemeral]   (--ephemeral: a database in a temporary folder, gone at the end)'
const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const main = log('main')

interface Running {
  readonly embedded: EmbeddedPostgres | null
  readonly context: Context
  readonly server: Server
  readonly demo: Demo | null
  readonly jobs: ReturnType<Context['jobsWith']>
}

async function start(): Promise<Running> {
  requireBun()
  const config = loadConfig()
  setLogLevel(config.logLevel)
  const isEphemeral = readFlags(process.argv.slice(2))
  const pages = preparePages()
  const embedded = config.databaseUrl ? null : await openEmbedded(config, isEphemeral)
  try {
    return await open(config, embedded, await pages)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

function readFlags(flags: readonly string[]): boolean {
  const unknown = flags.find((flag) => flag !== '--ephemeral')
  if (unknown !== undefined) throw new Error(`${unknown} is not a flag of Railbird. ${usage}`)
  return flags.includes('--ephemeral')
}

function openEmbedded(config: Config, ephemeral: boolean): Promise<EmbeddedPostgres> {
  return startEmbedded(ephemeral ? { ephemeral } : { dataDir: `${config.dataDir}/postgres` })
}

async function open(
  config: Config,
  embedded: EmbeddedPostgres | null,
  pages: Awaited<ReturnType<typeof preparePages>>,
): Promise<Running> {
  const target = embedded?.target ?? databaseTarget(config)
  await prepareDatabase(target)
  const dataDir = embedded ? dirname(embedded.dataDir) : config.dataDir
  const context = await createContext(config, target, dataDir)
  try {
    const wantsDemo = config.isDemo && !config.isProduction
    if (wantsDemo) await seedDemoAccounts(context.db)
    if (!loopback.has(config.host) && (await demoAccountsExist(context.db)))
      throw new Error(
        `HOST is ${config.host}, but this database holds the demo accounts, whose passwords are public: ` +
          'listen on 127.0.0.1, or start with DEMO=off on another database.',
      )
    const server = buildServer({ config, context, pages })
    await context.warming.start()
    context.watch.watcher.start()
    listen(server, config)
    const folder = join(config.dataDir, 'archive')
    const jobs = context.jobsWith(databaseJobs({ monthsKept: config.archiveAfterMonths, folder }))
    jobs.start()
    const demo = wantsDemo ? startDemo({ baseUrl: server.url(), log: log('demo') }) : null
    return { embedded, context, server, demo, jobs }
  } catch (error) {
    await context[Symbol.asyncDispose]()
    throw error
  }
}

function listen(server: Server, config: Config): void {
  try {
    server.listen({ hostname: config.host, port: config.port, reusePort: config.isCluster })
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!isTaken) throw error
    throw new Error(`Port ${config.port} on ${config.host} is in use: stop what uses it, or set PORT to another.`, {
      cause: error,
    })
  }
  main.info(`Railbird is at ${server.url()}`)
}

let stopping: Promise<void> | null = null

async function stop(running: Running): Promise<void> {
  await running.demo?.stop()
  const isClean = await running.server.drain(limits.drainMs, limits.stopMs)
  await running.jobs[Symbol.asyncDispose]()
  await running.context[Symbol.asyncDispose]()
  await running.embedded?.stop()
  process.exit(isClean ? 0 : 1)
}

async function stopNow(running: Running): Promise<void> {
  await running.server.close()
  await running.embedded?.stop()
  process.exit(1)
}

try {
  const running = await start()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) void stopNow(running)
      else stopping = stop(running)
    })
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
