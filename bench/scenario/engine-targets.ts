/**
 * The engine against its targets, every operation timed by itself: the mean of a batch would hide what one rack in a
 * hundred costs. Racks are those of a whole evening of 256, the ones that end a match and move players on included;
 * they go by the clock, for a rack is too short to be seen in CPU time. All that is longer goes by CPU time.
 */
import { heapStats } from 'bun:jsc'
import { brotliCompressSync, constants } from 'node:zlib'
import { apply } from '../../src/engine/apply.ts'
import { decide } from '../../src/engine/decide.ts'
import { fold } from '../../src/engine/fold.ts'
import type { Command, DecideContext, Event } from '../../src/engine/messages.ts'
import type { State } from '../../src/engine/types.ts'
import { bracketView } from '../../src/engine/view.ts'
import type { Row, Scenario } from '../bench.ts'
import { quantile, rounded } from '../measure/quantiles.ts'
import { playedTournament, reopenedTournament } from '../suite/played.ts'

const seed = 20181103
const ctx: DecideContext = { at: '2026-01-01T22:00:00.000Z', actor: null, drawSeed: 1 }
const warmUps = 3
const passes = 10
/** Of each of 64 matches, so that a p99 has its thousand samples. */
const corrections = 16
const statesHeld = 20
const mib = 2 ** 20
const packedKibMax = 15

/** Results of what was timed go here, or the compiler could leave the work out. */
let sink = 0

function microsOf(work: () => number): number {
  const started = Bun.nanoseconds()
  sink += work()
  return (Bun.nanoseconds() - started) / 1000
}

/** CPU time of all threads, the collector's included; what others do on the machine does not count. */
function cpuMicrosOf(work: () => number): number {
  const started = process.cpuUsage()
  sink += work()
  const { user, system } = process.cpuUsage(started)
  return user + system
}

function figure(name: string, micros: number, unit: 'µs' | 'ms', max: number): Row {
  const value = unit === 'ms' ? micros / 1000 : micros
  return { figure: name, value: Math.round(value * 100) / 100, unit, bound: `< ${max} ${unit}`, isOk: value < max }
}

function commandOf({ data }: Extract<Event, { type: 'rack.recorded' }>): Command {
  return { type: 'match.rack', match: data.match, winner: data.winner }
}

/** Microseconds of `decide` and `apply` for every rack of the log, several times over. */
function rackRows(events: readonly Event[]): Row[] {
  const decides: number[] = []
  const applies: number[] = []
  for (let pass = -warmUps; pass < passes; pass++) {
    let state: State | null = null
    for (const event of events) {
      const before: State | null = state
      if (event.type === 'rack.recorded' && pass >= 0) {
        const command = commandOf(event)
        decides.push(microsOf(() => decide(before, command, ctx).event?.at.length ?? 0))
        applies.push(microsOf(() => apply(before, event).version))
      }
      state = apply(before, event)
    }
  }
  return [
    { figure: 'racks timed', value: applies.length, unit: '' },
    { figure: 'apply of one rack, p50', value: rounded(quantile(applies, 0.5)), unit: 'µs' },
    figure('apply of one rack, p99', quantile(applies, 0.99), 'µs', 50),
    { figure: 'decide of one rack, p50', value: rounded(quantile(decides, 0.5)), unit: 'µs' },
    figure('decide of one rack, p99', quantile(decides, 0.99), 'µs', 100),
  ]
}

/** Every match of round 1 gets another winner, everything behind it played: impact, confirmation and step. */
function correctionRows(): Row[] {
  const { state } = reopenedTournament(128, seed)
  const micros: number[] = []
  let largest = 0
  for (let pass = -1; pass < corrections; pass++) {
    for (const match of state.matches) {
      if (match.bracket !== 'W' || match.round !== 1) continue
      const [scoreB, scoreA] = match.scores
      const command = { type: 'match.correct', match: match.id, result: { scoreA, scoreB } } as const
      const taken = cpuMicrosOf(() => {
        const cascade = decide(state, command, ctx).problem?.impact?.cascadeIds ?? []
        largest = Math.max(largest, cascade.length)
        const { event, problem } = decide(state, { ...command, cascade }, ctx)
        if (!event) throw new Error(problem.detail)
        return apply(state, event).version
      })
      if (pass >= 0) micros.push(taken)
    }
  }
  return [
    { figure: 'largest cascade', value: largest, unit: 'matches' },
    { figure: 'cascade correction, 128 players, p50', value: Math.round(quantile(micros, 0.5)) / 1000, unit: 'ms' },
    figure('cascade correction, 128 players, p99', quantile(micros, 0.99), 'ms', 10),
    { figure: 'cascade correction, worst', value: rounded(Math.max(...micros) / 1000), unit: 'ms' },
  ]
}

function viewRows(): Row[] {
  const { state } = playedTournament(128, 1000, seed)
  const micros = Array.from({ length: 1200 }, () => cpuMicrosOf(() => bracketView(state).rounds.length))
  const json = JSON.stringify(bracketView(state))
  const packed = (name: string, bytes: number): Row => {
    const bound = `< ${packedKibMax} KiB`
    return {
      figure: `its JSON, ${name}`,
      value: rounded(bytes / 1024),
      unit: 'KiB',
      bound,
      isOk: bytes < packedKibMax * 1024,
    }
  }
  const brotli = brotliCompressSync(json, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
  return [
    figure('bracket view, 128 players, p99', quantile(micros.slice(100), 0.99), 'ms', 5),
    { figure: 'its JSON', value: rounded(json.length / 1024), unit: 'KiB' },
    packed('brotli 5', brotli.length),
    packed('zstd 3', Bun.zstdCompressSync(json, { level: 3 }).length),
  ]
}

/** Bytes of the heap that each further state of a long evening holds; its log is parsed anew, so nothing is shared. */
function memoryRow(log: string): Row {
  const held: State[] = []
  const heap = () => {
    Bun.gc(true)
    return heapStats().heapSize
  }
  const parse = () => fold(JSON.parse(log) as Event[])
  held.push(parse())
  const before = heap()
  for (let more = 0; more < statesHeld; more++) held.push(parse())
  const bytes = (heap() - before) / statesHeld
  sink += held.length
  const value = Math.round((bytes / mib) * 100) / 100
  return { figure: 'memory of one state, 256 players', value, unit: 'MiB', bound: '< 4 MiB', isOk: bytes < 4 * mib }
}

function run(): Promise<Row[]> {
  const { events } = playedTournament(256, 3000, seed)
  const replays = Array.from({ length: 23 }, () => cpuMicrosOf(() => fold(events).version)).slice(3)
  const rows = [
    figure('replay of 3,000 events, 256 players, p50', quantile(replays, 0.5), 'ms', 100),
    { figure: 'replay of 3,000 events, worst of 20', value: rounded(Math.max(...replays) / 1000), unit: 'ms' },
    ...rackRows(events),
    ...correctionRows(),
    ...viewRows(),
    memoryRow(JSON.stringify(events)),
  ]
  if (sink === 0) throw new Error('nothing was measured')
  return Promise.resolve(rows)
}

export const scenario: Scenario = { name: 'engine against its targets', run }
