/** The JSON form of one match. Keys are in the order of the contract, absent values are null. */
import { isHillHill } from '../race.ts'
import type { Instant, Match, MatchId, MatchState, Player, PlayerId, ResultKind, Side, Slot, State } from '../types.ts'
import type { Bracket, TableId, Target } from '../types.ts'
import { refsOf, sourceLabel } from './names.ts'

export interface PersonView {
  readonly id: PlayerId
  readonly name: string
  readonly seed: number | null
  readonly rating: number | null
}

export interface SlotView {
  readonly player: PersonView | null
  readonly source: {
    readonly kind: Slot['source']['kind']
    readonly match?: MatchId
    readonly seed?: number
    readonly label: string
  }
  readonly score: number
  readonly outcome: 'win' | 'loss' | 'draw' | null
}

export interface MatchView {
  readonly id: MatchId
  readonly ref: string
  readonly number: number
  readonly bracket: Bracket
  readonly round: number
  readonly position: number
  readonly state: MatchState
  readonly races: readonly [number | null, number | null]
  /** Of a race won by two: the racks that win it whatever the lead. */
  readonly cap: number | null
  /** Racks on the wire before the first. */
  readonly start: readonly [number, number] | null
  readonly slots: readonly [SlotView, SlotView]
  readonly result: { readonly kind: ResultKind; readonly winner: Side | null } | null
  readonly table: { readonly id: TableId; readonly label: string } | null
  readonly hillHill: boolean
  readonly readyAt: Instant | null
  readonly startedAt: Instant | null
  readonly completedAt: Instant | null
  readonly next: { readonly winner: Target | null; readonly loser: Target | null }
}

export function personView(player: Player): PersonView {
  return { id: player.id, name: player.name, seed: player.seed, rating: player.rating }
}

function outcomeOf(match: Match, side: Side): SlotView['outcome'] {
  if (match.result === null) return null
  const { kind, winner } = match.result
  if (winner === null && kind === 'played') return 'draw'
  return winner === side ? 'win' : 'loss'
}

function sourceView(slot: Slot, match: Match, refOf: (id: MatchId) => string): SlotView['source'] {
  const label = sourceLabel(slot, match, refOf)
  const { source } = slot
  if ('seed' in source) return { kind: source.kind, seed: source.seed, label }
  if ('match' in source) return { kind: source.kind, match: source.match, label }
  return { kind: source.kind, label }
}

/** Makes views of the matches of one state. */
export function matchViewer(state: State): (match: Match) => MatchView {
  const refOf = refsOf(state)
  const person = (id: PlayerId | null): PersonView | null => {
    const player = id === null ? undefined : state.players[state.playerIndex.get(id) ?? -1]
    return player === undefined ? null : personView(player)
  }
  const slotView = (match: Match, at: 0 | 1): SlotView => {
    const slot = match.slots[at]
    return {
      player: person(slot.player),
      source: sourceView(slot, match, refOf),
      score: match.scores[at],
      outcome: outcomeOf(match, at === 0 ? 'a' : 'b'),
    }
  }
  return (match) => {
    const table = match.table === null ? undefined : state.tables[state.tableIndex.get(match.table) ?? -1]
    return {
      id: match.id,
      ref: match.ref,
      number: match.number,
      bracket: match.bracket,
      round: match.round,
      position: match.position,
      state: match.state,
      races: match.races ?? [null, null],
      cap: match.cap ?? null,
      start: match.start ?? null,
      slots: [slotView(match, 0), slotView(match, 1)],
      result: match.result === null ? null : { kind: match.result.kind, winner: match.result.winner },
      table: table === undefined ? null : { id: table.id, label: table.label },
      hillHill: match.result === null && isHillHill(match),
      readyAt: match.readyAt,
      startedAt: match.startedAt,
      completedAt: match.completedAt,
      next: { winner: match.winnerTo, loser: match.loserTo },
    }
  }
}
