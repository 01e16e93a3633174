/**
 * What an event of play changed, for the audit log: its subject, and the columns of that row before and after.
 * The event itself is in the log of the tournament, under the same version; names of people leave masked.
 */
import type { Event } from '../engine/messages.ts'
import type { Op } from '../engine/rows.ts'
import type { MatchId, PlayerId, State, TableId } from '../engine/types.ts'
import { refsOf } from '../engine/viewing/names.ts'
import { matchRow, playerRow, tableRow, tournamentRow } from '../engine/viewing/rows.ts'
import type { Audited } from '../store/audit.ts'
import type { Columns } from '../store/audit-chain.ts'

type Kind = 't' | 'm' | 'p' | 'tb'
interface Subject {
  readonly kind: Kind
  readonly id: string
}

const kindNames = { t: 'tournament', m: 'match', p: 'player', tb: 'table' } as const
const personal = new Set(['name', 'email', 'phone'])

/** Personal columns beside the log that a command writes: e-mail and phone. */
export type Personal = Readonly<Record<string, string | null | undefined>>

/** What the audit row of an event says. `mask` is bound to the org. */
export function trailOf(
  event: Event,
  ops: readonly Op[],
  states: { readonly before: State | null; readonly after: State },
  mask: (text: string) => string,
  contacts: Personal = {},
): Audited {
  const subject = subjectOf(event, states.after)
  const patch = patchOf(subject, ops)
  const old = patch && rowOf(subject, states.before)
  const columns = { ...scalarsOf(event, subject), ...patch, ...given(contacts) }
  const before = old && Object.fromEntries(Object.keys(patch).map((name) => [name, old[name] ?? null]))
  const isPerson = subject.kind === 'p'
  return {
    action: event.type,
    subject: `${kindNames[subject.kind]}:${subject.id}`,
    before: before && (isPerson ? masked(before, mask) : before),
    after: Object.keys(columns).length === 0 ? null : isPerson ? masked(columns, mask) : columns,
  }
}

function subjectOf({ data }: Event, state: State): Subject {
  if ('match' in data && data.match !== null && !('player' in data)) return { kind: 'm', id: data.match }
  if ('player' in data) return { kind: 'p', id: data.player }
  if ('table' in data) return { kind: 'tb', id: data.table }
  const [only, ...more] = 'players' in data ? data.players : []
  if (only !== undefined && more.length === 0) return { kind: 'p', id: only.id }
  return { kind: 't', id: state.tournament.id }
}

function patchOf({ kind, id }: Subject, ops: readonly Op[]): Columns | null {
  const found = ops.find((op) => (kind === 't' ? op[0] === 't' : op[0] === kind && op[1] === id))
  if (found === undefined || found[0] === 'x' || found[0] === 'st') return null
  return found[0] === 't' ? found[1] : found[2]
}

function rowOf({ kind, id }: Subject, state: State | null): Columns | null {
  if (state === null) return null
  // One cast a kind: rows are flat and compared by the names of their columns.
  switch (kind) {
    case 't':
      return tournamentRow(state) as object as Columns
    case 'm': {
      const match = state.matches[state.matchIndex.get(id as MatchId) ?? -1]
      return match === undefined ? null : (matchRow(match, refsOf(state)) as object as Columns)
    }
    case 'p': {
      const player = state.players[state.playerIndex.get(id as PlayerId) ?? -1]
      return player === undefined ? null : (playerRow(player) as object as Columns)
    }
    case 'tb': {
      const table = state.tables[state.tableIndex.get(id as TableId) ?? -1]
      return table === undefined ? null : (tableRow(table) as object as Columns)
    }
  }
}

/** What an event says in plain values: reasons, kinds, numbers. Its subject is named already. */
function scalarsOf({ data }: Event, { id }: Subject): Columns {
  const plain = Object.entries(data).filter(([, value]) => value !== id && typeof value !== 'object')
  return Object.fromEntries(plain.filter(([, value]) => value !== undefined))
}

function given(contacts: Personal): Columns {
  return Object.fromEntries(Object.entries(contacts).filter(([, value]) => value !== undefined && value !== null))
}

function masked(columns: Columns, mask: (text: string) => string): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, value]) => {
      return [name, personal.has(name) && typeof value === 'string' ? mask(value) : value]
    }),
  )
}

/** Columns of a thing that a write has changed, before and after; null where there is no such thing. */
export function changed<Thing extends object>(
  before: Thing | null,
  after: Thing | null,
  columns: readonly (keyof Thing & string)[],
): Pick<Audited, 'before' | 'after'> {
  const others = columns.filter((name) => before === null || after === null || before[name] !== after[name])
  const of = (thing: Thing | null) => thing && Object.fromEntries(others.map((name) => [name, thing[name]]))
  return { before: of(before), after: of(after) }
}
