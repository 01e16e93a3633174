/**
 * The one logger: JSON lines, pretty on a terminal, secrets redacted. Subsystems take a child by name.
 */
import pino from 'pino'

const redact = ['password', 'token', 'refreshToken', 'authorization', 'email', 'phone', 'secret', '*.password', '*.token', '*.email', '*.phone']

const root = pino({
  level: 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: redact, censor: '[redacted]' },
})

export type Log = pino.Logger

/** A logger of one subsystem: `log('feed').warn({ tournamentId }, 'hole repaired')`. */
export function log(subsystem: string): Log {
  return root.child({ subsystem })
}

/** Sets the level of every logger; `silent` in tests. */
export function setLogLevel(level: string): void {
  root.level = level
}
