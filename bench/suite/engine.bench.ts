/**
 * The pure engine on big fields: one rack, a cold replay, a draw, a correction, a view, the queue.
 * Peers are what the same would cost without it: a state that is copied for every event, a log that is replayed
 * for a correction. No other tournament library is installed here.
 */
import { apply } from '../../src/engine/apply.ts'
import { decide } from '../../src/engine/decide.ts'
import { fold, fromSnapshot, toSnapshot } from '../../src/engine/fold.ts'
import type { Command, DecideContext, Event } from '../../src/engine/messages.ts'
import { ops } from '../../src/engine/ops.ts'
import type { State } from '../../src/engine/types.ts'
import { noneBusy } from '../../src/engine/queue.ts'
import { bracketView, etaView } from '../../src/engine/view.ts'
import { bench } from '../bench.ts'
import { enteredTournament, playedTournament, reopenedTournament } from './played.ts'

const at = '2026-01-01T22:00:00.000Z'

interface Step {
  readonly state: State
  readonly command: Command
  readonly ctx: DecideContext
}

function take({ state, command, ctx }: Step): State {
  const { event, problem } = decide(state, command, ctx)
  if (!event) throw new Error(problem.detail)
  return apply(state, event)
}

function repeat(step: Step, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += take(step).version
  return sum
}

/** A rack in the middle of a long evening, at a match that has begun. */
function oneRack(seed: number): Step {
  const { state } = playedTournament(256, 1500, seed)
  const match = state.matches.find((one) => one.state === 'active')
  if (!match) throw new Error('nobody plays')
  return { state, command: { type: 'match.rack', match: match.id, winner: 'a' }, ctx: { at, actor: null, drawSeed: 1 } }
}

/** The event of that rack. */
function oneRackEvent(seed: number): { state: State; event: Event } {
  const { state, command, ctx } = oneRack(seed)
  const { event, problem } = decide(state, command, ctx)
  if (!event) throw new Error(problem.detail)
  return { state, event }
}

/** Another winner for a match of round 1 of an evening that is over: everything behind it is void. */
function wrongScore(seed: number): Step & { events: readonly Event[] } {
  const { state, events } = reopenedTournament(128, seed)
  const match = state.matches.find((one) => one.ref === 'W1.1')
  if (!match) throw new Error('there is no match W1.1')
  const [a, b] = match.scores
  const command = { type: 'match.correct', match: match.id, result: { scoreA: b, scoreB: a } } as const
  const ctx = { at, actor: null, drawSeed: 1 }
  const cascade = decide(state, command, ctx).problem?.impact?.cascadeIds ?? []
  return { state, command: { ...command, cascade }, ctx, events }
}

export const benches = [
  bench({ name: 'engine.decide and apply one rack, 256 double elimination', setup: oneRack, run: repeat }),
  bench({
    name: 'engine.apply one rack, 256 double elimination',
    setup: oneRackEvent,
    run({ state, event }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += apply(state, event).version
      return sum
    },
  }),
  bench({
    name: 'engine.apply one rack to a JSON copy of the state',
    peerOf: 'engine.apply one rack, 256 double elimination',
    setup(seed) {
      const { state, event } = oneRackEvent(seed)
      return { snapshot: toSnapshot(state), event }
    },
    run({ snapshot, event }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += apply(fromSnapshot(JSON.parse(JSON.stringify(snapshot))), event).version
      return sum
    },
  }),
  bench({ name: 'engine.cascade correction in round 1, 128 double elimination', setup: wrongScore, run: repeat }),
  bench({
    name: 'engine.replay of the log that a correction would need',
    peerOf: 'engine.cascade correction in round 1, 128 double elimination',
    setup: (seed) => wrongScore(seed).events,
    run(events, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += fold(events).version
      return sum
    },
  }),
  bench({
    name: 'engine.row changes of one rack, 256 double elimination',
    setup: (seed) => playedTournament(256, 1500, seed),
    run({ before, state }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += ops(before, state).length
      return sum
    },
  }),
  bench({
    name: 'engine.replay 3,000 events, 256 double elimination',
    setup: (seed) => playedTournament(256, 3000, seed).events,
    run(events, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += fold(events).version
      return sum
    },
  }),
  bench({
    name: 'engine.thaw a snapshot instead',
    peerOf: 'engine.replay 3,000 events, 256 double elimination',
    setup: (seed) => JSON.stringify(toSnapshot(playedTournament(256, 3000, seed).state)),
    run(snapshot, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += fromSnapshot(JSON.parse(snapshot)).version
      return sum
    },
  }),
  bench({
    name: 'engine.draw 256 double elimination',
    setup: (seed): Step => ({
      state: enteredTournament(256, seed).state,
      command: { type: 'stage.draw', stage: 1 },
      ctx: { at, actor: null, drawSeed: seed },
    }),
    run: repeat,
  }),
  bench({
    name: 'engine.queue with expected times, 256 double elimination',
    setup: (seed) => playedTournament(256, 1500, seed).state,
    run(state, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += etaView(state, { at, busy: noneBusy, minutesPerRack: 6 }).length
      return sum
    },
  }),
  bench({
    name: 'engine.bracket view, 128 double elimination',
    setup: (seed) => playedTournament(128, 1000, seed).state,
    run(state, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += bracketView(state).rounds.length
      return sum
    },
  }),
]
