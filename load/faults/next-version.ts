/**
 * A next version of this code that is really another: players keep their club in a column with a new name. Made as a
 * copy of the tree with two places changed, and with the migrations that a release of it would bring: one that expands
 * the schema so that both versions fit, one that contracts it when only the next is left.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The copy, and folders of migrations up to each step. */
export interface NextVersion extends Disposable {
  readonly root: string
  readonly expanded: string
  readonly contracted: string
}

const parts = ['src', 'db', 'package.json', 'tsconfig.json', 'bunfig.toml']

/** What the next version does otherwise: file, old words, new words. */
const changes = [
  ['src/store/projections.ts', 'user_id, name, club, seed', 'user_id, name, home_club, seed'],
  ['src/store/projections.ts', 'club = excluded.club', 'home_club = excluded.home_club'],
  ['db/schema/tournaments.ts', `club: text('club')`, `club: text('home_club')`],
] as const

// One table a step: a step that holds one table and waits for the next meets requests that do so the other way round.
const impatient = `set local lock_timeout = '250ms'`

// Whichever version writes, both columns say the same. An upsert fires for the row it proposes and the one it meets.
const expand = `${impatient};
alter table players add column home_club text;
-- step
${impatient};
alter table tournaments add column planted_note text;
-- step
${impatient};
alter table matches add column planted_note text default 'none';
-- step
${impatient};
create function planted_sync_club() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.home_club := coalesce(new.home_club, new.club);
    new.club := new.home_club;
  elsif new.club is distinct from old.club then new.home_club := new.club;
  elsif new.home_club is distinct from old.home_club then new.club := new.home_club;
  end if;
  return new;
end $$;
create trigger planted_sync before insert or update on players for each row execute function planted_sync_club();
-- step outside a transaction
create index concurrently if not exists planted_players_home_club on players (org_id, home_club);
`

const contract = `${impatient};
drop trigger planted_sync on players;
drop function planted_sync_club();
-- step
${impatient};
alter table players drop column club;
-- step
${impatient};
alter table matches drop column planted_note;
`

/** Copies the tree at `root`. Throws when the code has changed so that the planted change no longer fits. */
export function makeNextVersion(root: string): NextVersion {
  const copy = mkdtempSync(join(tmpdir(), 'railbird-next-'))
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const [file, old, now] of changes) {
    const text = readFileSync(join(copy, file), 'utf8')
    if (!text.includes(old)) throw new Error(`The planted change no longer fits ${file}: "${old}" is not there.`)
    writeFileSync(join(copy, file), text.replaceAll(old, now))
  }
  const expanded = join(copy, 'db/migrations')
  plant(expanded, '9001_planted_expand', expand)
  const contracted = join(copy, 'contracted')
  cpSync(expanded, contracted, { recursive: true })
  plant(contracted, '9002_planted_contract', contract)
  return { root: copy, expanded, contracted, [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) }
}

function plant(folder: string, name: string, up: string): void {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'up.sql'), up)
  writeFileSync(join(folder, name, 'down.sql'), '')
}
