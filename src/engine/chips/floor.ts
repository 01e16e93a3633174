/**
 * What follows in `chip_lives` from results, corrections, adjustments and departures: chips, queue, who is out, and
 * the next matches. All but the order of the queue and of those who are out is recomputed from the matches.
 * Invariant: a player waits in the queue, is in one match, or is out.
 */
import { assert } from '../assert.ts'
import { hasLeft, isOver, playerOf, tableOf, withMatch, withStage } from '../lookup.ts'
import type { ChipBoard, Instant, Match, Player, PlayerId, Slot, Stage, State, TableId } from '../types.ts'
import { countOf, withPairs } from './matches.ts'
import { livesOptions } from './options.ts'
import { matchesAtOnce, nextPair, requeued } from './queue.ts'
import { type Tally, busyIn, talliesOf } from './tally.ts'

/** A stage in the middle of its changes. */
interface Floor {
  readonly state: State
  readonly queue: readonly PlayerId[]
}

/** Chips in hand; a loss that a correction put before an empty hand takes nothing. */
export function chipsOf(board: ChipBoard, id: PlayerId, tally: Pick<Tally, 'lost'> | undefined): number {
  const given = board.given[id]
  return given === undefined ? 0 : Math.max(0, given.start + given.more - (tally?.lost ?? 0))
}

/** Players with the chips that `chipsOf` counts. */
export function withChips(state: State, chips: (id: PlayerId) => number, ids: readonly PlayerId[]): State {
  let players: Player[] | null = null
  for (const id of ids) {
    const player = playerOf(state, id)
    if (player === undefined || player.chips === chips(id)) continue
    players ??= state.players.slice()
    players[state.playerIndex.get(id) ?? -1] = { ...player, chips: chips(id) }
  }
  return players === null ? state : { ...state, players }
}

const playersOf = (match: Match): PlayerId[] => match.slots.flatMap((slot) => slot.player ?? [])
const isWaiting = (match: Match) => match.state === 'ready' || match.state === 'assigned'

/** A match that is not to be played after all: its players go back to the head of the queue. */
function dissolved(floor: Floor, match: Match, except: ReadonlySet<PlayerId>): Floor {
  const empty: Slot = { source: { kind: 'queue' }, player: null, dead: true }
  const slots = [empty, empty] as const
  const state = withMatch(floor.state, { ...match, state: 'void', slots, table: null, calledAt: null, readyAt: null })
  return { state, queue: [...playersOf(match).filter((id) => !except.has(id)), ...floor.queue] }
}

/** The table on which a match was played, if the match that followed it there has just gone. */
function withTableBack(floor: Floor, match: Match, was: TableId | null): Floor {
  if (match.table !== null || was === null || tableOf(floor.state, was)?.status !== 'available') return floor
  if (floor.state.matches.some((other) => other.table === was && !isOver(other))) return floor
  const state = match.state === 'ready' ? 'assigned' : match.state
  return { ...floor, state: withMatch(floor.state, { ...match, state, table: was }) }
}

/** Calls the players of a match that is played again home from matches that have not begun; none of them queues. */
function calledHome(floor: Floor, stage: Stage, match: Match, was: Match): Floor {
  const home = new Set(playersOf(match))
  let next = floor
  const waiting = floor.state.matches.filter((m) => m.stage === stage.number && m.id !== match.id && isWaiting(m))
  for (const other of waiting) if (playersOf(other).some((id) => home.has(id))) next = dissolved(next, other, home)
  const open = next.state.matches.filter((m) => m.stage === stage.number && !isOver(m))
  const latest = open.findLast((m) => m.id !== match.id && isWaiting(m))
  const isOneTooMany = open.length > livesOptions(stage.options).tables
  if (isOneTooMany && latest !== undefined) next = dissolved(next, latest, new Set())
  return withTableBack(next, match, was.table)
}

interface Changes {
  readonly ended: readonly Match[]
  readonly reopened: readonly (readonly [is: Match, was: Match])[]
}

