/** One table of the floor plan: two big buttons, one tap for one rack; below them what else can be done here. */
import type { MatchRow, Rows, TableRow } from '../../engine/rows.ts'
import type { Side } from '../../engine/types.ts'
import { tableWords } from '../words.ts'
import { Act, Refusal } from './controls.tsx'
import { isDecided, shownScore, type Desk } from './desk.ts'
import { chosenTable, matchInHand } from './hand.ts'
import { lastOn, putNextOn, undoOn } from './moves.ts'
import { nameOf, pairOf } from './names.ts'
import { MatchMore, TableMore } from './more.tsx'
import { hasScore, raceWords } from '../race.ts'

interface CardProps {
  readonly desk: Desk
  readonly rows: Rows
  readonly table: TableRow
  readonly match: MatchRow | undefined
  /** The digit that chooses it, if there is one. */
  readonly digit: string | null
}

export function TableCard({ desk, rows, table, match, digit }: CardProps) {
  const isBlocked = table.status === 'blocked'
  const state = match ? (match.state === 'active' ? 'live' : 'called') : isBlocked ? 'blocked' : 'free'
  const isChosen = chosenTable.value === table.id
  return (
    <li class={`table is-${state}${isChosen ? ' is-chosen' : ''}`} data-table={table.id}>
      <h3>
        <span dir="auto">{tableWords(table.label)}</span>
        {table.stream && <span class="stream">On stream</span>}
        {digit && <kbd>{digit}</kbd>}
      </h3>
      {match ? (
        <>
          <Racks desk={desk} rows={rows} match={match} />
          <p class="meta">{matchWords(match, table)}</p>
          <div class="doings">
            <UndoButton desk={desk} table={table} match={match} />
            <MatchMore desk={desk} rows={rows} match={match} table={table} />
          </div>
          <Refusal desk={desk} control={`match:${match.id}`} />
        </>
      ) : (
        <Empty desk={desk} rows={rows} table={table} />
      )}
      <Refusal desk={desk} control={`table:${table.id}`} />
    </li>
  )
}

function matchWords(match: MatchRow, table: TableRow): string {
  const words = raceWords(match)
  const race = words === null ? '' : ` · ${words}`
  const state = match.state === 'paused' ? ' · paused' : match.state === 'assigned' ? ' · not begun' : ''
  return `Match ${match.number}${race}${state}${table.blockAfter ? ' · closes afterwards' : ''}`
}

function UndoButton({ desk, table, match }: { desk: Desk; table: TableRow; match: MatchRow }) {
  if (!hasScore(match)) {
    return (
      <Act desk={desk} control={`table:${table.id}`} press={() => void call(desk, table, match)}>
        {match.calledAt === undefined ? 'Call' : 'Call again'}
      </Act>
    )
  }
  return (
    <Act desk={desk} control={`table:${table.id}`} press={() => undoOn(desk, table.id)}>
      Undo
    </Act>
  )
}

async function call(desk: Desk, table: TableRow, match: MatchRow): Promise<void> {
  const answer = await desk.send(`table:${table.id}`, { path: `/api/matches/${match.id}/call` })
  if (answer?.ok) desk.say(`Called to ${tableWords(table.label)}.`)
}

/** The two buttons of a match; the score counts racks that were tapped and are still on their way. */
export function Racks({ desk, rows, match }: { desk: Desk; rows: Rows; match: MatchRow }) {
  const taps = desk.pending.value[match.id] ?? []
  const isOpen = (match.raceA ?? null) !== null && match.state !== 'paused'
  const isClosed = !isOpen || isDecided(match, taps)
  const button = (side: Side) => {
    const name = nameOf(rows, match, side)
    return (
      <button
        type="button"
        class={taps.some((tap) => tap.side === side) ? 'rack-up is-pending' : 'rack-up'}
        aria-disabled={isClosed}
        onClick={() => {
          if (match.table !== undefined) chosenTable.value = match.table
          if (!isClosed) desk.rack(match, side)
        }}
      >
        <span class="name" dir="auto">
          {name}
        </span>
        <strong class="score">{shownScore(match, taps, side)}</strong>
      </button>
    )
  }
  return (
    <div class="racks" data-match={match.id} role="group" aria-label={`Match ${match.number}: one tap is one rack`}>
      {button('a')}
      {button('b')}
    </div>
  )
}

function Empty({ desk, rows, table }: { desk: Desk; rows: Rows; table: TableRow }) {
  const control = `table:${table.id}`
  const inHand = rows.m[matchInHand.value ?? '']
  const last = lastOn(rows, table.id)
  if (table.status === 'blocked') {
    const path = `/api/tournaments/${desk.id}/tables/${table.id}`
    return (
      <>
        <p class="free">Closed{table.reason ? `: ${table.reason}` : ''}</p>
        {desk.canManage && (
          <div class="doings">
            <Act
              desk={desk}
              control={control}
              press={() => void desk.send(control, { method: 'PATCH', path, body: { status: 'available' } })}
            >
              Open again
            </Act>
          </div>
        )}
      </>
    )
  }
  const isPlay = rows.t.status === 'active'
  return (
    <>
      <p class="free">Free</p>
      {isPlay && (
        <div class="doings">
          <Act desk={desk} control={control} look="is-main" press={() => void putNextOn(desk, table)}>
            {inHand ? `Put match ${inHand.number} here` : 'Next match here'}
          </Act>
        </div>
      )}
      {last && isPlay && (
        <p class="meta last">
          Last: {pairOf(rows, last)}, {last.scoreA}–{last.scoreB}
        </p>
      )}
      <div class="doings">
        {last && isPlay && (
          <Act desk={desk} control={control} press={() => undoOn(desk, table.id)}>
            Undo the last rack
          </Act>
        )}
        {desk.canManage && <TableMore desk={desk} table={table} />}
      </div>
    </>
  )
}
