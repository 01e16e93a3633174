/**
 * The database goes away and comes back, briefly. What is acknowledged is judged here; how soon it is good again is
 * judged by `bun run fault -- db-restart` and `db-freeze`, on a machine that does nothing else.
 */
import { expect, test } from 'bun:test'
import { findServer } from '../../db/cluster.ts'
import { freezeDatabase } from './database-freeze.ts'
import { restartDatabase } from './database-restart.ts'

const laws = [
  'acknowledged and lost (R1)',
  'doubled or contradicted (R2)',
  'holes or disorder in versions (R3)',
] as const
const log = () => {}

const isThere = findServer() !== null
if (!isThere) process.stderr.write('not run: faults of the database need initdb and pg_ctl of the distribution\n')

test.skipIf(!isThere)(
  'a database restarted in three ways loses and doubles nothing',
  async () => {
    const { figures, violations } = await restartDatabase({ rate: 40, seconds: 1, seed: 11, log })

    expect(laws.map((law) => figures[law])).toEqual([0, 0, 0])
    expect(violations.filter(({ law }) => law === 'replay')).toEqual([])
    expect(figures['answers by status']).not.toMatch(/500|502|504|none/)
    expect([Number(figures.acknowledged) > 10, figures['unknown to the end']]).toEqual([true, 0])
  },
  180_000,
)

test.skipIf(!isThere)(
  'a database that stands still leaves cached views served, and marked',
  async () => {
    const { figures } = await freezeDatabase({ rate: 20, seconds: 8, seed: 11, log })

    expect(laws.map((law) => figures[law])).toEqual([0, 0, 0])
    expect(figures['cached reads meanwhile']).toMatch(/^200: \d+ \(\d+ unverified, 0 unmarked\)$/)
    expect(figures['unknown to the end']).toBe(0)
  },
  180_000,
)
