-- Tournaments and the projections of their logs. Every projected row carries the version that last touched it.
-- Foreign keys name the org too, so that no row can point at another org's parent even where policies do not look.
-- Inside one tournament (players of a match, racks of a match) the log is the guard, and the hot path pays no checks.
create table tournaments (
  id uuid primary key,
  org_id uuid not null references organizations,
  venue_id uuid,
  name text not null,
  description text,
  type text not null check (type in ('single_elimination', 'double_elimination', 'round_robin', 'swiss', 'chip_lives',
    'chip_points', 'multi_stage')),
  game_type text not null,
  status text not null check (status in ('draft', 'registration', 'check_in', 'active', 'paused', 'completed',
    'cancelled')),
  visibility text not null default 'public' check (visibility in ('public', 'unlisted', 'private')),
  max_participants integer,
  race_to integer,
  rules integer not null default 1,
  options jsonb not null default '{}',
  epoch text not null,
  version integer not null default 1,
  month date not null default date_trunc('month', now() at time zone 'UTC')::date check (extract(day from month) = 1),
  match_count integer not null default 0,
  matches_done integer not null default 0,
  start_date timestamptz,
  end_date timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, id),
  foreign key (org_id, venue_id) references venues (org_id, id)
) with (fillfactor = 50);
create index idx_tournaments_start_date on tournaments (org_id, start_date desc nulls first, id);
create index idx_tournaments_org_status on tournaments (org_id, status, start_date desc nulls first, id);

create table stages (
  id uuid primary key,
  org_id uuid not null,
  tournament_id uuid not null,
  number integer not null,
  type text not null check (type in ('single_elimination', 'double_elimination', 'round_robin', 'swiss', 'chip_lives',
    'chip_points')),
  name text not null,
  status text not null check (status in ('planned', 'drawn', 'active', 'completed', 'skipped')),
  options jsonb not null default '{}',
  version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tournament_id, number),
  foreign key (org_id, tournament_id) references tournaments (org_id, id)
);

create table players (
  id uuid primary key,
  org_id uuid not null,
  tournament_id uuid not null,
  user_id uuid references users,
  name text not null,
  -- Personal data lives here and in `users` only, never in the log; erasing a person blanks it.
  email text,
  phone text,
  club text,
  seed integer,
  rating integer,
  skill_level text,
  chips integer,
  status text not null check (status in ('waitlisted', 'registered', 'checked_in', 'active', 'eliminated', 'finished',
    'no_show', 'withdrawn', 'disqualified')),
  place integer,
  tied boolean not null default false,
  registered_at timestamptz not null,
  checked_in_at timestamptz,
  version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (org_id, tournament_id) references tournaments (org_id, id)
);
create unique index idx_players_tournament_user on players (tournament_id, user_id) where user_id is not null;
create index idx_players_tournament_status on players (tournament_id, status, seed);

create table matches (
  id uuid primary key,
  org_id uuid not null,
  tournament_id uuid not null,
  stage_id uuid not null references stages,
  stage_number integer not null,
  ref text not null,
  number integer not null,
  bracket text not null,
  round integer not null,
  position integer not null,
  player_a uuid,
  player_b uuid,
  race_a integer,
  race_b integer,
  score_a integer not null default 0,
  score_b integer not null default 0,
  winner text check (winner in ('a', 'b')),
  kind text check (kind in ('played', 'walkover', 'retired', 'disqualified', 'double_forfeit', 'bye')),
  state text not null check (state in ('locked', 'ready', 'assigned', 'active', 'paused', 'completed', 'void')),
  table_id uuid,
  called_at timestamptz,
  ready_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  sources jsonb not null default '{}',
  version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (org_id, tournament_id) references tournaments (org_id, id),
  foreign key (org_id, table_id) references tables (org_id, id)
) with (fillfactor = 80);
create index idx_matches_tournament_status on matches (tournament_id, state, round, position);
-- One match a table, over all tournaments. Checked row by row: writers free tables before they take them.
create unique index idx_matches_table_assignment on matches (table_id) where state in ('assigned', 'active', 'paused');

create table racks (
  match_id uuid not null,
  number integer not null,
  org_id uuid not null,
  tournament_id uuid not null,
  winner text not null check (winner in ('a', 'b')),
  version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (match_id, number)
);

create table tournament_tables (
  tournament_id uuid not null,
  table_id uuid not null,
  org_id uuid not null,
  status text not null default 'available' check (status in ('available', 'blocked')),
  reason text,
  block_after boolean not null default false,
  version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tournament_id, table_id),
  foreign key (org_id, tournament_id) references tournaments (org_id, id),
  foreign key (org_id, table_id) references tables (org_id, id)
);

-- A person at a table anywhere in the org; the second tournament that wants them meets the primary key.
create table busy_players (
  org_id uuid not null references organizations,
  user_id uuid not null references users,
  tournament_id uuid not null,
  match_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, user_id),
  foreign key (org_id, tournament_id) references tournaments (org_id, id)
);

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['tournaments', 'stages', 'players', 'matches', 'racks', 'tournament_tables',
    'busy_players'] loop
    execute format('alter table %I enable row level security, force row level security', tenant_table);
    execute format(
      'create policy tenant on %I using (org_id = nullif(current_setting(''app.org'', true), '''')::uuid) '
      'with check (org_id = nullif(current_setting(''app.org'', true), '''')::uuid)', tenant_table);
  end loop;
end $$;

grant select, insert, update on tournaments to railbird_app;
grant select, insert, update, delete on stages, players, matches, racks, tournament_tables, busy_players
  to railbird_app;
