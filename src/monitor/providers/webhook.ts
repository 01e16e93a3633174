/**
 * Sends alerts to an address of the operator's choice as JSON, one after another, so that the end of an alert never
 * arrives before its beginning. An address that does not answer is tried three times and then told in the log.
 */
import type { Secret } from '../../config.ts'
import { log } from '../../log.ts'
import { sentenceOf, type AlertEvent } from '../alerts.ts'

const timeoutMs = 5000
const retryMs = [1000, 5000]
const queueMax = 100

interface WebhookOptions {
  readonly url: Secret
  /** Resolves after so many milliseconds. */
  readonly wait?: (ms: number) => Promise<void>
}

/** The sender; `text` of the body is what chat programs show. */
export class AlertWebhook {
  readonly #options: WebhookOptions
  #last: Promise<void> = Promise.resolve()
  #queued = 0

  constructor(options: WebhookOptions) {
    this.#options = options
  }

  send(event: AlertEvent): void {
    if (this.#queued >= queueMax) return log('alerts').error('too many alerts wait for the webhook: one is dropped')
    this.#queued++
    this.#last = this.#last
      .then(() => this.#deliver(event))
      .finally(() => {
        this.#queued--
      })
  }

  /** Resolves when everything so far was sent or given up. */
  settled(): Promise<void> {
    return this.#last
  }

  async #deliver(event: AlertEvent): Promise<void> {
    const { wait = Bun.sleep } = this.#options
    const body = JSON.stringify({ ...event, text: sentenceOf(event), at: new Date(event.at).toISOString() })
    for (const pauseMs of [...retryMs, null]) {
      const problem = await this.#post(body)
      if (problem === null) return
      if (pauseMs === null) return log('alerts').error({ alert: event.name, problem }, 'the webhook took no alert')
      await wait(pauseMs)
    }
  }

  /** What went wrong; the address is never part of it, because it may hold a token. */
  async #post(body: string): Promise<string | null> {
    const headers = { 'content-type': 'application/json' }
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const url = this.#options.url.reveal()
      const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' })
      await answer.body?.cancel()
      return answer.ok ? null : `status ${answer.status}`
    } catch (error) {
      return error instanceof Error ? error.name : 'unknown'
    }
  }
}
