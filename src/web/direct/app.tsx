/** The frame of the console: rail with the panels, the next step, the chosen panel, and what the keys do. */
import { useSignalEffect } from '@preact/signals'
import { AccountLink } from '../account/account-link.tsx'
import { session, signInLink } from '../account/session.ts'
import { Announcer } from '../tournament/announcer.tsx'
import { Notice } from '../tournament/notice.tsx'
import { gameWords, typeWords } from '../words.ts'
import type { Desk } from './desk.ts'
import { panel, panels, type Panel } from './hand.ts'
import { Legend } from './legend.tsx'
import { waiting } from './next-step.ts'
import { PayoutsPanel } from './payouts-panel.tsx'
import { PlayersPanel } from './players-panel.tsx'
import { ResultsPanel } from './results-panel.tsx'
import { StatusBar } from './status-bar.tsx'
import { TablesPanel } from './tables-panel.tsx'

const names: Readonly<Record<Panel, string>> = {
  tables: 'Tables',
  players: 'Players',
  results: 'Results',
  payouts: 'Payouts',
}

export function Console({ desk }: { desk: Desk }) {
  useSignalEffect(() => {
    const rows = desk.rows.value
    document.title = rows ? `${waiting(rows).length} waiting · ${rows.t.name}` : 'Directing · Railbird'
  })
  const rows = desk.rows.value
  // Money is for directors; a scorekeeper is not even led there.
  const offered = panels.filter((name) => name !== 'payouts' || desk.canManage)
  return (
    <div class="app">
      <header class="rail">
        <div class="rail-top">
          <a class="brand" href="/">
            Railbird
          </a>
          <div class="event">
            <h1 dir="auto">{rows?.t.name ?? 'Directing'}</h1>
            <p class="facts">
              {rows ? `Directing · ${typeWords(rows.t.type)} · ${gameWords(rows.t.gameType)}` : 'Finding the event'}
            </p>
          </div>
          <AccountLink />
        </div>
        <nav class="tabs" aria-label="Panels">
          {offered.map((name) => (
            <a key={name} href={`#${name}`} aria-current={panel.value === name ? 'page' : undefined}>
              {names[name]}
            </a>
          ))}
          <a href={`/t/${desk.id}`}>Watch</a>
        </nav>
      </header>
      <Notice store={desk} />
      {!session.value && (
        <div class="notice" role="alert">
          <p>
            The sign-in has ended; nothing can be changed. <a href={signInLink(location.pathname)}>Sign in again</a>
          </p>
        </div>
      )}
      {rows && <StatusBar desk={desk} rows={rows} />}
      <main class="console" aria-busy={!rows}>
        {!rows && <p class="lead">One moment: the hall is being looked over.</p>}
        {rows && panel.value === 'tables' && <TablesPanel desk={desk} rows={rows} />}
        {rows && panel.value === 'players' && <PlayersPanel desk={desk} rows={rows} />}
        {rows && panel.value === 'results' && <ResultsPanel desk={desk} rows={rows} />}
        {rows && panel.value === 'payouts' && desk.canManage && <PayoutsPanel desk={desk} rows={rows} />}
      </main>
      {rows && panel.value === 'tables' && <Legend />}
      <Announcer store={desk} />
      <div class="unseen" aria-live="assertive">
        {desk.said.value}
      </div>
    </div>
  )
}

/** Why there is no console for this visitor. */
export function Closed({ words, id }: { words: string; id: string }) {
  return (
    <div class="app">
      <header class="rail">
        <div class="rail-top">
          <a class="brand" href="/">
            Railbird
          </a>
          <AccountLink />
        </div>
      </header>
      <main class="empty">
        <h1>No way in</h1>
        <p>{words}</p>
        <p>
          <a href={`/t/${id}`}>Watch the event</a>
        </p>
        <p>
          <a href={signInLink(`/t/${id}/direct`)}>Sign in as somebody else</a>
        </p>
      </main>
    </div>
  )
}
