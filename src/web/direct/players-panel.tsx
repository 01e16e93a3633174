/** Everybody in the event: added, checked in, changed, taken out. One row each, what is rare behind More. */
import { useSignal } from '@preact/signals'
import type { PlayerRow, Rows } from '../../engine/rows.ts'
import { count, ordinal, plainText } from '../words.ts'
import { Act, Ask, More, Refusal } from './controls.tsx'
import type { Desk } from './desk.ts'
import { mayReenter } from './reentry.ts'

export function PlayersPanel({ desk, rows }: { desk: Desk; rows: Rows }) {
  const wanted = useSignal('')
  const all = Object.values(rows.p).sort((a, b) => (a.seed ?? Infinity) - (b.seed ?? Infinity))
  const found = all.filter((player) =>
    plainText(`${player.name} ${player.club ?? ''}`).includes(plainText(wanted.value)),
  )
  return (
    <section aria-labelledby="players">
      <h2 id="players">Players</h2>
      {desk.canManage && <AddPlayer desk={desk} />}
      <label class="field search" for="find">
        Search
        <input
          id="find"
          type="search"
          value={wanted.value}
          onInput={(event) => (wanted.value = event.currentTarget.value)}
        />
      </label>
      <p class="lead" role="status">
        {wanted.value ? `${count(found.length, 'player')} of ${all.length}` : presenceWords(all)}
      </p>
      <ul class="roster">
        {found.map((player) => (
          <PlayerItem key={player.id} desk={desk} rows={rows} player={player} />
        ))}
      </ul>
    </section>
  )
}

function presenceWords(all: readonly PlayerRow[]): string {
  const present = all.filter((player) => player.checkedInAt !== undefined).length
  return `${count(all.length, 'player')}${present > 0 ? `, ${present} checked in` : ''}.`
}

function AddPlayer({ desk }: { desk: Desk }) {
  const send = async (form: HTMLFormElement) => {
    const data = new FormData(form)
    const rating = String(data.get('rating') ?? '').trim()
    const body = { name: String(data.get('name') ?? ''), ...(rating === '' ? {} : { rating: Number(rating) }) }
    const answer = await desk.send('add-player', { path: `/api/tournaments/${desk.id}/players`, body })
    if (!answer?.ok) return
    form.reset()
    form.querySelector('input')?.focus()
    desk.say(`${body.name} entered.`)
  }
  return (
    <form
      class="inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send(event.currentTarget)
      }}
    >
      <label for="add-name">Name</label>
      <input id="add-name" name="name" maxLength={60} autocomplete="off" />
      <label for="add-rating">Rating</label>
      <input id="add-rating" name="rating" class="is-short" type="number" inputMode="numeric" min={0} max={5000} />
      <button class="act">Add the player</button>
      <Refusal desk={desk} control="add-player" />
    </form>
  )
}

const fates: Readonly<Record<PlayerRow['status'], string>> = {
  waitlisted: 'Waiting list',
  registered: 'Entered',
  checked_in: 'Checked in',
  active: 'Playing',
  eliminated: 'Out',
  finished: 'Finished',
  no_show: 'Did not appear',
  withdrawn: 'Withdrawn',
  disqualified: 'Disqualified',
}
const gone: readonly PlayerRow['status'][] = ['no_show', 'withdrawn', 'disqualified']

function fateWords({ status, place }: PlayerRow): string {
  if (place === undefined) return fates[status]
  return gone.includes(status) ? `${fates[status]} · ${ordinal(place)}` : ordinal(place)
}

