/**
 * Instants as milliseconds since 1970 and back, for the few rules that count minutes. The engine has no clock:
 * every instant comes with a command or a request, always in UTC with milliseconds.
 */

/** ISO 8601 UTC with milliseconds, `2026-11-23T07:50:00.000Z`. */
export type Instant = string

export const minuteMs = 60_000
const dayMs = 86_400_000
// Years are counted from March, so that the leap day is the last of its year; 400 of them are an era of 146,097 days.
const eraDays = 146_097
const daysBefore1970 = 719_468

function daysOf(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const ofEra = marchYear - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * eraDays + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - daysBefore1970
}

function dateOf(days: number): string {
  const shifted = days + daysBefore1970
  const era = Math.floor(shifted / eraDays)
  const ofEra = shifted - era * eraDays
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return `${padded(year + era * 400 + (month <= 2 ? 1 : 0), 4)}-${padded(month, 2)}-${padded(day, 2)}`
}

const padded = (value: number, digits: number) => String(value).padStart(digits, '0')

/** Milliseconds since 1970 of an instant with or without milliseconds. */
export function millisOf(instant: Instant): number {
  const part = (from: number, to: number) => Number(instant.slice(from, to))
  const time = part(11, 13) * 3_600_000 + part(14, 16) * minuteMs + part(17, 19) * 1000
  return daysOf(part(0, 4), part(5, 7), part(8, 10)) * dayMs + time + (instant[19] === '.' ? part(20, 23) : 0)
}

/** The instant of whole milliseconds since 1970; fractions are cut off. */
export function instantOf(millis: number): Instant {
  const whole = Math.floor(millis)
  const days = Math.floor(whole / dayMs)
  const rest = whole - days * dayMs
  const two = (value: number) => padded(Math.floor(value), 2)
  const time = `${two(rest / 3_600_000)}:${two((rest / minuteMs) % 60)}:${two((rest / 1000) % 60)}`
  return `${dateOf(days)}T${time}.${padded(rest % 1000, 3)}Z`
}
