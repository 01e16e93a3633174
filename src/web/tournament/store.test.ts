import { effect, signal } from '@preact/signals'
import { expect, test } from 'bun:test'
import type { Room } from '../../client/client.ts'
import type { Rows } from '../../engine/rows.ts'
import type { PlayerId } from '../../engine/types.ts'
import { finePointer } from '../bracket/layout.ts'
import { playedRows } from '../testing/fixture.ts'
import { openStore } from './store.ts'

/** A room whose rows the test sets; only what the store reads. */
function roomOf(first: Rows) {
  let rows = first
  const listeners = new Set<() => void>()
  const room = {
    tournamentId: first.t.id,
    view: 'public',
    get: () => rows,
    version: 1,
    status: 'live',
    since: null,
    viewers: null,
    error: null,
    subscribe: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
    waitFor: () => Promise.resolve(),
    close: () => {},
  } satisfies Room
  const show = (next: Rows) => {
    rows = next
    for (const listener of listeners) listener()
  }
  return { room, show }
}

const event = { type: 'double_elimination', players: 16, seed: 5 } as const

test('a card is drawn again only when something on it changed', () => {
  const before = playedRows({ ...event, racks: 30 })
  const after = playedRows({ ...event, racks: 31 })
  const { room, show } = roomOf(before)
  const store = openStore({ room, metrics: finePointer, followed: signal(null) })
  const drawn: string[] = []
  for (const id of Object.keys(before.m)) {
    effect(() => {
      if (store.card(id).value) drawn.push(id)
    })
  }
  drawn.length = 0

  show(after)

  const changed = Object.keys(after.m).filter((id) => !Bun.deepEquals(after.m[id], before.m[id]))
  expect(changed.length).toBeGreaterThan(0)
  expect(drawn.toSorted()).toEqual(changed.toSorted())
})

test('the sheet is laid out once for an event, whatever is scored', () => {
  const { room, show } = roomOf(playedRows({ ...event, racks: 0 }))
  const store = openStore({ room, metrics: finePointer, followed: signal(null) })
  const first = store.sheet.value

  show(playedRows({ ...event, racks: 60 }))

  expect(store.sheet.value).toBe(first)
})

test('a followed player has a path through the matches played and those still ahead', () => {
  const rows = playedRows({ ...event, racks: 30 })
  const match = Object.values(rows.m).find((one) => one.state === 'active' && one.bracket === 'W')
  const store = openStore({
    room: roomOf(rows).room,
    metrics: finePointer,
    followed: signal(match?.playerA as PlayerId | null),
  })

  const path = store.path.value

  expect(path?.taken.has(match?.id ?? '')).toBe(true)
  expect([...(path?.ahead ?? [])].map((id) => rows.m[id]?.ref).at(-1)).toBe('GF1')
})

test('somebody unknown has no path', () => {
  const { room } = roomOf(playedRows({ ...event, racks: 3 }))
  const store = openStore({ room, metrics: finePointer, followed: signal('nobody' as PlayerId) })

  expect(store.path.value).toBeNull()
})
