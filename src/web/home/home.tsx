/** The front page: search, and one card per event under Live now, Upcoming and Past. */
import { useSignal } from '@preact/signals'
import { AccountLink } from '../account/account-link.tsx'
import { clockWords, count, dateWords, plainText, statusWords, typeWords } from '../words.ts'
import { events, groups, lostAt, type EventCard, type Group } from './source.ts'

const names: Readonly<Record<Group, string>> = { live: 'Live now', upcoming: 'Upcoming', past: 'Past' }
const nothing: Readonly<Record<Group, string>> = {
  live: 'Nothing is being played at the moment.',
  upcoming: 'No event is announced.',
  past: 'No event has finished yet.',
}

export function Home() {
  const wanted = useSignal('')
  const lists = events.value
  return (
    <div class="app">
      <header class="rail">
        <div class="rail-top">
          <h1>
            <a class="brand" href="/">
              Railbird
            </a>
          </h1>
          <label class="search">
            <span class="unseen">Search events</span>
            <input
              type="search"
              placeholder="Search events"
              value={wanted.value}
              onInput={(event) => (wanted.value = event.currentTarget.value)}
            />
          </label>
          <AccountLink />
        </div>
      </header>
      <div class="notice" role="status">
        {lostAt.value && (
          <p>
            Offline since {clockWords(lostAt.value)}. {lists && 'The list is as it was then; '}the page will catch up by
            itself.
          </p>
        )}
      </div>
      <main id="main" aria-busy={lists === null}>
        {groups.map((group) => (
          <EventList key={group} group={group} events={lists?.[group] ?? null} wanted={wanted.value} />
        ))}
      </main>
    </div>
  )
}

function EventList({ group, events, wanted }: { group: Group; events: readonly EventCard[] | null; wanted: string }) {
  const found = events?.filter((event) => plainText(event.name).includes(plainText(wanted)))
  return (
    <section class={`events is-${group}`} aria-labelledby={group}>
      <h2 id={group}>
        {names[group]} {found && found.length > 0 && <small>{found.length}</small>}
      </h2>
      {!found && <p class="lead">Looking at the tables.</p>}
      {found?.length === 0 && <p class="lead">{wanted ? 'No event here has that name.' : nothing[group]}</p>}
      <ul class="cards">
        {found?.map((event) => (
          <li key={event.id}>
            <Card event={event} group={group} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Card({ event, group }: { event: EventCard; group: Group }) {
  const { done, total } = event.progress
  return (
    <a class="card" href={`/t/${event.id}`}>
      <h3 dir="auto">{event.name}</h3>
      <p class="facts">
        {typeWords(event.type)}
        {event.startDate && <time dateTime={event.startDate}>{dateWords(new Date(event.startDate), new Date())}</time>}
      </p>
      <div class="card-foot">
        <p class="facts">
          {group === 'live' && event.tablesInPlay > 0 ? (
            <strong class="live">
              <i class="pulse" /> {count(event.tablesInPlay, 'table')} in play
            </strong>
          ) : (
            <strong>{statusWords(event.status)}</strong>
          )}
          {event.leader && (
            <span class="leader">
              {group === 'past' ? 'Winner' : 'Leader'}: <bdi>{event.leader}</bdi>
            </span>
          )}
        </p>
        {total > 0 && group !== 'upcoming' && (
          <div class="done">
            <progress max={total} value={done} aria-label="Matches played" />
            <span>
              {done} of {total} played
            </span>
          </div>
        )}
      </div>
    </a>
  )
}
