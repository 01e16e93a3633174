/**
 * One query with its index, without it, and without all of the twenty: the same statements on the same rows, an index
 * being dropped in a transaction that is rolled back. The query with its index is measured on both sides of the others.
 */
import type { Sent } from './capture.ts'
import { median } from './figures.ts'
import type { Plan } from './plans.ts'
import type { Replayed, Session } from './replay.ts'

/** What a call came to with a set of indexes. */
export interface Figure {
  /** The median of some calls. */
  readonly warmMs: number
  /** The first call after the server was made cold; null where it cannot be. */
  readonly coldMs: number | null
  readonly shape: string
  readonly hit: number
  readonly fetched: number
  readonly read: number
  readonly rows: number
}

/** A query under its three conditions. */
export interface Measured {
  readonly name: string
  readonly index: string | null
  readonly wanted: number | null
  readonly statements: readonly string[]
  readonly with: Figure
  readonly without: Figure | null
  readonly withoutAll: Figure
}

const timesWarm = 11
const timesSlow = 3
const endlessMs = 5000

/** The plan that a reader wants to see: of several, also of those inside functions, the one that reads most. */
function mainPlan({ statements }: Replayed): Plan | undefined {
  const all = statements.flatMap(({ plan, inside }) => [plan, ...inside])
  return all.toSorted((a, b) => readOf(b) - readOf(a))[0]
}

const readOf = (plan: Plan) => plan.scans.reduce((sum, { read }) => sum + read, 0)

function figureOf(rounds: readonly Replayed[], coldMs: number | null): Figure {
  const last = rounds.at(-1)
  const plan = last && mainPlan(last)
  const tops = last?.statements.map((one) => one.plan) ?? []
  return {
    warmMs: median(rounds.slice(1).map(({ ms }) => ms)),
    coldMs,
    shape: plan?.shape ?? '',
    hit: tops.reduce((sum, { hit }) => sum + hit, 0),
    fetched: tops.reduce((sum, { fetched }) => sum + fetched, 0),
    read: plan === undefined ? 0 : readOf(plan),
    rows: plan?.rows ?? 0,
  }
}

/** Measures one query; `cold` gives a session on a server that has nothing in memory. */
export async function measure(
  probe: { readonly name: string; readonly index: string | null; readonly wanted?: number },
  sent: readonly Sent[],
  twenty: readonly string[],
  cold: () => Promise<{ readonly session: Session; readonly isCold: boolean }>,
): Promise<Measured> {
  const under = async (dropped: readonly string[], times: number): Promise<Figure> => {
    const { session, isCold } = await cold()
    const [first] = await session.rounds(sent, 1, dropped)
    const coldMs = isCold ? (first?.ms ?? null) : null
    // What takes this long is not asked again.
    if (first !== undefined && first.ms > endlessMs) return figureOf([first, first], coldMs)
    return figureOf(await session.rounds(sent, times + 1, dropped), coldMs)
  }
  return {
    name: probe.name,
    index: probe.index,
    wanted: probe.wanted ?? null,
    statements: sent.map(({ text }) => text),
    with: await under([], timesWarm),
    without: probe.index === null ? null : await under([probe.index], timesSlow),
    withoutAll: await under(twenty, timesSlow),
  }
}
