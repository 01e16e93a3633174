/**
 * Prize money: the rules of the pool, who gets what of it, and whether they have it. Nothing of it is in the room's
 * rows, because viewers must not see it: it is read when the panel opens and again when the event has changed.
 */
import { useSignal, useSignalEffect, type Signal } from '@preact/signals'
import type { Rows } from '../../engine/rows.ts'
import { moneyWords } from '../money.ts'
import { count, ordinal } from '../words.ts'
import { Act, focusOnce, Refusal } from './controls.tsx'
import type { Desk } from './desk.ts'
import { PoolForm } from './pool-form.tsx'
import type { Payout, Payouts } from './prizes.ts'

interface PanelProps {
  readonly desk: Desk
  readonly rows: Rows
}

export function PayoutsPanel({ desk, rows }: PanelProps) {
  const book = useSignal<Payouts | null>(null)
  useSignalEffect(() => {
    const version = desk.version.value
    if (version > (book.peek()?.version ?? -1)) void read(desk, book)
  })
  const held = book.value
  return (
    <section class="payouts" aria-labelledby="payouts">
      <h2 id="payouts">Payouts</h2>
      {held === null && <p class="lead">One moment: the book is being opened.</p>}
      <Refusal desk={desk} control={reading} />
      {held && (
        <>
          <PoolForm desk={desk} book={book} rules={held.rules} />
          <Compute desk={desk} rows={rows} book={book} />
          {held.totals && <Totals totals={held.totals} />}
          {held.rows.length > 0 && <List desk={desk} book={book} rows={held.rows} />}
        </>
      )}
    </section>
  )
}

const reading = 'payouts:read'

/** An answer that is older than what the page shows already is asked for once more. */
async function read(desk: Desk, book: Signal<Payouts | null>): Promise<void> {
  const answer = await desk.send(reading, { method: 'GET', path: `/api/tournaments/${desk.id}/payouts` })
  if (!answer?.ok) return
  // The route answers with this shape; nothing else is read out of it.
  book.value = answer.body as unknown as Payouts
  if (book.peek() && (book.peek()?.version ?? 0) < desk.version.peek()) await read(desk, book)
}

function Compute({ desk, rows, book }: PanelProps & { book: Signal<Payouts | null> }) {
  const control = 'payouts:compute'
  const compute = async () => {
    const answer = await desk.send(control, { path: `/api/tournaments/${desk.id}/payouts/calculate` })
    if (!answer?.ok) return
    const computed = answer.body as unknown as Payouts
    book.value = computed
    desk.say(`Worked out: ${count(computed.rows.length, 'payout')}.`)
  }
  if (rows.t.status !== 'completed') {
    return (
      <p class="lead">Who gets what follows from the final places; it can be worked out once the event is finished.</p>
    )
  }
  const isAgain = (book.value?.rows.length ?? 0) > 0
  return (
    <>
      <div class="doings">
        <Act desk={desk} control={control} {...(!isAgain && { look: 'is-main' as const })} press={() => void compute()}>
          {isAgain ? 'Work out again' : 'Work out the payouts'}
        </Act>
      </div>
      <Refusal desk={desk} control={control} />
    </>
  )
}

function Totals({ totals }: { totals: NonNullable<Payouts['totals']> }) {
  const lines = [
    ['Entries', totals.entries.toLocaleString()],
    ['Collected', moneyWords(totals.collectedCents)],
    ['House', moneyWords(totals.houseCents)],
    ['Prize pool', moneyWords(totals.poolCents)],
  ] as const
  return (
    <dl class="sums">
      {lines.map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  )
}

interface ListProps {
  readonly desk: Desk
  readonly book: Signal<Payouts | null>
  readonly rows: readonly Payout[]
}

function List({ desk, book, rows }: ListProps) {
  const open = rows.filter((row) => row.status === 'pending').length
  return (
    <>
      <p class="lead" role="status">
        {open === 0 ? 'Nothing is left to pay.' : `${count(open, 'payout')} still to be made.`}
      </p>
      <ul class="roster">
        {rows.map((row) => (
          <Item key={row.player.id} desk={desk} book={book} row={row} />
        ))}
      </ul>
    </>
  )
}

const fates: Readonly<Record<Payout['status'], string>> = { pending: 'To be paid', paid: 'Paid', voided: 'Taken back' }

function Item({ desk, book, row }: Omit<ListProps, 'rows'> & { row: Payout }) {
  const isAsking = useSignal(false)
  const { player, place, cents, status } = row
  const control = `payout:${player.id}`
  const send = async (action: 'pay' | 'void', body?: object) => {
    const path = `/api/tournaments/${desk.id}/payouts/${player.id}/${action}`
    const answer = await desk.send(control, { path, ...(body && { body }) })
    if (!answer?.ok) return
    isAsking.value = false
    book.value = answer.body as unknown as Payouts
    desk.say(action === 'pay' ? `${player.name} has been paid.` : `The payout of ${player.name} is taken back.`)
  }
  return (
    <li data-payout={player.id}>
      <div class="roster-line">
        <span class="seed">{ordinal(place)}</span>
        <span class="who">
          <span class="name" dir="auto">
            {player.name}
          </span>
        </span>
        <strong class={status === 'voided' ? 'sum is-void' : 'sum'}>{moneyWords(cents)}</strong>
        <span class="fate">{fates[status]}</span>
        <div class="doings">
          {status === 'pending' && (
            <Act
              desk={desk}
              control={control}
              look="is-main"
              name={`Pay ${player.name}`}
              press={() => void send('pay')}
            >
              Pay
            </Act>
          )}
          {status !== 'voided' && (
            <button
              type="button"
              class="act"
              aria-expanded={isAsking.value}
              aria-label={`Take back the payout of ${player.name}`}
              onClick={() => (isAsking.value = !isAsking.value)}
            >
              Take back
            </button>
          )}
        </div>
      </div>
      {isAsking.value && <Reason id={control} send={(reason) => void send('void', { reason })} />}
      <Refusal desk={desk} control={control} />
    </li>
  )
}

function Reason({ id, send }: { id: string; send: (reason: string) => void }) {
  return (
    <form
      class="inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send(String(new FormData(event.currentTarget).get('reason') ?? '').trim())
      }}
    >
      <label for={`${id}-reason`}>Why is it taken back?</label>
      <input id={`${id}-reason`} name="reason" maxLength={400} ref={focusOnce} />
      <button class="act is-grave">Take it back</button>
    </form>
  )
}
