/**
 * Comma-separated values after RFC 4180: quoted fields, doubled quotes, CRLF or LF; a first line of names.
 * Rows are counted from 1 below the first line, in what is said as in what is returned. Nothing of the text is quoted
 * back: it may be anything.
 */
import { AppError } from '../errors.ts'

const malformed = (why: string) => new AppError('malformed_body', `the CSV cannot be read: ${why}`)

/**
 * Rows as records by the names of the first line, empty fields left out. Names are found in any case, `required` must
 * be among them. Linear in the length of the text.
 */
export function parseCsv(text: string, names: readonly string[], required?: string): Record<string, string>[] {
  const [header, ...rows] = fieldsOf(text.replace(/^\uFEFF/, ''))
  const columns = columnsOf(header ?? [], names, required)
  return rows.map((fields, index) => {
    if (fields.length !== columns.length) {
      throw malformed(`row ${index + 1} must have ${columns.length} fields like the first line, not ${fields.length}`)
    }
    const members = columns.map((name, i) => [name, (fields[i] ?? '').trim()] as const)
    return Object.fromEntries(members.filter(([, field]) => field !== ''))
  })
}

function columnsOf(header: readonly string[], names: readonly string[], required: string | undefined): string[] {
  const [only = ''] = header
  if (header.length === 1 && /[;\t]/.test(only)) throw malformed('fields must be separated by commas')
  const known = header.map((text, at) => {
    const name = names.find((candidate) => candidate.toLowerCase() === text.trim().toLowerCase())
    if (name !== undefined) return name
    throw malformed(`column ${at + 1} of the first line is none of ${names.join(', ')}`)
  })
  const twice = known.find((name, at) => known.indexOf(name) !== at)
  if (twice !== undefined) throw malformed(`the first line names the column ${twice} twice`)
  if (known.length === 0) throw malformed(`the first line must name columns among ${names.join(', ')}`)
  if (required !== undefined && !known.includes(required)) {
    throw malformed(`the first line must name a column called ${required}`)
  }
  return known
}

const fieldOrEnd = /"((?:[^"]|"")*)"(,|\r?\n|$)|([^",\r\n]*)(,|\r?\n|$)/y

function fieldsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  fieldOrEnd.lastIndex = 0
  while (fieldOrEnd.lastIndex < text.length) {
    const match = fieldOrEnd.exec(text)
    if (match === null) {
      const where = rows.length === 0 ? 'the first line' : `row ${rows.length}`
      throw malformed(`${where} has a quote or a line end in the wrong place`)
    }
    row.push(match[1]?.replaceAll('""', '"') ?? match[3] ?? '')
    if ((match[2] ?? match[4]) === ',' && fieldOrEnd.lastIndex < text.length) continue
    if ((match[2] ?? match[4]) === ',') row.push('')
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
