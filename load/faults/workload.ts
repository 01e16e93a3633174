/**
 * Directors scoring racks at a stated rate, open loop: a new operation is due every 1/rate seconds, whether the server
 * answers or not. Each has an Idempotency-Key and is sent again with it until there is an answer.
 * Invariant: an answer that did not come whole is unknown, never a refusal.
 */
import { generator, uniform } from '../../src/engine/random.ts'
import type { MatchRow } from '../../src/engine/rows.ts'
import type { Attempt } from '../check/history.ts'
import { readSnapshot, type Director } from '../director.ts'

export interface WorkloadOptions {
  readonly director: Director
  readonly tournaments: readonly string[]
  /** Operations a second over all tournaments. */
  readonly rate: number
  readonly seed: number
  /** How long a sending waits for its answer; 5 s if left out. */
  readonly answerMsMax?: number
  /** Pause before a sending is repeated; 40 ms if left out. */
  readonly againMs?: number
  /** Hears the status of every answer, 0 for none. */
  readonly heard?: (status: number) => void
}

/** Figures beside the ledger. */
export interface Tally {
  /** Operations that were due. */
  readonly due: number
  /** Due, but every match that could be scored had an operation under way (while the server is down, mostly). */
  readonly skipped: number
}

export interface Workload {
  readonly attempts: readonly Attempt[]
  readonly tally: Tally
  /** Stops new operations and waits until every one has its answer. */
  finish(): Promise<void>
}

/** Matches of one tournament that can be scored, as the director knows it. */
interface Board {
  readonly id: string
  readonly open: Set<string>
  readonly busy: Set<string>
}

const ordinaryMsMax = 5_000
const soonMs = 40
const playable = new Set(['ready', 'assigned', 'active'])

/** Reads the boards and begins to score. */
export async function startWorkload(options: WorkloadOptions): Promise<Workload> {
  const { director, rate } = options
  const next = generator(options.seed)
  const attempts: Attempt[] = []
  const tally = { due: 0, skipped: 0 }
  const running = new Set<Promise<void>>()
  const boards = options.tournaments.map((id): Board => ({ id, open: new Set(), busy: new Set() }))
  for (const board of boards) await look(director, board)

  function track(work: Promise<void>): void {
    running.add(work)
    void work.finally(() => running.delete(work))
  }

  function begin(): void {
    tally.due++
    const choices = boards.flatMap((board) =>
      [...board.open].filter((match) => !board.busy.has(match)).map((match) => ({ board, match })),
    )
    const choice = choices[Math.floor(uniform(next) * choices.length)]
    if (!choice) {
      tally.skipped++
      return
    }
    const winner = uniform(next) < 0.5 ? 'a' : 'b'
    track(score(choice.board, choice.match, winner))
  }

  async function score(board: Board, match: string, winner: 'a' | 'b'): Promise<void> {
    board.busy.add(match)
    const key = crypto.randomUUID()
    for (;;) {
      const { attempt, state } = await send(options, { key, tournament: board.id, match, winner })
      attempts.push({ ...attempt, id: attempts.length + 1 })
      if (attempt.outcome !== 'unknown') {
        if (state !== 'active') await look(director, board)
        break
      }
      await Bun.sleep(options.againMs ?? soonMs)
    }
    board.busy.delete(match)
  }

  const startedMs = performance.now()
  const timer = setInterval(() => {
    const dueNow = Math.floor(((performance.now() - startedMs) * rate) / 1000)
    while (tally.due < dueNow) begin()
  }, 5)

  return {
    attempts,
    tally,
    async finish() {
      clearInterval(timer)
      while (running.size > 0) await Promise.all(running)
    },
  }
}

/** Reads which matches can be scored; tried again while the server is away. */
async function look(director: Director, board: Board): Promise<void> {
  for (;;) {
    const seen = await readSnapshot(director, board.id).catch(() => null)
    if (seen) {
      board.open.clear()
      for (const match of Object.values(seen.rows.m)) if (playable.has(match.state)) board.open.add(match.id)
      return
    }
    await Bun.sleep(soonMs)
  }
}

type Sending = Pick<Attempt, 'key' | 'tournament' | 'match' | 'winner'>
type Sent = { attempt: Omit<Attempt, 'id'>; state: MatchRow['state'] | null }

/** One sending of one rack. Time-out, reset, a torn body and "later" are all unknown. */
async function send(options: WorkloadOptions, sending: Sending): Promise<Sent> {
  const { director, answerMsMax = ordinaryMsMax, heard } = options
  const invokedAt = performance.now()
  const ended = (rest: Pick<Attempt, 'outcome' | 'version' | 'code'>) => ({
    ...sending,
    ...rest,
    invokedAt,
    returnedAt: performance.now(),
  })
  try {
    const answer = await fetch(`${director.url}/api/matches/${sending.match}/rack`, {
      method: 'POST',
      headers: { ...director.headers, 'content-type': 'application/json', 'idempotency-key': sending.key },
      body: JSON.stringify({ winner: sending.winner }),
      signal: AbortSignal.timeout(answerMsMax),
    })
    heard?.(answer.status)
    const body = (await answer.json()) as { version: number; state: MatchRow['state']; code?: string }
    if (answer.ok) return { attempt: ended({ outcome: 'ok', version: body.version }), state: body.state }
    if (answer.status >= 500 || answer.status === 429) return { attempt: ended({ outcome: 'unknown' }), state: null }
    return { attempt: ended({ outcome: 'fail', code: body.code ?? `${answer.status}` }), state: null }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (!(error instanceof SyntaxError)) heard?.(0)
    return { attempt: ended({ outcome: 'unknown' }), state: null }
  }
}
