/** The floor: every table with what is on it, the queue of ready matches, and matches played without a table. */
import { useSignal } from '@preact/signals'
import type { MatchRow, Rows } from '../../engine/rows.ts'
import { count } from '../words.ts'
import { Act, Refusal } from './controls.tsx'
import type { Desk } from './desk.ts'
import { matchInHand } from './hand.ts'
import { digitOf } from './keys.ts'
import { fillTables, matchOn, playable } from './moves.ts'
import { nameOf } from './names.ts'
import { freeTables, isPlaying, sortedTables, waiting } from './next-step.ts'
import { Racks, TableCard } from './table-card.tsx'

export function TablesPanel({ desk, rows }: { desk: Desk; rows: Rows }) {
  const tables = sortedTables(rows)
  const astray = Object.values(rows.m).filter((match) => isPlaying(match) && match.table === undefined)
  return (
    <div class="floor">
      <section aria-labelledby="floor">
        <h2 id="floor">Tables</h2>
        {tables.length === 0 && <p class="lead">No table is open for this event yet.</p>}
        <ul class="hall">
          {tables.map((table, i) => (
            <TableCard
              key={table.id}
              desk={desk}
              rows={rows}
              table={table}
              match={matchOn(rows, table.id)}
              digit={digitOf(i)}
            />
          ))}
        </ul>
        {astray.length > 0 && (
          <>
            <h2>Played without a table</h2>
            <ul class="hall">
              {astray.map((match) => (
                <li key={match.id} class="table is-live">
                  <h3>Match {match.number}</h3>
                  <Racks desk={desk} rows={rows} match={match} />
                  <div class="doings">
                    <Act desk={desk} control={`match:${match.id}`} press={() => desk.undo(match, `match:${match.id}`)}>
                      Undo
                    </Act>
                  </div>
                  <Refusal desk={desk} control={`match:${match.id}`} />
                </li>
              ))}
            </ul>
          </>
        )}
        {desk.canManage && <OpenTable desk={desk} rows={rows} />}
      </section>
      <Queue desk={desk} rows={rows} />
    </div>
  )
}

function OpenTable({ desk, rows }: { desk: Desk; rows: Rows }) {
  const next = String(1 + Math.max(0, ...Object.values(rows.tb).map((table) => Number.parseInt(table.label, 10) || 0)))
  const label = useSignal<string | null>(null)
  const open = async () => {
    const body = { label: (label.peek() ?? next).trim() }
    const answer = await desk.send('open-table', { path: `/api/tournaments/${desk.id}/tables`, body })
    if (answer?.ok) label.value = null
  }
  return (
    <form
      class="inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void open()
      }}
    >
      <label for="table-label">Another table</label>
      <input
        id="table-label"
        maxLength={40}
        value={label.value ?? next}
        onInput={(event) => (label.value = event.currentTarget.value)}
      />
      <button class="act">Open it</button>
      <Refusal desk={desk} control="open-table" />
    </form>
  )
}

function Queue({ desk, rows }: { desk: Desk; rows: Rows }) {
  const ready = waiting(rows)
  const free = freeTables(rows)
  const able = new Set(playable(rows).map((match) => match.id))
  const isBusy = useSignal(false)
  const fill = async () => {
    if (isBusy.peek()) return
    isBusy.value = true
    await fillTables(desk)
    isBusy.value = false
  }
  return (
    <section class="queue-panel" aria-labelledby="queue">
      <h2 id="queue">Queue</h2>
      {ready.length === 0 ? (
        <p class="lead">Nobody is waiting for a table.</p>
      ) : (
        <p class="lead">
          {count(ready.length, 'match is', 'matches are')} ready. Choose one, then its table; or let the longest wait go
          first.
        </p>
      )}
      {free.length > 0 && able.size > 0 && rows.t.status === 'active' && (
        <button type="button" class="act is-main is-wide" aria-disabled={isBusy.value} onClick={() => void fill()}>
          Fill {count(Math.min(free.length, able.size), 'free table')}
        </button>
      )}
      <ol class="waiting-list">
        {ready.map((match) => (
          <Waiting key={match.id} rows={rows} match={match} isFree={able.has(match.id)} hasTable={free.length > 0} />
        ))}
      </ol>
    </section>
  )
}

interface WaitingProps {
  readonly rows: Rows
  readonly match: MatchRow
  readonly isFree: boolean
  readonly hasTable: boolean
}

function Waiting({ rows, match, isFree, hasTable }: WaitingProps) {
  const isHeld = matchInHand.value === match.id
  return (
    <li>
      <button
        type="button"
        aria-pressed={isHeld}
        data-match={match.id}
        onClick={() => (matchInHand.value = isHeld ? null : match.id)}
      >
        <span class="number">{match.number}</span>
        <span class="names">
          <bdi>{nameOf(rows, match, 'a')}</bdi>
          <bdi>{nameOf(rows, match, 'b')}</bdi>
        </span>
        {!isFree && <small>A player is at another table</small>}
        {isHeld && <small>{hasTable ? 'Now put it on a free table' : 'No table is free yet'}</small>}
      </button>
    </li>
  )
}
