/**
 * Amounts and parts as people write and read them. Cents and basis points are whole numbers throughout: no float ever
 * touches money. Events name no currency, so amounts are written without one. Pure.
 */

/** A million of the main unit at most, with a point or a comma before the cents. */
const amount = /^(\d{1,7})(?:[.,](\d{1,2}))?$/
const percent = /^(\d{1,3})(?:\.(\d{1,2}))?$/

function hundredths(pattern: RegExp, text: string): number | null {
  const [, whole, rest = ''] = pattern.exec(text.trim()) ?? []
  return whole === undefined ? null : Number(whole) * 100 + Number(rest.padEnd(2, '0'))
}

/** `12.5` is 1250 cents; nothing written is nothing; null for what is no amount. */
export function centsOf(text: string): number | null {
  return text.trim() === '' ? 0 : hundredths(amount, text)
}

/** `12.5` percent is 1250 basis points; nothing written is none; null for what is no part of a whole. */
export function basisPointsOf(text: string): number | null {
  return text.trim() === '' ? 0 : hundredths(percent, text.replace(',', '.'))
}

/** `50, 30, 20` in percent, first place first; an empty list for nothing written; null where one of them is none. */
export function sharesOf(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;/%]+/).filter((part) => part !== '')
  const shares = parts.map((part) => hundredths(percent, part))
  return shares.every((share) => share !== null) ? shares : null
}

/** As it is typed: `12.50`. */
export function plainHundredths(value: number): string {
  return `${Math.trunc(value / 100)}.${String(value % 100).padStart(2, '0')}`
}

/** `33.33` percent for 3333, `50` for 5000. */
export function plainPercent(basisPoints: number): string {
  return plainHundredths(basisPoints).replace(/\.?0+$/, '') || '0'
}

const figures = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `1,250.00`, in the way of the reader's language. */
export function moneyWords(cents: number): string {
  return figures.format(cents / 100)
}