function PlayerItem({ desk, rows, player }: { desk: Desk; rows: Rows; player: PlayerRow }) {
  const control = `player:${player.id}`
  const path = `/api/tournaments/${desk.id}/players/${player.id}`
  const isExpected = player.status === 'registered' || player.status === 'waitlisted'
  const mayCheckIn = rows.t.status === 'check_in' && isExpected
  return (
    <li data-player={player.id}>
      <div class="roster-line">
        <span class="seed">{player.seed ?? ''}</span>
        <span class="who">
          <span class="name" dir="auto">
            {player.name}
          </span>
          <small>{[player.club, player.rating].filter((part) => part !== undefined).join(' · ')}</small>
        </span>
        <span class="fate">{fateWords(player)}</span>
        {mayCheckIn && desk.canManage && (
          <Act
            desk={desk}
            control={control}
            look="is-main"
            name={`Check in ${player.name}`}
            press={() => void desk.send(control, { path: `${path}/check-in` })}
          >
            Check in
          </Act>
        )}
        {desk.canManage && mayReenter(rows, player) && (
          <Act
            desk={desk}
            control={control}
            name={`${player.name} re-enters`}
            press={() => void desk.send(control, { path: `${path}/re-enter` })}
          >
            Re-enter
          </Act>
        )}
        {desk.canManage && <PlayerMore desk={desk} rows={rows} player={player} />}
      </div>
      <Refusal desk={desk} control={control} />
    </li>
  )
}

function PlayerMore({ desk, rows, player }: { desk: Desk; rows: Rows; player: PlayerRow }) {
  const control = `player:${player.id}`
  const path = `/api/tournaments/${desk.id}/players/${player.id}`
  const send = (action: string, body?: object) =>
    desk.send(control, { path: `${path}/${action}`, ...(body && { body }) })
  const isOver = rows.t.status === 'completed' || rows.t.status === 'cancelled'
  return (
    <More of={player.name}>
      {() => (
        <>
          <PlayerForm desk={desk} player={player} />
          {!isOver && !gone.includes(player.status) && (
            <div class="doings">
              <Act desk={desk} control={control} press={() => void send('withdraw')}>
                Withdraw
              </Act>
              <Act desk={desk} control={control} press={() => void send('no-show')}>
                Did not appear
              </Act>
              <Ask
                desk={desk}
                control={control}
                label="Disqualify"
                question={`${player.name} loses every match still to come.`}
                yes="Disqualify"
                press={() => void send('disqualify')}
              />
              <Ask
                desk={desk}
                control={control}
                label="Strike out"
                question={`${player.name} is out and stands last of all; those behind move up.`}
                yes="Strike out"
                press={() => void send('disqualify', { moveUp: true })}
              />
            </div>
          )}
        </>
      )}
    </More>
  )
}

function PlayerForm({ desk, player }: { desk: Desk; player: PlayerRow }) {
  const control = `player:${player.id}`
  const send = async (form: HTMLFormElement) => {
    const data = new FormData(form)
    const [name, club, rating] = ['name', 'club', 'rating'].map((field) => String(data.get(field) ?? '').trim())
    const body = { name, club: club || null, rating: rating ? Number(rating) : null }
    const changed = Object.entries(body).filter(([field, value]) => (player[field as 'name'] ?? null) !== value)
    const path = `/api/tournaments/${desk.id}/players/${player.id}`
    const answer = await desk.send(control, { method: 'PATCH', path, body: Object.fromEntries(changed) })
    if (answer?.ok) desk.say(`Saved ${name ?? ''}.`)
  }
  const id = (field: string) => `${field}-${player.id}`
  return (
    <form
      class="inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send(event.currentTarget)
      }}
    >
      <label for={id('name')}>Name</label>
      <input id={id('name')} name="name" maxLength={60} defaultValue={player.name} />
      <label for={id('club')}>Club</label>
      <input id={id('club')} name="club" maxLength={80} defaultValue={player.club ?? ''} />
      <label for={id('rating')}>Rating</label>
      <input
        id={id('rating')}
        name="rating"
        class="is-short"
        type="number"
        inputMode="numeric"
        defaultValue={String(player.rating ?? '')}
      />
      <button class="act">Save</button>
    </form>
  )
}
