/**
 * Players as they are pasted: one name per line, with a rating and a club if there is one, or a CSV whose first line
 * names its columns. What cannot be read is told by the number of its line. Pure.
 */

export interface Entry {
  readonly name: string
  readonly rating?: number
  readonly seed?: number
  readonly club?: string
  readonly email?: string
  readonly phone?: string
  readonly skillLevel?: string
}

export interface Fault {
  /** 1-based line of the text. */
  readonly line: number
  readonly words: string
}

export interface Roster {
  readonly entries: readonly Entry[]
  /** Line of each entry. */
  readonly lines: readonly number[]
  readonly faults: readonly Fault[]
}

const nameMax = 60
const ratingMax = 5000
const columns: Readonly<Record<string, keyof Entry>> = {
  name: 'name',
  player: 'name',
  rating: 'rating',
  fargo: 'rating',
  seed: 'seed',
  club: 'club',
  team: 'club',
  email: 'email',
  'e-mail': 'email',
  phone: 'phone',
  skilllevel: 'skillLevel',
  'skill level': 'skillLevel',
}
const plainColumns: readonly (keyof Entry)[] = ['name', 'rating', 'club']

/** Reads a pasted list. Linear in its length. */
export function parseRoster(text: string): Roster {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ line: i + 1, cells: cellsOf(line) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const first = rows[0]
  const named = first && columns[(first.cells[0] ?? '').toLowerCase()] !== undefined ? first : undefined
  const unknown = named?.cells.filter((cell) => columns[cell.toLowerCase()] === undefined) ?? []
  const order = named ? named.cells.map((cell) => columns[cell.toLowerCase()] ?? null) : plainColumns
  const faults: Fault[] = unknown.map((cell) => ({ line: named?.line ?? 1, words: `no column is called “${cell}”` }))
  const seen = new Map<string, number>()
  const entries: Entry[] = []
  const lines: number[] = []
  for (const { line, cells } of named ? rows.slice(1) : rows) {
    const read = entryOf(cells, order, named === undefined)
    const words = typeof read === 'string' ? read : sameName(read.name, seen)
    if (words !== null) faults.push({ line, words })
    if (typeof read === 'string') continue
    if (words === null) seen.set(keyOf(read.name), line)
    entries.push(read)
    lines.push(line)
  }
  return { entries, lines, faults }
}

const keyOf = (name: string) => name.normalize('NFC').trim().toLowerCase()

function sameName(name: string, seen: ReadonlyMap<string, number>): string | null {
  const other = seen.get(keyOf(name))
  return other === undefined ? null : `${name} is on line ${other} already`
}

/** The fields of a line: split at tabs, else semicolons, else commas; a field in quotes may hold any of them. */
function cellsOf(line: string): string[] {
  const bare = line.replace(/"(?:[^"]|"")*"/g, '')
  const separator = bare.includes('\t') ? '\t' : bare.includes(';') ? ';' : ','
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (const sign of line) {
    if (sign === '"') isQuoted = !isQuoted
    if (sign === separator && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += sign
  }
  cells.push(cell)
  return cells.map((text) => {
    const trimmed = text.trim()
    return trimmed.startsWith('"') && trimmed.endsWith('"') && trimmed.length > 1
      ? trimmed.slice(1, -1).replaceAll('""', '"').trim()
      : trimmed
  })
}

/** An entry, or what is wrong with the line. */
function entryOf(cells: readonly string[], order: readonly (keyof Entry | null)[], isPlain: boolean): Entry | string {
  const entry: Record<string, string | number> = {}
  for (const [i, cell] of cells.entries()) {
    const column = order[i]
    if (cell === '') continue
    if (i >= order.length) return 'there are more fields than columns'
    if (column === null || column === undefined) continue
    const isNumber = column === 'rating' || column === 'seed'
    if (isNumber && !(/^\d{1,4}$/.test(cell) && Number(cell) <= ratingMax)) {
      const advice = isPlain ? '; put a name that holds a comma in "quotes"' : ''
      return `“${cell}” is not a ${column}${advice}`
    }
    entry[column] = isNumber ? Number(cell) : cell
  }
  // Pasted lists are often numbered.
  const name = String(entry['name'] ?? '').replace(/^\d{1,3}[.)]\s+/, '')
  if (name === '') return 'there is no name'
  if (name.length > nameMax) return `the name is longer than ${nameMax} characters`
  return { ...entry, name }
}
