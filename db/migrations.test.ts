import { expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMigrations } from './migrations.ts'

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'railbird-test-'))
  for (const [name, up] of Object.entries(files)) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'up.sql'), up)
    writeFileSync(join(folder, name, 'down.sql'), 'select 1;')
  }
  return folder
}

test('migrations come in the order of their numbers, each with the checksum of its text', () => {
  const folder = folderWith({ '0002_b': 'select 2;', '0001_a': 'select 1;', notes: 'x' })

  const found = readMigrations(folder)
  rmSync(folder, { recursive: true })

  expect(found.map((m) => m.name)).toEqual(['0001_a', '0002_b'])
  expect(found[0]?.checksum).toBe('354b7196c9ba5fb4b21cf615bb6ec4cd5c07503c34229feef033fc081a8c03f4')
})

test('a step outside a transaction is cut into statements, a transactional one is not', () => {
  const text = `create table a (n int);\ncreate table b (n int);
-- step outside a transaction
drop index concurrently if exists i;
-- a comment; with a semicolon
create index concurrently i on a (n);
-- step
select 1;
`
  const folder = folderWith({ '0001_a': text })

  const steps = readMigrations(folder)[0]?.up
  rmSync(folder, { recursive: true })

  expect(steps?.map((step) => [step.isTransactional, step.statements.length])).toEqual([
    [true, 1],
    [false, 2],
    [true, 1],
  ])
})

test('every migration of this repository can be taken back', () => {
  const all = readMigrations(join(import.meta.dir, 'migrations'))

  expect(all.length).toBeGreaterThan(0)
  expect(all.filter((migration) => migration.down.length === 0)).toEqual([])
})
