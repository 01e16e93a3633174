/**
 * The room as signals. Preact with signals draws these pages because one rack changes two digits on a sheet of 255
 * cards: each card listens to a view of its own and the rest of the page is not even compared. Both together are
 * 8 KB compressed, less than the styles and the icon of a larger library.
 * Invariant: a card is drawn again only when something on it changed.
 */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals'
import type { MatchRow, Rows, StageRow } from '../../engine/rows.ts'
import type { PlayerId } from '../../engine/types.ts'
import { cardView, type CardView } from '../bracket/card-view.ts'
import { layOut, type Layout, type Metrics } from '../bracket/layout.ts'
import { linkMatches, sheetKey, type Node } from '../bracket/links.ts'
import { pathOf, type Path } from '../bracket/path.ts'
import type { Room } from '../../client/client.ts'
import { isKnockout, stageShown } from './stages.ts'

export interface Sheet {
  readonly nodes: ReadonlyMap<string, Node>
  readonly layout: Layout
  readonly metrics: Metrics
}

export interface Store {
  readonly id: string
  readonly rows: ReadonlySignal<Rows | null>
  readonly version: ReadonlySignal<number>
  readonly status: ReadonlySignal<Room['status']>
  /** Milliseconds since 1970 when the connection was lost; null while there is one. */
  readonly since: ReadonlySignal<number | null>
  /** Null while unknown. */
  readonly viewers: ReadonlySignal<number | null>
  /** The stage that is looked at; null before the rows are there. */
  readonly stage: ReadonlySignal<StageRow | null>
  /** Null as long as there is no bracket to draw in that stage. */
  readonly sheet: ReadonlySignal<Sheet | null>
  readonly path: ReadonlySignal<Path | null>
  /** Matches being played, in bracket order. */
  readonly live: ReadonlySignal<readonly MatchRow[]>
  card(id: string): ReadonlySignal<CardView | null>
}

interface StoreOptions {
  readonly room: Room
  readonly metrics: Metrics
  /** The player whose path is lit. */
  readonly followed: ReadonlySignal<PlayerId | null>
  /** The number of the stage asked for; absent or null: the one that is played. */
  readonly stageAsked?: ReadonlySignal<number | null>
}

export function openStore({ room, metrics, followed, stageAsked }: StoreOptions): Store {
  const id = room.tournamentId
  const rows = signal(room.get())
  const version = signal(room.version)
  const status = signal(room.status)
  const since = signal(room.since)
  const viewers = signal(room.viewers)
  room.subscribe(() => {
    batch(() => {
      rows.value = room.get()
      version.value = room.version
      status.value = room.status
      since.value = room.since
      viewers.value = room.viewers
    })
  })
  const stage = steady(() => {
    return rows.value === null ? null : stageShown(rows.value, stageAsked?.value ?? null, followed.value)
  })
  // What is drawn depends on the matches there are, not on what else changes in the stage.
  const key = computed(() => rows.value && stage.value && sheetKey(rows.value, stage.value.number))
  const nodes = computed(() => {
    const drawn = key.value ? rows.peek() : null
    return drawn && linkMatches(drawn, stage.peek()?.number)
  })
  const sheet = computed(() => {
    const drawn = stage.peek()
    if (!nodes.value || !drawn || !isKnockout(drawn)) return null
    return { nodes: nodes.value, layout: layOut(nodes.value, metrics), metrics }
  })
  const path = computed(() => {
    const player = followed.value
    if (!rows.value || !stage.value || !player || !rows.value.p[player]) return null
    return pathOf(linkMatches(rows.value, stage.value.number), player)
  })
  const live = computed(() =>
    Object.values(rows.value?.m ?? {})
      .filter((match) => match.state === 'active' || match.state === 'paused')
      .sort((a, b) => a.number - b.number),
  )
  const cards = new Map<string, ReadonlySignal<CardView | null>>()
  const card = (match: string) => {
    const known = cards.get(match)
    if (known) return known
    const made = steady(() => {
      const node = nodes.value?.get(match)
      return rows.value && node ? cardView(rows.value, node) : null
    })
    cards.set(match, made)
    return made
  }
  return { id, rows, version, status, since, viewers, stage, sheet, path, live, card }
}

/** Computes plain values and keeps the former object while nothing in it changed, so listeners stay asleep. */
function steady<Value>(compute: () => Value): ReadonlySignal<Value> {
  let last: { value: Value; text: string } | null = null
  return computed(() => {
    const value = compute()
    const text = JSON.stringify(value)
    if (last?.text === text) return last.value
    last = { value, text }
    return value
  })
}
