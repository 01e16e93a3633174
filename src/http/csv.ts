/** Comma-separated values after RFC 4180: quoted fields, doubled quotes, CRLF or LF; a first line of names. */
import { AppError } from '../errors.ts'

const malformed = (why: string) => new AppError('malformed_body', `the CSV cannot be read: ${why}`)

/** Rows as records by the names of the first line, empty fields left out. Linear in the length of the text. */
export function parseCsv(text: string, names: readonly string[]): Record<string, string>[] {
  const [header, ...rows] = fieldsOf(text.replace(/^\uFEFF/, ''))
  const known = (header ?? []).map((name) => names.find((candidate) => candidate === name.trim()))
  if (known.length === 0 || known.some((name) => name === undefined) || new Set(known).size < known.length)
    throw malformed(`the first line must name columns among ${names.join(', ')}, each once`)
  return rows.map((fields, index) => {
    if (fields.length !== known.length) throw malformed(`row ${index + 1} has not as many fields as the first line`)
    const members = known.map((name, i) => [name, (fields[i] ?? '').trim()] as const)
    return Object.fromEntries(members.filter(([, field]) => field !== ''))
  })
}

const fieldOrEnd = /"((?:[^"]|"")*)"(,|\r?\n|$)|([^",\r\n]*)(,|\r?\n|$)/y

function fieldsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  fieldOrEnd.lastIndex = 0
  while (fieldOrEnd.lastIndex < text.length) {
    const match = fieldOrEnd.exec(text)
    if (match === null) throw malformed(`row ${rows.length} has a quote in the wrong place`)
    row.push(match[1]?.replaceAll('""', '"') ?? match[3] ?? '')
    if ((match[2] ?? match[4]) === ',' && fieldOrEnd.lastIndex < text.length) continue
    if ((match[2] ?? match[4]) === ',') row.push('')
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
