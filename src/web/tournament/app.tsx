/**
 * The frame of the tournament page: rail with name and tabs, the notice about the connection, the chosen tab.
 */
import { useSignalEffect } from '@preact/signals'
import { BracketTab } from '../bracket/tab.tsx'
import { Announcer } from './announcer.tsx'
import { Head } from './head.tsx'
import { LogTab } from './log-tab.tsx'
import { Missing, Notice, Waiting } from './notice.tsx'
import { tab, type Tab } from './place.ts'
import { PlayersTab } from './players-tab.tsx'
import { StandingsTab } from './standings-tab.tsx'
import type { Store } from './store.ts'
import { TablesTab } from './tables-tab.tsx'
import { titleOf } from './title.ts'

const panels: Readonly<Record<Tab, (props: { store: Store }) => preact.ComponentChild>> = {
  bracket: BracketTab,
  tables: TablesTab,
  standings: StandingsTab,
  players: PlayersTab,
  log: LogTab,
}

export function App({ store }: { store: Store }) {
  useSignalEffect(() => {
    document.title = titleOf(store.rows.value, store.live.value)
  })
  const hasRows = store.rows.value !== null
  const Panel = panels[tab.value]
  return (
    <div class={`app shows-${tab.value}`}>
      <Head store={store} />
      <Notice store={store} />
      <main id="main" tabIndex={-1} aria-busy={!hasRows}>
        {hasRows ? <Panel key={tab.value} store={store} /> : store.status.value === 'gone' ? <Missing /> : <Waiting />}
      </main>
      <Announcer store={store} />
    </div>
  )
}
