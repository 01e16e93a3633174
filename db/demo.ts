/**
 * The demo: a live event that is always being played and a finished real one, both entered through the HTTP API like
 * anybody's. It knows the server by its address only; when the server goes, it waits for it, and `stop` ends it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../src/log.ts'
import { createApi, Refused, type Api } from './demo/api.ts'
import { forgetOldEvents, openEvent, playEvent, type Pace } from './demo/live-event.ts'
import { importWorldCup } from './demo/world-cup.ts'
import { demoAccounts, demoOrg } from './seed-accounts.ts'

export { demoAccountsExist, seedDemoAccounts } from './seed-accounts.ts'

export interface DemoOptions {
  /** Where the server listens, `http://127.0.0.1:3000`. Accounts and org must exist: `seedDemoAccounts`. */
  readonly baseUrl: string
  readonly log: Pick<Log, 'info' | 'warn'>
  /** How many times faster than life: 1 is a rack every two seconds. */
  readonly speed?: number | undefined
  readonly seed?: number | undefined
}

/** A demo under way. */
export interface Demo extends AsyncDisposable {
  /** Resolves when nothing more will be sent; what was being sent is cut. */
  stop(): Promise<void>
}

const rackMs = 2_000
const pauseMs = 20_000
const afterFaultMs = 5_000

/** Begins to play at once and never throws: what goes wrong is logged and tried again. */
export function startDemo(options: DemoOptions): Demo {
  const { log, speed = 1, seed = 20_180_715 } = options
  const controller = new AbortController()
  const { signal } = controller
  const [account] = demoAccounts
  const api = createApi({ baseUrl: options.baseUrl, account, org: demoOrg.slug, signal })
  const pace: Pace = { rackMs: rackMs / speed, pauseMs: pauseMs / speed, signal }
  const cup = untilDone(signal, log, () => importWorldCup(api))
  const playing = untilDone(signal, log, () => playForEver(api, seed, pace, log))
  const stop = async () => {
    controller.abort()
    await Promise.all([cup, playing])
  }
  return { stop, [Symbol.asyncDispose]: stop }
}

async function playForEver(api: Api, seed: number, pace: Pace, log: DemoOptions['log']): Promise<void> {
  while (!pace.signal.aborted) {
    const id = await openEvent(api, seed)
    log.info({ tournament: id }, 'the demo is playing')
    await playEvent(api, id, seed, pace)
    await forgetOldEvents(api)
    await delay(pace.pauseMs, undefined, { signal: pace.signal })
  }
}

/** Tries again in a moment whatever goes wrong, until it is done or the demo ends. */
async function untilDone(signal: AbortSignal, log: DemoOptions['log'], work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted) return
      log.warn({ error: sentenceOf(error) }, 'the demo stumbled and goes on in a moment')
      await delay(afterFaultMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof Refused) return `${error.status} ${error.code}: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}
