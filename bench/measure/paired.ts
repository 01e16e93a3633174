/**
 * CPU of server processes for the same work, compared fairly on a shared machine: all are asked in turn, in short
 * slices whose order is drawn, so that noise meets them alike. Counted is the CPU time of all threads of the serving
 * process; requests a second are told beside it, and are those of the one client, which is often the slower side.
 */
import { generator, uniform } from '../../src/engine/random.ts'
import { cpuMicros } from './process.ts'
import { quantile } from './quantiles.ts'

/** One server at one address. */
export interface Arm {
  readonly name: string
  readonly pid: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly status: number
  /** Requests a slice: fewer where each takes long. */
  readonly requests: number
  /** Requests before each slice that are not counted: what is remembered for a second is then remembered in it. */
  readonly lead?: number
}

export interface Plan {
  readonly slices: number
  readonly warmUpSlices: number
  /** Each arm is first asked so many times its requests in one go: servers run for days, and compile what is hot. */
  readonly warmUpTimes?: number
  readonly connections: number
}

/** What each slice of an arm cost, in the order of the slices. */
export interface Cost {
  readonly micros: readonly number[]
  readonly perSecond: readonly number[]
}

/** Asks all arms, slice by slice. Throws when one answers with another status than it should. */
export async function measureArms(arms: readonly Arm[], plan: Plan): Promise<ReadonlyMap<string, Cost>> {
  const next = generator(20181103)
  for (const arm of arms) {
    const requests = (plan.warmUpTimes ?? 0) * arm.requests
    if (requests > 0) await oneSlice({ ...arm, requests }, plan.connections)
  }
  const costs = new Map(arms.map(({ name }) => [name, { micros: [] as number[], perSecond: [] as number[] }]))
  for (let slice = 0; slice < plan.warmUpSlices + plan.slices; slice++) {
    const order = arms.map((arm) => ({ arm, key: uniform(next) })).sort((x, y) => x.key - y.key)
    for (const { arm } of order) {
      const { micros, perSecond } = await oneSlice(arm, plan.connections)
      if (slice < plan.warmUpSlices) continue
      costs.get(arm.name)?.micros.push(micros)
      costs.get(arm.name)?.perSecond.push(perSecond)
    }
  }
  return costs
}

/** Median over the slices of the CPU of one arm divided by that of another in the same slice. */
export function medianRatio(costs: ReadonlyMap<string, Cost>, name: string, base: string): number {
  const under = costs.get(base)?.micros ?? []
  const ratios = (costs.get(name)?.micros ?? []).map((each, at) => each / (under[at] ?? Number.NaN))
  return Math.round(quantile(ratios, 0.5) * 100) / 100
}

async function oneSlice(
  { pid, url, headers, status, requests, lead = 0 }: Arm,
  connections: number,
): Promise<{ micros: number; perSecond: number }> {
  const ask = async (count: number) => {
    let left = count
    const work = async () => {
      while (left-- > 0) {
        // What the client does with the bytes is none of the server's costs.
        const answer = await fetch(url, { headers, decompress: false })
        if (answer.status !== status) throw new Error(`${url} answered ${answer.status}`)
        await answer.arrayBuffer()
      }
    }
    await Promise.all(Array.from({ length: connections }, work))
  }
  await ask(lead)
  const before = cpuMicros(pid)
  const began = performance.now()
  await ask(requests)
  const micros = (cpuMicros(pid) - before) / requests
  return { micros, perSecond: (requests / (performance.now() - began)) * 1000 }
}
