/** The rail on top of the page: whose event it is, how far it has come, and the way to the tabs. */
import type { TournamentStatus } from '../../engine/types.ts'
import { gameWords, statusWords, typeWords } from '../words.ts'
import { directLink } from './direct-link.ts'
import { tab, tabs, type Tab } from './place.ts'
import type { Store } from './store.ts'

const names: Readonly<Record<Tab, string>> = {
  bracket: 'Bracket',
  tables: 'Tables',
  standings: 'Standings',
  players: 'Players',
  log: 'Log',
}

export function Head({ store }: { store: Store }) {
  const tournament = store.rows.value?.t
  return (
    <header class="rail">
      <div class="rail-top">
        <a class="brand" href="/">
          Railbird
        </a>
        <div class="event">
          <h1 dir="auto">{tournament?.name ?? 'Tournament'}</h1>
          <p class="facts">
            {tournament ? `${typeWords(tournament.type)} · ${gameWords(tournament.gameType)}` : 'Finding the event'}
          </p>
        </div>
        <Progress store={store} />
      </div>
      <nav class="tabs" aria-label="Views of the tournament">
        {tabs.map((name) => (
          <a key={name} href={`#${name}`} aria-current={tab.value === name ? 'page' : undefined}>
            {names[name]}
          </a>
        ))}
        {directLink.value && (
          <a class="direct-link" href={directLink.value}>
            Direct this event
          </a>
        )}
      </nav>
    </header>
  )
}

function Progress({ store }: { store: Store }) {
  const tournament = store.rows.value?.t
  if (!tournament) return null
  const viewers = store.viewers.value
  return (
    <div class="progress">
      <p>
        <State store={store} status={tournament.status} />
        {tournament.matches > 0 && (
          <span>
            {tournament.done} of {tournament.matches} played
          </span>
        )}
        {viewers !== null && viewers > 1 && <span>{viewers} watching</span>}
      </p>
      {tournament.matches > 0 && (
        <progress max={tournament.matches} value={tournament.done} aria-label="Matches played" />
      )}
    </div>
  )
}

/** Who won, else how many matches are on, else the state of the event. */
function State({ store, status }: { store: Store; status: TournamentStatus }) {
  const live = store.live.value.length
  const champion = Object.values(store.rows.value?.p ?? {}).find((player) => player.place === 1)
  if (champion) {
    return (
      <strong class="champion">
        Winner: <bdi>{champion.name}</bdi>
      </strong>
    )
  }
  if (live === 0) return <strong>{statusWords(status)}</strong>
  return (
    <strong class="live">
      <i class="pulse" /> {live} live
    </strong>
  )
}
