/**
 * The body of a registration: one player, a list, or a CSV. What is wrong with a CSV is said by its row, for whoever
 * made it in a spreadsheet; nothing of what was sent is quoted back.
 */
import type { PlayerInput } from '../commands/register-players.ts'
import { limits } from '../config.ts'
import { AppError, type FieldError } from '../errors.ts'
import { parseCsv } from './csv.ts'
import { fieldErrors, parsed } from './problem.ts'
import { newPlayer, newPlayers, playerColumns } from './tournament-input.ts'

/** Players of a body that was read as JSON, or as text if it was CSV. Throws what is wrong with it. */
export function registration(body: unknown): { players: PlayerInput[]; bulk: boolean } {
  if (typeof body === 'string') return { players: fromCsv(body), bulk: true }
  if (Array.isArray(body)) return { players: parsed(newPlayers, body), bulk: true }
  return { players: [parsed(newPlayer, body)], bulk: false }
}

function fromCsv(text: string): PlayerInput[] {
  const rows = parseCsv(text, playerColumns, 'name').map(numbered)
  if (rows.length === 0) throw new AppError('too_few_players', 'The CSV names columns and no player below them.')
  if (rows.length > limits.playersMax) {
    const [many, most] = [rows.length, limits.playersMax].map((count) => count.toLocaleString('en'))
    throw new AppError('too_many_players', `The CSV holds ${many} players; ${most} at most can be entered at once.`)
  }
  const result = newPlayers.safeParse(rows)
  if (!result.success) throw wrongRows(fieldErrors(result.error.issues))
  requireDistinct(result.data)
  return result.data
}

/** Fields of CSV are texts; those that are numbers by name become numbers where they can. */
function numbered(row: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, field]) => {
      const isNumber = (name === 'rating' || name === 'seed') && /^\d{1,9}$/.test(field)
      return [name, isNumber ? Number(field) : field]
    }),
  )
}

const rules: Readonly<Record<string, string>> = {
  name: 'must be a name of 1 to 60 characters',
  email: 'must be an e-mail address',
  phone: 'must be a telephone number',
  skillLevel: 'must have 1 to 40 characters',
  rating: 'must be a whole number from 0 to 5000',
  seed: `must be a whole number from 1 to ${limits.playersMax}`,
  club: 'must have 1 to 80 characters',
} satisfies Record<(typeof playerColumns)[number], string>

/** The first bad row in words, all of them in `errors`. Paths count from 0, as in a JSON list. */
function wrongRows(found: readonly FieldError[]): AppError {
  const errors = found.map((error) => {
    const [row, field = ''] = error.path.split('.')
    const message = rules[field] ?? error.message
    return { error: { ...error, message }, words: `Row ${Number(row) + 1}: ${field} ${message}` }
  })
  const more = errors.length > 1 ? `; ${errors.length - 1} more such ${errors.length > 2 ? 'faults' : 'fault'}` : ''
  return new AppError('invalid_body', `${errors[0]?.words}${more}.`, { errors: errors.map(({ error }) => error) })
}

/** The engine refuses a name twice as well, but knows of no rows. */
function requireDistinct(players: readonly PlayerInput[]): void {
  for (const field of ['name', 'email', 'seed'] as const) {
    const seen = new Map<string, number>()
    for (const [at, player] of players.entries()) {
      const value = player[field]
      if (value === undefined || value === null) continue
      const key = String(value).normalize('NFC').toLowerCase()
      const first = seen.get(key)
      seen.set(key, at)
      if (first === undefined) continue
      const message = `Rows ${first + 1} and ${at + 1} have the same ${field === 'email' ? 'e-mail address' : field}.`
      const code = field === 'seed' ? 'invalid_seed' : 'duplicate_player'
      throw new AppError(code, message, { errors: [{ path: `${at}.${field}`, code, message }] })
    }
  }
}
