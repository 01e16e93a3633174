/**
 * Events as sentences for people. Names are looked up in the present rows; a player or table that is gone is
 * called so. Pure.
 */
import type { Rows } from '../../engine/rows.ts'
import type { Side } from '../../engine/types.ts'
import { count, endingWords, tableWords } from '../words.ts'
import type { LogEntry } from './log-source.ts'
import { isRaceWon } from '../race.ts'

const plainEvents: Readonly<Record<string, string>> = {
  'tournament.created': 'The event was set up.',
  'tournament.edited': 'The details of the event were changed.',
  'tournament.opened': 'Registration opened.',
  'tournament.checkin_opened': 'Check-in opened.',
  'tournament.checkin_closed': 'Check-in closed.',
  'tournament.started': 'Play began.',
  'tournament.paused': 'The event was paused.',
  'tournament.resumed': 'Play went on.',
  'tournament.completed': 'The event finished.',
  'tournament.reopened': 'The event was opened again for a correction.',
  'tournament.cancelled': 'The event was cancelled.',
  'tournament.deleted': 'The event was removed.',
  'payouts.planned': 'The rules of the prize money were set.',
  'payouts.computed': 'The prize money was worked out.',
  'payout.paid': 'A payout was made.',
  'payout.voided': 'A payout was taken back.',
  'round.drawn': 'The next round was drawn.',
  'field.drawn': 'The rounds after the first were drawn.',
  'field.undrawn': 'The draw of the rounds after the first was taken back.',
  'finals.applied': 'The field was cut and the finals were drawn.',
  'lot.drawn': 'Lots were drawn between players who were tied.',
}

/** Rows whose names keep their own direction inside a sentence of another (Unicode first-strong isolates). */
export function isolateNames(rows: Rows): Rows {
  const own = ([id, player]: [string, Rows['p'][string]]) => [id, { ...player, name: `\u2068${player.name}\u2069` }]
  return { ...rows, p: Object.fromEntries(Object.entries(rows.p).map(own)) }
}

export function sentence(rows: Rows, entry: LogEntry): string {
  const plain = plainEvents[entry.type] ?? stageEvent(rows, entry)
  return plain ?? playerEvent(rows, entry) ?? tableEvent(rows, entry) ?? matchEvent(rows, entry)
}

/** Of several stages each is called by its name. */
function stageEvent(rows: Rows, entry: LogEntry): string | null {
  const { stage: number } = entry.data as { stage?: number }
  const stages = Object.values(rows.s)
  const name = stages.length > 1 ? stages.find((stage) => stage.number === number)?.name : undefined
  if (entry.type === 'stage.drawn') return name === undefined ? 'The draw was made.' : `${name} was drawn.`
  if (entry.type !== 'stage.undrawn') return null
  return name === undefined ? 'The draw was taken back.' : `The draw of ${name} was taken back.`
}

function playerEvent(rows: Rows, entry: LogEntry): string | null {
  const data = entry.data as Partial<Record<'player', string>> & {
    players?: readonly { name: string }[]
    delta?: number
    chips?: number
  }
  const name = rows.p[data.player ?? '']?.name ?? 'A player'
  switch (entry.type) {
    case 'player.registered':
      return data.players?.length === 1
        ? `${data.players[0]?.name} entered.`
        : `${count(data.players?.length ?? 0, 'player')} entered.`
    case 'player.edited':
      return `The details of ${name} were changed.`
    case 'player.checked_in':
      return `${name} checked in.`
    case 'player.withdrawn':
      return `${name} withdrew.`
    case 'player.marked_absent':
      return `${name} did not appear.`
    case 'player.disqualified':
      return `${name} was disqualified.`
    case 'player.adjusted': {
      const delta = data.delta ?? 0
      const amount = count(Math.abs(delta), 'chip')
      return delta < 0 ? `${name} lost ${amount} by ruling.` : `${name} was given ${amount}.`
    }
    case 'player.reentered':
      return `${name} came in again.`
    case 'player.bought_back':
      return `${name} bought back in with ${count(data.chips ?? 0, 'chip')}.`
    default:
      return null
  }
}

