/**
 * The one logger: JSON lines, or one readable line each on a terminal. Subsystems take a child by name.
 * Invariant: no password, token, key or contact is written, whatever object or error is logged.
 * Members are judged by name, texts by shape; an error loses its SQL, parameters and row details.
 */
import pino from 'pino'

/** A logger of one subsystem; see `log`. */
export type Log = pino.Logger

const hidden = '[redacted]'
const hiddenNames = /^(password|passwd|secret|token|authorization|cookie|email|phone|api-?key|pepper|credentials?)s?$/i
const hiddenEndings = /(Password|Secret|Token|Email|Phone|ApiKey|_token|_key_hash)$/
const depthMax = 6

/** A line without sign-in tokens, credentials in addresses and e-mail addresses. */
export function scrub(line: string): string {
  return line
    .replace(/\b(rbs|rbr|rb_live)_[\w-]{8,}/g, `$1_${hidden}`)
    .replace(/\bBearer\s+[\w.~+/=-]+/gi, `Bearer ${hidden}`)
    .replace(/:\/\/[^\s/@"]{1,200}@/g, `://${hidden}@`)
    .replace(/[\w.+-]{1,64}@[\w-]{1,64}(\.[\w-]{1,64})+/g, hidden)
}

/** The same value with everything secret replaced; cycles and great depth end in a mark. */
function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth > depthMax) return '[deep]'
  if (value instanceof Error) return plainError(value, depth)
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function') return redacted(value.toJSON(), depth + 1)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, isHidden(name) ? hidden : redacted(member, depth + 1)]),
  )
}

function isHidden(name: string): boolean {
  return hiddenNames.test(name) || hiddenEndings.test(name)
}

// A drizzle message is the SQL with its parameters, and a Postgres error carries the row: only these members pass.
function plainError(error: Error, depth: number): Record<string, unknown> {
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    message: sentenceOf(error),
    ...('code' in error ? { code: error.code } : {}),
    ...(stack ? { stack: stack.join('\n') } : {}),
    ...(error.cause === undefined ? {} : { cause: redacted(error.cause, depth + 1) }),
  }
}

function sentenceOf(error: Error): string {
  return error.message.startsWith('Failed query:') ? 'query failed' : error.message
}

// Without a sentence of the caller, pino takes that of the error, which may be SQL.
function spoken(members: unknown): string | undefined {
  if (members instanceof Error) return sentenceOf(members)
  const err = typeof members === 'object' && members !== null && 'err' in members ? members.err : undefined
  return err instanceof Error ? sentenceOf(err) : undefined
}

const colours: Readonly<Record<string, string>> = { warn: '\x1b[33m', error: '\x1b[31m', fatal: '\x1b[41m' }

/** One JSON line of the log as people read it: time, level, subsystem, sentence, the other members. */
export function pretty(line: string, hasColour: boolean): string {
  const { time, level, subsystem, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const paint = (code: string, text: string) => (hasColour && code !== '' ? `${code}${text}\x1b[0m` : text)
  const members = Object.entries(rest).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
  const head = `${String(time).slice(11, 23)} ${paint(colours[String(level)] ?? '', String(level).padEnd(5))}`
  const body = `${String(subsystem ?? '-').padEnd(8)} ${String(msg ?? '')}${paint('\x1b[2m', members.join(''))}`
  return `${head} ${body}${prettyError(err)}\n`
}

function prettyError(err: unknown): string {
  if (typeof err !== 'object' || err === null) return ''
  const { type, message, stack, cause } = err as Record<string, unknown>
  const below = cause === undefined ? '' : `\n  because${prettyError(cause).replace('\n ', '')}`
  return `\n  ${String(type)}: ${String(message)}${typeof stack === 'string' ? `\n${stack}` : ''}${below}`
}

/** A logger that hands its lines to `write`. The process has one, `log`; tests make their own. */
export function createLog(write: (line: string) => void): Log {
  const options: pino.LoggerOptions = {
    level: 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (members) => redacted(members) as Record<string, unknown>,
    },
    serializers: { err: (plain: unknown) => plain },
    hooks: {
      logMethod(args, method) {
        const sentence = args.length === 1 ? spoken(args[0]) : undefined
        if (sentence === undefined) method.apply(this, args)
        else method.call(this, args[0] as object, sentence)
      },
      streamWrite: scrub,
    },
  }
  return pino(options, { write })
}

const isTerminal = process.stdout.isTTY === true
const root = createLog((line) => void process.stdout.write(isTerminal ? pretty(line, Bun.enableANSIColors) : line))
const children = new Map<string, Log>()

/** The logger of one subsystem: `log('feed').warn({ tournamentId }, 'hole repaired')`. */
export function log(subsystem: string): Log {
  const child = children.get(subsystem) ?? root.child({ subsystem })
  children.set(subsystem, child)
  return child
}

/** Sets the level of every subsystem, also of those that were named before; `silent` in tests. */
export function setLogLevel(level: string): void {
  root.level = level
  for (const child of children.values()) child.level = level
}
