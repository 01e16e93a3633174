/**
 * Where the viewer is on the page, kept in the hash so that a link opens the same view and back works:
 * `#tables`, `#bracket/<player id>`.
 */
import { computed, signal } from '@preact/signals'
import type { PlayerId } from '../../engine/types.ts'

export const tabs = ['bracket', 'tables', 'standings', 'players', 'log'] as const
export type Tab = (typeof tabs)[number]

const hash = signal(location.hash)
addEventListener('hashchange', () => {
  hash.value = location.hash
})

export const tab = computed<Tab>(() => tabs.find((name) => hash.value.slice(1).split('/')[0] === name) ?? 'bracket')

/** The player whose path is lit, or null. */
export const followed = computed<PlayerId | null>(() => {
  const [name, player] = hash.value.slice(1).split('/')
  // The hash is outside text; an id that is nobody's lights nothing.
  return name === 'bracket' && player ? (decodeURIComponent(player) as PlayerId) : null
})

export function followLink(player: PlayerId | null): string {
  return player === null ? '#bracket' : `#bracket/${encodeURIComponent(player)}`
}

export function follow(player: PlayerId | null): void {
  location.hash = followLink(player)
}
