/** What is needed less often at a table: pause, walkover, giving up, a whole score, another table, closing it. */
import { useSignal } from '@preact/signals'
import type { MatchRow, Rows, TableRow } from '../../engine/rows.ts'
import { Act, Ask, More, ScoreForm } from './controls.tsx'
import type { Desk } from './desk.ts'
import { mayBeLevel, nameOf } from './names.ts'

interface MatchProps {
  readonly desk: Desk
  readonly rows: Rows
  readonly match: MatchRow
  readonly table: TableRow
}

export function MatchMore({ desk, rows, match, table }: MatchProps) {
  const control = `match:${match.id}`
  const [a, b] = [nameOf(rows, match, 'a'), nameOf(rows, match, 'b')]
  const send = (action: string, body?: object) =>
    void desk.send(control, { path: `/api/matches/${match.id}/${action}`, ...(body && { body }) })
  return (
    <More>
      {() => (
        <>
          <div class="doings">
            {match.state === 'active' && (
              <Act desk={desk} control={control} press={() => send('pause')}>
                Pause
              </Act>
            )}
            {match.state === 'paused' && (
              <Act desk={desk} control={control} press={() => send('resume')}>
                Resume
              </Act>
            )}
            {match.state === 'assigned' && (
              <>
                <Act desk={desk} control={control} press={() => send('start')}>
                  Start the clock
                </Act>
                <Act desk={desk} control={control} press={() => send('free')}>
                  Back to the queue
                </Act>
              </>
            )}
          </div>
          <ScoreForm
            id={`score-${match.id}`}
            names={[a, b]}
            scores={[match.scoreA, match.scoreB]}
            label="Enter as final"
            hasDecider={mayBeLevel(match)}
            send={(score) => send('result', score)}
          />
          <p class="meta">Who did not come?</p>
          <div class="doings">
            <Act desk={desk} control={control} press={() => send('walkover', { winner: 'b' })}>
              {a} did not
            </Act>
            <Act desk={desk} control={control} press={() => send('walkover', { winner: 'a' })}>
              {b} did not
            </Act>
            <Ask
              desk={desk}
              control={control}
              label="Neither did"
              question="Both lose this match."
              yes="Double forfeit"
              press={() => send('double-forfeit')}
            />
          </div>
          <GivingUp desk={desk} control={control} names={[a, b]} retire={(winner) => send('retire', { winner })} />
          {desk.canManage && <TableClosing desk={desk} table={table} isUsed />}
        </>
      )}
    </More>
  )
}

interface GivingUpProps {
  readonly desk: Desk
  readonly control: string
  readonly names: readonly [string, string]
  readonly retire: (winner: 'a' | 'b') => void
}

function GivingUp({ desk, control, names: [a, b], retire }: GivingUpProps) {
  return (
    <>
      <p class="meta">Who gives up? The racks stand.</p>
      <div class="doings">
        <Act desk={desk} control={control} press={() => retire('b')}>
          {a} gives up
        </Act>
        <Act desk={desk} control={control} press={() => retire('a')}>
          {b} gives up
        </Act>
      </div>
    </>
  )
}

export function TableMore({ desk, table }: { desk: Desk; table: TableRow }) {
  const control = `table:${table.id}`
  const path = `/api/tournaments/${desk.id}/tables/${table.id}`
  return (
    <More>
      {() => (
        <>
          <TableClosing desk={desk} table={table} isUsed={false} />
          <div class="doings">
            <Act desk={desk} control={control} press={() => void desk.send(control, { method: 'DELETE', path })}>
              Take it out of the event
            </Act>
          </div>
        </>
      )}
    </More>
  )
}

function TableClosing({ desk, table, isUsed }: { desk: Desk; table: TableRow; isUsed: boolean }) {
  const reason = useSignal('')
  const control = `table:${table.id}`
  const path = `/api/tournaments/${desk.id}/tables/${table.id}`
  const patch = (body: object) => void desk.send(control, { method: 'PATCH', path, body })
  if (table.blockAfter) {
    return (
      <div class="doings">
        <Act desk={desk} control={control} press={() => patch({ status: 'available' })}>
          Keep the table open
        </Act>
      </div>
    )
  }
  return (
    <div class="closing">
      <label for={`reason-${table.id}`}>Why the table closes</label>
      <input
        id={`reason-${table.id}`}
        value={reason.value}
        maxLength={200}
        placeholder="New cloth"
        onInput={(event) => (reason.value = event.currentTarget.value)}
      />
      <Act
        desk={desk}
        control={control}
        press={() =>
          patch({ status: 'blocked', reason: reason.value.trim() || 'Closed by the director', after: isUsed })
        }
      >
        {isUsed ? 'Close after this match' : 'Close the table'}
      </Act>
    </div>
  )
}
