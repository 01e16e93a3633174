/** What the counter of a room does beside the play: entry fees and prizes with their postings, and messages. */
import type { Player } from '../../src/engine/types.ts'
import { luckOf, seedId } from './chance.ts'
import type { SeedEvent } from './play.ts'
import type { Rows } from './rows.ts'

type Status = 'pending' | 'succeeded' | 'failed' | 'cancelled' | 'partially_refunded' | 'refunded'

interface Paid {
  readonly id: string
  readonly player: Player
  readonly purpose: 'entry_fee' | 'payout'
  readonly cents: number
  readonly refunded: number
  readonly status: Status
  readonly at: number
}

const minuteMs = 60_000
/** Every second event takes a fee. */
const withFee = 0.5
const currencies = ['EUR', 'USD', 'GBP'] as const

function statusOf(draw: number): Status {
  if (draw < 920) return 'succeeded'
  if (draw < 950) return 'pending'
  if (draw < 970) return 'failed'
  if (draw < 980) return 'cancelled'
  return draw < 995 ? 'refunded' : 'partially_refunded'
}

/** Entry fees of those who came, and what the first two got out of them. */
export function addMoney(rows: Rows, event: SeedEvent): void {
  const { id, org, state } = event
  const luck = luckOf(`fee/${id}`)
  if (!luck.is(withFee)) return
  const fee = 500 * (1 + luck.upTo(12))
  const currency = currencies[org.tables.length % currencies.length] ?? 'EUR'
  for (const [at, player] of state.players.entries()) {
    const status = statusOf(luck.upTo(1000))
    const refunded = status === 'refunded' ? fee : status === 'partially_refunded' ? fee / 2 : 0
    const when = Date.parse(player.registeredAt) + luck.upTo(600) * minuteMs
    const paid = { id: seedId(when, `fee/${id}/${at}`), player, cents: fee, refunded, status, at: when }
    addPayment(rows, event, currency, { ...paid, purpose: 'entry_fee' })
  }
  const ended = Date.parse(state.tournament.completedAt ?? '')
  if (Number.isNaN(ended)) return
  const pot = fee * state.players.length
  for (const player of state.players) {
    if (player.place !== 1 && player.place !== 2) continue
    const when = ended + player.place * minuteMs
    const cents = Math.floor(pot * (player.place === 1 ? 0.5 : 0.3))
    const paid = { id: seedId(when, `prize/${id}/${player.id}`), player, cents, refunded: 0, at: when }
    addPayment(rows, event, currency, { ...paid, purpose: 'payout', status: 'succeeded' })
  }
}

function addPayment(rows: Rows, { org, id }: SeedEvent, currency: string, paid: Paid): void {
  const { player, purpose, cents, refunded, status, at } = paid
  const when = new Date(at).toISOString()
  rows.add(
    'payments',
    ...[paid.id, org.id, id, player.id, purpose, cents, refunded, currency, status, `seed_${paid.id.slice(-12)}`, when],
  )
  const hasMoved = status === 'succeeded' || refunded > 0
  if (!hasMoved) return
  if (purpose === 'payout') return addPosting(rows, org.id, paid, 'prizes', 'cash', cents)
  addPosting(rows, org.id, paid, 'cash', 'entry_fees', cents)
  if (refunded > 0) addPosting(rows, org.id, paid, 'refunds', 'cash', refunded)
}

/** `to` gets what `from` gives. */
function addPosting(rows: Rows, org: string, { id, at }: Paid, to: string, from: string, cents: number): void {
  const when = new Date(at).toISOString()
  const posting = seedId(at, `posting/${id}/${to}`)
  rows.add('ledger_entries', seedId(at, `${posting}/to`), org, id, posting, to, cents, when)
  rows.add('ledger_entries', seedId(at, `${posting}/from`), org, id, posting, from, -cents, when)
}

const templates = ['player.registered', 'match.called', 'tournament.completed'] as const

/** A message to about every second person with an account; those of events to come may still wait. */
export function addMessages(rows: Rows, { id, org, state }: SeedEvent): void {
  const luck = luckOf(`messages/${id}`)
  const isOver = state.tournament.status === 'completed'
  for (const [at, { userId, registeredAt }] of state.players.entries()) {
    if (userId === null || !luck.is(0.6)) continue
    const template = templates[isOver ? luck.upTo(templates.length) : 0] ?? 'player.registered'
    const channel = luck.is(0.7) ? 'in_app' : luck.is(0.8) ? 'email' : 'sms'
    const told = luck.is(0.97) ? (channel === 'in_app' && luck.is(0.8) ? 'read' : 'sent') : 'failed'
    const status = !isOver && luck.is(0.3) ? 'pending' : told
    const when = Date.parse(registeredAt) + luck.upTo(3000) * minuteMs
    const message = seedId<string>(when, `message/${id}/${at}`)
    const time = new Date(when).toISOString()
    rows.add('notifications', message, org.id, id, userId, channel, template, status, `${template}:${id}:${at}`, time)
  }
}
