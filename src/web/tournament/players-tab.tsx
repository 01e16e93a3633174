/** The Players tab: everybody in the event with search; a name leads to the player's path in the bracket. */
import { useSignal } from '@preact/signals'
import type { MatchRow, PlayerRow, Rows } from '../../engine/rows.ts'
import { count, ordinal, plainText, tableWords } from '../words.ts'
import { followLink } from './place.ts'
import type { Store } from './store.ts'

export function PlayersTab({ store }: { store: Store }) {
  const wanted = useSignal('')
  const rows = store.rows.value
  if (!rows) return null
  const all = Object.values(rows.p).sort((a, b) => (a.seed ?? Infinity) - (b.seed ?? Infinity))
  const found = all.filter((player) =>
    plainText(`${player.name} ${player.club ?? ''}`).includes(plainText(wanted.value)),
  )
  const open = openMatches(rows)
  return (
    <div class="board">
      <h2>Players</h2>
      <label class="search">
        <span>Search by name or club</span>
        <input type="search" value={wanted.value} onInput={(event) => (wanted.value = event.currentTarget.value)} />
      </label>
      <p class="lead" role="status">
        {wanted.value ? `${count(found.length, 'player')} of ${all.length}` : count(all.length, 'player')}
      </p>
      <ul class="players">
        {found.map((player) => (
          <li key={player.id}>
            <a href={followLink(player.id)}>
              <span class="seed">{player.seed ?? ''}</span>
              <span class="who">
                <span class="name" dir="auto">
                  {player.name}
                </span>
                <small>{[player.club, player.rating].filter(Boolean).join(' · ')}</small>
              </span>
              <span class="fate">{fateWords(rows, player, open.get(player.id))}</span>
            </a>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="lead">Nobody here goes by that name.</p>}
    </div>
  )
}

function openMatches(rows: Rows): Map<string, MatchRow> {
  const open = new Map<string, MatchRow>()
  for (const match of Object.values(rows.m)) {
    if (match.state === 'completed' || match.state === 'void') continue
    for (const id of [match.playerA, match.playerB]) if (id !== undefined) open.set(id, match)
  }
  return open
}

/** Where a player stands, in a few words. */
function fateWords(rows: Rows, player: PlayerRow, match: MatchRow | undefined): string {
  if (player.place !== undefined) return ordinal(player.place)
  if (player.status === 'withdrawn') return 'Withdrawn'
  if (player.status === 'disqualified') return 'Disqualified'
  if (player.status === 'no_show') return 'Did not appear'
  if (player.status === 'waitlisted') return 'On the waiting list'
  if (player.status === 'checked_in') return 'Checked in'
  if (!match) return 'Entered'
  const table = match.table === undefined ? undefined : rows.tb[match.table]
  const own = match.playerA === player.id ? [match.scoreA, match.scoreB] : [match.scoreB, match.scoreA]
  if (match.state === 'active' || match.state === 'paused') {
    return `${own.join('–')}${table ? ` on ${tableWords(table.label)}` : ' now'}`
  }
  if (table) return `Called to ${tableWords(table.label)}`
  return match.state === 'ready' ? 'Waiting for a table' : 'Waiting for an opponent'
}
