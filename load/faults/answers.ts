/**
 * Every answer of a load on one clock: what was asked, when, how it was answered and how long that took.
 * No answer within `msMax` counts as hung; a refused connection is an answer of its own.
 */
export interface Answer {
  readonly what: string
  readonly at: number
  readonly ms: number
  /** Status of HTTP, or 0 when no answer came: broken, refused or hung. */
  readonly status: number
  readonly isHung: boolean
  readonly cacheStatus: string
  readonly age: string
  readonly retryAfter: string
}

/** What to ask, again and again. */
export interface Asked {
  readonly what: string
  readonly perSecond: number
  readonly request: () => { readonly url: string; readonly init?: RequestInit }
}

export interface Traffic {
  readonly answers: readonly Answer[]
  /** Asks no more and waits for what is under way. */
  stop(): Promise<void>
}

const msMax = 15_000

/** Open loop: everything is asked at its rate, whether it is answered or not. */
export function startTraffic(all: readonly Asked[]): Traffic {
  const answers: Answer[] = []
  const running = new Set<Promise<void>>()
  const began = performance.now()
  const due = all.map(() => 0)
  const timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000
    for (const [i, asked] of all.entries()) {
      for (let n = due[i] ?? 0; n < seconds * asked.perSecond; n++) {
        due[i] = n + 1
        const work = ask(asked).then((answer) => void answers.push(answer))
        running.add(work)
        void work.finally(() => running.delete(work))
      }
    }
  }, 5)
  return {
    answers,
    async stop() {
      clearInterval(timer)
      await Promise.all(running)
    },
  }
}

async function ask({ what, request }: Asked): Promise<Answer> {
  const { url, init } = request()
  const at = performance.now()
  const none = { what, at, status: 0, cacheStatus: '', age: '', retryAfter: '' }
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(msMax) })
    await answer.arrayBuffer()
    const header = (name: string) => answer.headers.get(name) ?? ''
    const told = { cacheStatus: header('cache-status'), age: header('age'), retryAfter: header('retry-after') }
    return { ...none, ...told, status: answer.status, ms: performance.now() - at, isHung: false }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { ...none, ms: performance.now() - at, isHung: error.name === 'TimeoutError' }
  }
}

/** The longest of some answers, in whole milliseconds; 0 for none. */
export function slowest(answers: readonly Answer[]): number {
  return Math.round(answers.reduce((most, { ms }) => Math.max(most, ms), 0))
}

/** How many of each status, such as `200: 40, 503: 2`. */
export function statuses(answers: readonly Answer[]): string {
  const counts = new Map<number, number>()
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1)
  const sorted = [...counts].toSorted(([x], [y]) => x - y)
  return sorted.map(([status, count]) => `${status || 'no answer'}: ${count}`).join(', ') || 'none'
}
