/** The Tables tab: the hall as a board of tables, each with the match on it, and who is up next. */
import type { MatchRow, PlayerRow, Rows, TableRow } from '../../engine/rows.ts'
import { count, tableWords } from '../words.ts'
import { followLink } from './place.ts'
import type { Store } from './store.ts'
import { raceWords } from '../race.ts'

const byLabel = new Intl.Collator(undefined, { numeric: true })

export function TablesTab({ store }: { store: Store }) {
  const rows = store.rows.value
  if (!rows) return null
  const tables = Object.values(rows.tb).sort((a, b) => byLabel.compare(a.label, b.label))
  const matches = Object.values(rows.m)
  const playing = new Map(matches.filter((match) => match.state !== 'completed').map((match) => [match.table, match]))
  const waiting = matches.filter((match) => match.state === 'ready').sort((a, b) => a.number - b.number)
  return (
    <div class="board">
      <h2>Tables</h2>
      {tables.length === 0 && <p class="lead">No table has been opened for this event yet.</p>}
      <ul class="hall">
        {tables.map((table) => (
          <TableCard key={table.id} rows={rows} table={table} match={playing.get(table.id)} />
        ))}
      </ul>
      <h2>Up next</h2>
      {waiting.length === 0 ? (
        <p class="lead">Nobody is waiting for a table.</p>
      ) : (
        <>
          <p class="lead">{count(waiting.length, 'match is', 'matches are')} ready and waiting for a table.</p>
          <ol class="queue">
            {waiting.map((match) => (
              <li key={match.id}>
                <span class="number">{match.number}</span>
                <Names rows={rows} match={match} />
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

function TableCard({ rows, table, match }: { rows: Rows; table: TableRow; match: MatchRow | undefined }) {
  const isLive = match?.state === 'active' || match?.state === 'paused'
  const state = match ? (isLive ? 'live' : 'called') : table.status === 'blocked' ? 'blocked' : 'idle'
  return (
    <li class={`table is-${state}`}>
      <h3>
        <span dir="auto">{tableWords(table.label)}</span>
        {table.stream && <span class="stream">On stream</span>}
      </h3>
      {match ? (
        <div class="on-table">
          <Seat rows={rows} match={match} side="a" />
          <Seat rows={rows} match={match} side="b" />
          <p class="meta">
            Match {match.number}
            {raceWords(match) !== null && ` · ${raceWords(match)}`}
            {match.state === 'paused' && ' · paused'}
            {state === 'called' && ' · called to the table'}
          </p>
        </div>
      ) : (
        <p class="free">{state === 'blocked' ? `Closed${table.reason ? `: ${table.reason}` : ''}` : 'Free'}</p>
      )}
    </li>
  )
}

function Seat({ rows, match, side }: { rows: Rows; match: MatchRow; side: 'a' | 'b' }) {
  const player = playerOf(rows, side === 'a' ? match.playerA : match.playerB)
  return (
    <p class="seat">
      {player ? (
        <a href={followLink(player.id)} dir="auto">
          {player.name}
        </a>
      ) : (
        <span>–</span>
      )}
      <strong class="score">{side === 'a' ? match.scoreA : match.scoreB}</strong>
    </p>
  )
}

function Names({ rows, match }: { rows: Rows; match: MatchRow }) {
  const [a, b] = [playerOf(rows, match.playerA), playerOf(rows, match.playerB)]
  return (
    <span class="names">
      <bdi>{a?.name ?? '–'}</bdi> <span class="against">against</span> <bdi>{b?.name ?? '–'}</bdi>
    </span>
  )
}

function playerOf(rows: Rows, id: string | undefined): PlayerRow | undefined {
  return id === undefined ? undefined : rows.p[id]
}