function changesSince(before: State, after: State, stage: Stage): Changes {
  const ended: Match[] = []
  const reopened: [Match, Match][] = []
  if (before.matches !== after.matches) {
    for (const [at, match] of after.matches.entries()) {
      const was = before.matches[at]
      if (was === match || was?.id !== match.id || match.stage !== stage.number) continue
      if (was.result === null && match.result !== null) ended.push(match)
      if (was.result !== null && match.result === null) reopened.push([match, was])
    }
  }
  return { ended, reopened }
}

/** Groups of those out, without who is back and with who has just gone. */
function outAfter(state: State, stage: Stage, board: ChipBoard, busy: ReadonlySet<PlayerId>): ChipBoard['out'] {
  const isOut = (id: PlayerId) => !busy.has(id) && ((playerOf(state, id)?.chips ?? 0) === 0 || hasLeft(state, id))
  const kept = board.out.map((group) => group.filter(isOut)).filter((group) => group.length > 0)
  const known = new Set(kept.flat())
  const gone = stage.order.filter((id) => !known.has(id) && isOut(id))
  return gone.length === 0 ? kept : [...kept, gone]
}

/** Tables that matches have just left, for those who play next. */
function freedTables(state: State, ended: readonly Match[]): TableId[] {
  return ended.flatMap(({ table: id }) => {
    const table = id === null ? undefined : tableOf(state, id)
    return table === undefined || table.status !== 'available' || table.blockAfter ? [] : [table.id]
  })
}

/** Calls pairs from the queue as long as there is room for another match. */
function filled(
  floor: Floor,
  stage: Stage,
  tallies: ReadonlyMap<PlayerId, Tally>,
  free: TableId[],
  at: Instant,
): Floor {
  const rules = livesOptions(stage.options)
  const open = floor.state.matches.filter((match) => match.stage === stage.number && !isOver(match))
  const alive = floor.queue.length + 2 * open.length
  const queue = [...floor.queue]
  const pairs: Parameters<typeof withPairs>[2][number][] = []
  const first = countOf(floor.state, stage) + 1
  while (open.length + pairs.length < matchesAtOnce(rules, alive)) {
    const pair = nextPair(queue, rules, tallies)
    if (pair === null) break
    for (const id of pair) queue.splice(queue.indexOf(id), 1)
    pairs.push({ round: 1, position: first + pairs.length, players: pair, table: free.shift() ?? null })
  }
  return { state: withPairs(floor.state, stage, pairs, at), queue }
}

/** The stage after whatever changed since `before`. */
export function settled(state: State, stage: Stage, before: State, at: Instant): State {
  const board = stage.chips
  assert(board !== undefined, 'no chips before the draw')
  const { ended, reopened } = changesSince(before, state, stage)
  let floor: Floor = { state, queue: board.queue }
  for (const [match, was] of reopened) floor = calledHome(floor, stage, match, was)
  const tallies = talliesOf(floor.state, stage)
  floor = { ...floor, state: withChips(floor.state, (id) => chipsOf(board, id, tallies.get(id)), stage.order) }
  const rules = livesOptions(stage.options)
  for (const match of ended) {
    const side = match.result?.winner ?? null
    const winner = side === null ? null : match.slots[side === 'a' ? 0 : 1].player
    const losers = playersOf(match).filter((id) => id !== winner)
    floor = { ...floor, queue: requeued(floor.queue, rules, { winner, losers }, tallies) }
  }
  const busy = busyIn(floor.state, stage)
  const out = outAfter(floor.state, stage, board, busy)
  const gone = new Set(out.flat())
  const waits = (id: PlayerId) => !gone.has(id) && !busy.has(id)
  const queued = floor.queue.filter(waits)
  const known = new Set(queued)
  // Who comes back from nothing joins the tail.
  floor = { ...floor, queue: [...queued, ...stage.order.filter((id) => waits(id) && !known.has(id))] }
  floor = filled(floor, stage, tallies, freedTables(floor.state, ended), at)
  return withStage(floor.state, { ...stage, chips: { ...board, queue: floor.queue, out } })
}
