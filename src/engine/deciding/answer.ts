/** The two answers of a decision, and the words in which matches and players appear in refusals. */
import { playerOf } from '../lookup.ts'
import type { DecideContext, Decision, Event, EventData, EventType, ProblemCode } from '../messages.ts'
import type { Match, PlayerId, State, TableId } from '../types.ts'

/** Accepts with one event. */
export function accept<T extends EventType>(ctx: DecideContext, type: T, data: EventData[T]): Decision {
  // The union is built member by member, so a generic pair of type and data is one of its members.
  return { event: { type, at: ctx.at, actor: ctx.actor, data } as unknown as Event }
}

/** Refuses with a code and a sentence for the director; `at` is the field or id it speaks of. */
export function refuse(code: ProblemCode, detail: string, at?: string): Decision {
  return { problem: at === undefined ? { code, detail } : { code, detail, at } }
}

/** The name of a player, for sentences. */
export function nameOf(state: State, id: PlayerId | null): string {
  return (id === null ? undefined : playerOf(state, id)?.name) ?? 'nobody'
}

/** "Match W2.1 (Anna v Ben)", or without names while a slot is open. */
export function matchName(state: State, match: Match): string {
  const [a, b] = match.slots
  if (a.player === null || b.player === null) return `Match ${match.ref}`
  return `Match ${match.ref} (${nameOf(state, a.player)} v ${nameOf(state, b.player)})`
}

/** "ended 7-3", "ended by walkover". */
export function endOf(match: Match): string {
  switch (match.result?.kind) {
    case 'walkover':
      return 'ended by walkover'
    case 'double_forfeit':
      return 'ended by double forfeit'
    case 'disqualified':
      return 'ended by disqualification'
    case 'retired':
      return `ended ${match.scores.join('-')} by retirement`
    default:
      return `ended ${match.scores.join('-')}`
  }
}

/** "table 5", by its label. */
export function tableName(state: State, id: TableId): string {
  const label = state.tables[state.tableIndex.get(id) ?? -1]?.label ?? '?'
  return /^\d+$/.test(label) ? `table ${label}` : label
}

/** "1 player", "3 players". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : noun.endsWith('tch') ? 'es' : 's'}`
}
