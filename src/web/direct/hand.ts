/** What the director holds: the table the keys act on, the match to be put somewhere, the panel in sight. */
import { computed, signal } from '@preact/signals'

export const panels = ['tables', 'players', 'results', 'payouts'] as const
export type Panel = (typeof panels)[number]

const hash = signal(location.hash)
addEventListener('hashchange', () => (hash.value = location.hash))

/** From the address, so that back works and a link opens the same panel. */
export const panel = computed<Panel>(() => panels.find((name) => hash.value === `#${name}`) ?? 'tables')

/** Id of the table the keys act on. */
export const chosenTable = signal<string | null>(null)
/** Id of the match that the next tapped table gets. */
export const matchInHand = signal<string | null>(null)
