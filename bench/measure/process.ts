/**
 * What the kernel knows of a process and its children, from /proc; Linux only.
 * Children of the server are its Postgres processes, which share memory: their sum counts each shared page in part.
 */
import { readdirSync, readFileSync } from 'node:fs'

const MiB = 1024

/** Resident memory of one process in MiB, shared pages in full. */
export function residentMiB(pid: number): number {
  return kibOf(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS') / MiB
}

/** Proportional memory of processes in MiB: a page shared by n of them counts 1/n in each. */
export function proportionalMiB(pids: readonly number[]): number {
  const kib = pids.map((pid) => kibOf(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'))
  return kib.reduce((sum, each) => sum + each, 0) / MiB
}

/** All descendants of a process. */
export function descendants(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`)
  const children = tasks.flatMap((task) => {
    const list = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim()
    return list === '' ? [] : list.split(' ').map(Number)
  })
  return children.flatMap((child) => [child, ...descendants(child)])
}

/** CPU time of all threads of a process so far, in microseconds. */
export function cpuMicros(pid: number): number {
  let nanos = 0
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    nanos += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
  }
  return nanos / 1000
}

function kibOf(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN)
}
