/**
 * The migrations as files: `NNNN_name/up.sql` and `down.sql`, read in order of their numbers.
 * A file is one transaction, unless a line `-- step` or `-- step outside a transaction` divides it. Statements of a
 * step outside a transaction run one by one and may meet their own half-done work: write them so that they can.
 * `-- step outside a transaction, for each partition of <table>` repeats its statements with `{partition}` filled in.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Step {
  readonly isTransactional: boolean
  /** One text for a transactional step, single statements otherwise. */
  readonly statements: readonly string[]
  /** The statements run once for each partition of this table, whose name takes the place of `{partition}`. */
  readonly eachPartitionOf: string | null
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

const divider = /^-- step( outside a transaction)?(?:, for each partition of (\w+))?[ \t]*$/m

function toSteps(text: string): Step[] {
  const parts = text.split(divider)
  const steps = [toStep(parts[0] ?? '', true, null)]
  for (let i = 1; i < parts.length; i += 3) {
    steps.push(toStep(parts[i + 2] ?? '', parts[i] === undefined, parts[i + 1] ?? null))
  }
  return steps.filter((step) => step.statements.length > 0)
}

function toStep(text: string, isTransactional: boolean, eachPartitionOf: string | null): Step {
  const pieces = isTransactional ? [text] : text.split(/;[ \t]*$/m)
  const statements = pieces.filter((piece) => piece.replace(/--.*$/gm, '').trim() !== '')
  return { isTransactional, statements, eachPartitionOf }
}
