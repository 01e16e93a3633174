/**
 * The migrations as files: `NNNN_name/up.sql` and `down.sql`, read in order of their numbers.
 * A file is one transaction, unless a line `-- step` or `-- step outside a transaction` divides it. Statements of a
 * step outside a transaction run one by one and may meet their own half-done work: write them so that they can.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Step {
  readonly isTransactional: boolean
  /** One text for a transactional step, single statements otherwise. */
  readonly statements: readonly string[]
}

export interface Migration {
  readonly name: string
  /** SHA-256 of `up.sql`; an applied migration must not change afterwards. */
  readonly checksum: string
  readonly up: readonly Step[]
  readonly down: readonly Step[]
}

/** All migrations below `folder`, in order. */
export function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}_[a-z0-9_]+$/.test(name))
  return names.toSorted().map((name) => {
    const up = readFileSync(join(folder, name, 'up.sql'), 'utf8')
    const down = readFileSync(join(folder, name, 'down.sql'), 'utf8')
    return { name, checksum: createHash('sha256').update(up).digest('hex'), up: toSteps(up), down: toSteps(down) }
  })
}

function toSteps(text: string): Step[] {
  const parts = text.split(/^-- step( outside a transaction)?[ \t]*$/m)
  const steps = [toStep(parts[0] ?? '', true)]
  for (let i = 1; i < parts.length; i += 2) steps.push(toStep(parts[i + 1] ?? '', parts[i] === undefined))
  return steps.filter((step) => step.statements.length > 0)
}

function toStep(text: string, isTransactional: boolean): Step {
  const pieces = isTransactional ? [text] : text.split(/;[ \t]*$/m)
  return { isTransactional, statements: pieces.filter((piece) => piece.replace(/--.*$/gm, '').trim() !== '') }
}
