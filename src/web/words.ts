/**
 * Words for codes, numbers and times, the same on every page. English words; numbers, dates and times through `Intl`.
 * Pure but for the clock that a caller passes in.
 */
import type { MatchRow } from '../engine/rows.ts'
import type { TournamentStatus, TournamentType } from '../engine/types.ts'

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
const endings: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }

/** `1st`, `2nd`, `33rd`. */
export function ordinal(place: number): string {
  return `${place}${endings[ordinals.select(place)] ?? 'th'}`
}

/** `1 match`, `2 matches`. */
export function count(many: number, one: string, more = `${one}s`): string {
  return `${many.toLocaleString('en')} ${many === 1 ? one : more}`
}

export function typeWords(type: TournamentType): string {
  const words = type.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `nine_ball` becomes `Nine ball`; anything a director typed stays as it is. */
export function gameWords(game: string): string {
  return /^[a-z0-9]+(_[a-z0-9]+)*$/.test(game)
    ? game.charAt(0).toUpperCase() + game.slice(1).replaceAll('_', ' ')
    : game
}

const statuses: Readonly<Record<TournamentStatus, string>> = {
  draft: 'In preparation',
  registration: 'Registration open',
  check_in: 'Check-in open',
  active: 'Being played',
  paused: 'Paused',
  completed: 'Finished',
  cancelled: 'Cancelled',
}

export function statusWords(status: TournamentStatus): string {
  return statuses[status]
}

/** A label made of a number alone reads better with the word in front. */
export function tableWords(label: string): string {
  return /^\p{N}+$/u.test(label) ? `Table ${label}` : label
}

/** How a match ended when it was not played out; null when the score says it all. */
export function endingWords(match: Pick<MatchRow, 'kind'>): string | null {
  switch (match.kind) {
    case 'walkover':
      return 'Walkover'
    case 'retired':
      return 'Retired'
    case 'disqualified':
      return 'Disqualified'
    case 'double_forfeit':
      return 'Double forfeit'
    default:
      return null
  }
}

/** `14:32`, in the viewer's zone. */
export function clockWords(at: Date): string {
  return new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(at)
}

/** `Mon, 23 Nov, 18:00`, with the year when it is not this one. */
export function dateWords(at: Date, now: Date): string {
  return new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(at)
}

/** For searching: lower case, without accents. */
export function plainText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()
}
