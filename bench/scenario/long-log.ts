/**
 * What one rack costs a real server while the log of its event grows: CPU of the server process and the time of the
 * answer, in windows along one evening of 256. Beside it what a server without memo and snapshots would pay each time,
 * the replay of the log so far, and the first read after a restart, which starts from the newest snapshot.
 */
import { fold } from '../../src/engine/fold.ts'
import type { Event } from '../../src/engine/messages.ts'
import { generator, uniform } from '../../src/engine/random.ts'
import { type Director, readLog, registerDirector, startEvent } from '../../load/director.ts'
import { type Target, createTarget } from '../../load/target.ts'
import type { Row, Scenario } from '../bench.ts'
import { cpuMicros } from '../measure/process.ts'
import { quantile, rounded } from '../measure/quantiles.ts'

const windows = 6
const racksPerWindow = 400
const warmUpRacks = 200
const growthMax = 1.1

interface Hall {
  readonly director: Director
  readonly id: string
  readonly open: Set<string>
}

interface View {
  readonly rounds: readonly {
    readonly matches: readonly { readonly id: string; readonly state: string }[]
  }[]
}

async function openMatches({ director, id }: Pick<Hall, 'director' | 'id'>): Promise<string[]> {
  const view = await director.get<View>(`/api/tournaments/${id}/bracket`)
  const matches = view.rounds.flatMap((round) => round.matches)
  return matches.filter(({ state }) => state === 'ready' || state === 'active').map((match) => match.id)
}

/** Reports racks one after the other, a random match each; milliseconds of each answer. */
async function play(hall: Hall, racks: number, next: () => number): Promise<number[]> {
  const took: number[] = []
  while (took.length < racks) {
    if (hall.open.size === 0) for (const match of await openMatches(hall)) hall.open.add(match)
    const open = [...hall.open]
    const match = open[Math.floor(uniform(next) * open.length)]
    if (match === undefined) throw new Error('the event is over')
    const started = performance.now()
    const answer = await hall.director.post<{ state: string }>(`/api/matches/${match}/rack`, {
      winner: uniform(next) < 0.5 ? 'a' : 'b',
    })
    took.push(performance.now() - started)
    if (answer.state === 'completed') hall.open.delete(match)
  }
  return took
}

async function restarted(target: Target, { director, id }: Hall): Promise<number> {
  await target.kill()
  await target.start()
  const started = performance.now()
  await director.get(`/api/tournaments/${id}/bracket`)
  return performance.now() - started
}

async function replayMs({ director, id }: Hall): Promise<{ ms: number; length: number }> {
  // What the API calls a log is the events of the engine, each with its version.
  const events = (await readLog(director, id)) as object as readonly Event[]
  const times = Array.from({ length: 7 }, () => {
    const started = performance.now()
    fold(events)
    return performance.now() - started
  })
  return { ms: quantile(times, 0.5), length: events.length }
}

async function run(): Promise<Row[]> {
  await using target = createTarget()
  await target.start()
  const director = await registerDirector(target.url)
  const id = await startEvent(director, { name: 'Long', players: 256, raceTo: 9 })
  const hall: Hall = { director, id, open: new Set() }
  const next = generator(20181103)
  await play(hall, warmUpRacks, next)
  const rows: Row[] = []
  const cpu: number[] = []
  for (let window = 1; window <= windows; window++) {
    const before = cpuMicros(target.pid)
    const took = await play(hall, racksPerWindow, next)
    cpu.push((cpuMicros(target.pid) - before) / racksPerWindow)
    const { ms, length } = await replayMs(hall)
    const at = `at ${length} events`
    rows.push(
      { figure: `CPU of the server for one rack, ${at}`, value: Math.round(cpu.at(-1) ?? 0), unit: 'µs' },
      { figure: `answer to one rack, p50, ${at}`, value: rounded(quantile(took, 0.5)), unit: 'ms' },
      { figure: `replay of the whole log instead, ${at}`, value: rounded(ms), unit: 'ms' },
    )
  }
  const half = windows / 2
  const growth = quantile(cpu.slice(half), 0.5) / quantile(cpu.slice(0, half), 0.5)
  const bound = `<= ${growthMax}`
  rows.push(
    { figure: 'CPU, later half / earlier half', value: growth, unit: 'x', bound, isOk: growth <= growthMax },
    { figure: 'first read after a restart', value: rounded(await restarted(target, hall)), unit: 'ms' },
  )
  return rows
}

export const scenario: Scenario = { name: 'cost of a rack along a growing log', run }