function tableEvent(rows: Rows, entry: LogEntry): string | null {
  const data = entry.data as Partial<Record<'table' | 'label' | 'reason', string>>
  const label = tableWords(data.label ?? rows.tb[data.table ?? '']?.label ?? 'A table')
  switch (entry.type) {
    case 'table.opened':
      return `${label} was opened.`
    case 'table.blocked':
      return `${label} was closed${data.reason ? `: ${data.reason}` : ''}.`
    case 'table.freed':
      return `${label} is free again.`
    case 'table.removed':
      return `${label} was taken out of the event.`
    default:
      return null
  }
}

interface MatchData {
  readonly match?: string
  readonly table?: string
  readonly winner?: Side | null
  readonly number?: number
  readonly stream?: boolean
  readonly kind?: 'played' | 'walkover' | 'retired' | 'double_forfeit'
  /** Matches that a correction voided. */
  readonly cascade?: readonly string[]
  /** The stage whose draw went with it. */
  readonly undrawn?: number
  readonly scores?: readonly [number, number]
  readonly races?: readonly [number, number]
}

function matchEvent(rows: Rows, entry: LogEntry): string {
  const data = entry.data as MatchData
  const match = rows.m[data.match ?? '']
  const name = (side: Side) => rows.p[(side === 'a' ? match?.playerA : match?.playerB) ?? '']?.name ?? 'a player'
  const both = match ? `${name('a')} and ${name('b')}` : 'Two players'
  const table = tableWords(rows.tb[data.table ?? '']?.label ?? 'a table')
  switch (entry.type) {
    case 'match.called':
      return `${both} were called.`
    case 'match.assigned':
      return `${both} go to ${table}.`
    case 'match.freed':
      return `${both} left their table.`
    case 'match.tagged':
      return data.stream ? `${both} will be shown on the stream.` : `${both} will not be shown on the stream.`
    case 'match.started':
      return `${both} began to play.`
    case 'match.paused':
      return `${both} paused.`
    case 'match.resumed':
      return `${both} play on.`
    case 'rack.recorded':
      return rackWords(data, name, match)
    case 'rack.undone':
      return `Rack ${data.number} of ${both} was taken back.`
    case 'match.resulted':
      return resultWords(data, name)
    case 'match.corrected':
      return correctedWords(rows, data, name)
    case 'match.race_set':
      return `${both} play a race to ${[...new Set(data.races)].join('–')}.`
    default:
      return 'Something changed.'
  }
}

/** The score after a rack is counted from the racks kept; a rack that was taken back since is told without it. */
function rackWords(
  data: MatchData,
  name: (side: Side) => string,
  { racks = '', startA = 0, startB = 0, ...race }: Partial<Rows['m'][string]> = {},
): string {
  const winner: Side = data.winner ?? 'a'
  const [first, second] = [name(winner), name(winner === 'a' ? 'b' : 'a')]
  const until = racks.slice(0, data.number ?? 0)
  if (until.length !== data.number || until.at(-1) !== winner) return `${first} won a rack against ${second}.`
  const a = startA + until.split('a').length - 1
  const b = startB + until.split('b').length - 1
  const score = winner === 'a' ? `${a}–${b}` : `${b}–${a}`
  const isOver = isRaceWon(race, a, b)
  return isOver ? `${first} beat ${second} ${score}.` : `${first} won rack ${data.number} against ${second}: ${score}.`
}

function resultWords(data: MatchData, name: (side: Side) => string): string {
  if (!data.winner) {
    const both = `${name('a')} and ${name('b')}`
    return data.kind === 'played' ? `${both} drew ${data.scores?.join('–')}.` : `${both} both forfeited.`
  }
  const [first, second] = [name(data.winner), name(data.winner === 'a' ? 'b' : 'a')]
  const [a, b] = data.scores ?? [0, 0]
  const score = data.winner === 'a' ? `${a}–${b}` : `${b}–${a}`
  const ending = endingWords({ kind: data.kind ?? 'played' })
  return ending ? `${first} goes on against ${second}: ${ending.toLowerCase()}.` : `${first} beat ${second} ${score}.`
}

function correctedWords(rows: Rows, data: MatchData, name: (side: Side) => string): string {
  const lost = data.cascade?.length ?? 0
  const others = lost > 0 && `${count(lost, 'match', 'matches')} behind it ${lost === 1 ? 'is' : 'are'} played anew.`
  const stage = Object.values(rows.s).find(({ number }) => number === data.undrawn)
  const draw = data.undrawn !== undefined && `${stage?.name ?? 'The next stage'} is drawn anew.`
  return ['A result was corrected.', resultWords(data, name), others, draw].filter((part) => part !== false).join(' ')
}
