/**
 * Where the viewer is on the page, kept in the hash so that a link opens the same view and back works:
 * `#tables`, `#bracket/<player id>`, `#standings/stage-1`, `#bracket/stage-2/<player id>`.
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

const parts = computed(() => hash.value.slice(1).split('/'))

/** The number of the stage that the address asks for, or null. */
export const stageAsked = computed<number | null>(() => {
  const number = /^stage-([1-9])$/.exec(parts.value[1] ?? '')?.[1]
  return number === undefined ? null : Number(number)
})

/** The player whose path is lit, or null. */
export const followed = computed<PlayerId | null>(() => {
  const [name, first, second] = parts.value
  const player = stageAsked.value === null ? first : second
  // The hash is outside text; an id that is nobody's lights nothing.
  return name === 'bracket' && player ? (decodeURIComponent(player) as PlayerId) : null
})

/** Where one stage is shown on a tab. */
export function stageLink(name: Tab, stage: number): string {
  return `#${name}/stage-${stage}`
}

/** Where a player's way is shown, in the stage that the address asks for if it asks for one. */
export function followLink(player: PlayerId | null): string {
  const at = stageAsked.value === null ? '#bracket' : stageLink('bracket', stageAsked.value)
  return player === null ? at : `${at}/${encodeURIComponent(player)}`
}

export function follow(player: PlayerId | null): void {
  location.hash = followLink(player)
}
