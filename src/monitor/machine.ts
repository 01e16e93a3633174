/**
 * What the process and its machine use: processor, memory, network, the delay of the event loop, and the processor of a
 * Postgres that runs beside it. What the system does not tell is null.
 */
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { Histogram } from './histogram.ts'

/** Bytes that passed the network interfaces of the machine since it started, loopback left out. */
export interface NetworkBytes {
  readonly received: number
  readonly sent: number
}

/** CPU time of this process so far, in milliseconds. */
export function processCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Null where there is no /proc. */
export function networkBytes(path = '/proc/net/dev'): NetworkBytes | null {
  const text = read(path)
  if (text === null) return null
  let received = 0
  let sent = 0
  for (const line of text.split('\n').slice(2)) {
    const [name = '', figures = ''] = line.split(':')
    const numbers = figures.trim().split(/\s+/).map(Number)
    if (figures === '' || name.trim() === 'lo') continue
    received += numbers[0] ?? 0
    sent += numbers[8] ?? 0
  }
  return { received, sent }
}

const ticksMs = 10

/**
 * CPU time of a whole Postgres server by one of its sessions, in milliseconds: all processes below the same parent,
 * those that have ended included. Null where that is no Postgres of this machine.
 */
export function postgresCpuMs(sessionPid: number): number | null {
  const session = statOf(sessionPid)
  if (session === null || !session.name.startsWith('postgres')) return null
  const parent = statOf(session.parent)
  const children = read(`/proc/${session.parent}/task/${session.parent}/children`)
  if (parent === null || children === null) return null
  const running = children
    .trim()
    .split(/\s+/)
    .map((pid) => statOf(Number(pid))?.ticks ?? 0)
  return (parent.ticks + parent.endedTicks + running.reduce((a, b) => a + b, 0)) * ticksMs
}

/** Processors of the machine: CPU time over time, divided by this, is the share in use. */
export const processors = Math.max(1, cpus().length)

interface Stat {
  readonly name: string
  readonly parent: number
  readonly ticks: number
  readonly endedTicks: number
}

// proc(5): the name stands in brackets and may hold blanks; utime is field 14, ppid 4.
function statOf(pid: number): Stat | null {
  const text = read(`/proc/${pid}/stat`)
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(text ?? '') ?? []
  if (name === undefined || rest === undefined) return null
  const fields = rest.split(' ')
  const sum = (a: number, b: number) => Number(fields[a]) + Number(fields[b])
  return { name, parent: Number(fields[1]), ticks: sum(11, 12), endedTicks: sum(13, 14) }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Not this system, or gone meanwhile.
    return null
  }
}

const beatMs = 100

/** How late timers come: what a request waits when the process is busy. Ends with `stop`. */
export function watchLoop(): { readonly delays: Histogram; readonly stop: () => void } {
  const delays = new Histogram()
  let dueAt = performance.now() + beatMs
  const timer = setInterval(() => {
    const now = performance.now()
    delays.record(Math.max(0, now - dueAt))
    dueAt = now + beatMs
  }, beatMs)
  timer.unref()
  return { delays, stop: () => clearInterval(timer) }
}
