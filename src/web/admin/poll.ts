/**
 * Reports of the server, asked for again and again while somebody looks: never two at a time, never in a hidden tab.
 * What was known stays in sight when an answer fails, with the words of the failure.
 */
import { signal, type ReadonlySignal } from '@preact/signals'
import { call } from '../account/api.ts'

/** One report. `data` is null until the first answer. */
export interface Report<Body> {
  readonly data: Body | null
  /** Why the last try brought nothing. */
  readonly problem: string | null
  /** The caller may not see it, however often he asks. */
  readonly isRefused: boolean
}

/** Asks at once and then every `everyMs` until `stop`. */
export function poll<Body>(path: string, everyMs: number): { report: ReadonlySignal<Report<Body>>; stop(): void } {
  const report = signal<Report<Body>>({ data: null, problem: null, isRefused: false })
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = false
  const ask = async () => {
    clearTimeout(timer)
    if (document.hidden) return
    const answer = await call({ method: 'GET', path })
    if (isStopped) return
    const isRefused = !answer.ok && (answer.problem.status === 401 || answer.problem.status === 403)
    // One cast: the shape of a report is the server's, held there by its schema.
    const data = answer.ok ? (answer.body as Body) : report.peek().data
    report.value = { data, problem: answer.ok ? null : answer.problem.words, isRefused }
    if (!isRefused) timer = setTimeout(() => void ask(), everyMs)
  }
  const shown = () => {
    if (!document.hidden) void ask()
  }
  document.addEventListener('visibilitychange', shown)
  void ask()
  return {
    report,
    stop() {
      isStopped = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', shown)
    },
  }
}
