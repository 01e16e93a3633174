/**
 * Rows of a tournament that the engine itself has played up to a point, for tests of the pages. Everything is
 * seeded: the same arguments give the same rows. Never part of a page.
 */
import { apply } from '../../engine/apply.ts'
import { decide } from '../../engine/decide.ts'
import type { Command } from '../../engine/messages.ts'
import { rows } from '../../engine/ops.ts'
import { generator } from '../../engine/random.ts'
import type { Rows } from '../../engine/rows.ts'
import type { Match, MatchId, PlayerId, Side, StageOptions, State, TableId, TournamentId } from '../../engine/types.ts'

export interface Wanted {
  readonly type: 'single_elimination' | 'double_elimination'
  readonly players: number
  /** Racks to play; Infinity plays to the end. */
  readonly racks: number
  readonly seed?: number
  readonly names?: readonly string[]
  readonly options?: Partial<StageOptions>
}

/** Names that break cards which were not made for them. */
export const hardNames: readonly string[] = [
  'Maximiliana Konstantinopolitanska-Featherstonehaugh de la Cruz',
  '🎱🔥 Eight Ball Eddie 👨‍👩‍👧‍👦 🏳️‍🌈',
  'محمد عبد الرحمن الفارسي بن يوسف',
  '柯秉逸與他的球桿以及許多其他非常長的名字',
  'יוסי כהן־לוי בן אברהם',
  'Фёдор Константинович Горст-Задунайский',
  'W'.repeat(60),
]

const at = '2026-11-23T18:00:00.000Z'
const uuid = (kind: number, n: number) => `00000000-0000-4000-8${kind}00-${n.toString(16).padStart(12, '0')}`

/** The event as viewers would see it after that many racks. */
export function playedRows(wanted: Wanted): Rows {
  return rows(playedState(wanted))
}

function playedState({ type, players, racks, seed = 1, names = [], options = {} }: Wanted): State {
  let state = step(null, { type: 'tournament.create', tournament: planOf(type, options) })
  const people = Array.from({ length: players }, (_, i) => ({
    id: uuid(1, i) as PlayerId,
    name: names[i] ?? `Player ${i + 1}`,
    userId: null,
    club: null,
    rating: null,
    skillLevel: null,
    seed: i + 1,
  }))
  state = step(state, { type: 'tournament.open' })
  state = step(state, { type: 'player.add', players: people })
  for (let i = 1; i <= 12; i++) {
    state = step(state, { type: 'table.open', table: uuid(2, i) as TableId, label: `Table ${i}`, stream: i === 1 })
  }
  state = step(state, { type: 'stage.draw', stage: 1 })
  state = step(state, { type: 'tournament.start' })
  const random = generator(seed)
  for (let n = 0; n < racks; n++) {
    state = fillTables(state)
    const open = state.matches.filter((match) => match.table !== null && match.state !== 'completed')
    const match = open[random() % Math.max(1, open.length)]
    if (!match && !isAtReentry(state)) break
    state = match ? rackOf(state, match, random() % 2 ? 'a' : 'b') : drawnAnew(state)
  }
  return state
}

function rackOf(state: State, match: Match, winner: Side): State {
  return step(state, { type: 'match.rack', match: match.id, winner })
}

/** Round 1 is over, and those who lost there may come in again. */
function isAtReentry({ stages, matches }: State): boolean {
  const [stage] = stages
  return stage?.options.mode === 're-entry' && stage.field === undefined && matches.every((match) => match.result)
}

/** Every other player who has lost comes in again. */
function drawnAnew(state: State): State {
  const losers = state.matches.flatMap(({ slots, result }) => slots[result?.winner === 'a' ? 1 : 0].player ?? [])
  const again = losers
    .filter((_, nth) => nth % 2 === 0)
    .reduce((now, player) => step(now, { type: 'player.reenter', player }), state)
  return step(again, { type: 'round.draw', stage: 1 })
}

function fillTables(state: State): State {
  const busy = new Set(state.matches.filter((match) => match.state !== 'completed').map((match) => match.table))
  const free = state.tables.filter((table) => !busy.has(table.id))
  const ready = state.matches.filter((match) => match.state === 'ready' && match.table === null)
  return free
    .slice(0, ready.length)
    .reduce(
      (now, table, i) => step(now, { type: 'match.assign', match: ready[i]?.id as MatchId, table: table.id }),
      state,
    )
}

function step(state: State | null, command: Command): State {
  const decision = decide(state, command, { at, actor: null, drawSeed: 1 })
  if (!decision.event) throw new Error(`${command.type}: ${decision.problem.detail}`)
  return apply(state, decision.event)
}

function planOf(type: Wanted['type'], options: Partial<StageOptions>) {
  return {
    id: uuid(0, 1) as TournamentId,
    name: 'Thursday Nine-Ball',
    description: null,
    type,
    gameType: 'nine_ball',
    visibility: 'public' as const,
    maxParticipants: null,
    venueId: null,
    startDate: at,
    endDate: null,
    checkIn: false,
    stages: [
      {
        type,
        name: 'Main event',
        options: {
          scoring: { kind: 'race' as const, raceTo: 3 },
          seeding: 'manual' as const,
          thirdPlace: type === 'single_elimination',
          grandFinal: 'reset' as const,
          ...options,
        },
      },
    ],
  }
}
