-- The log of play, which is the truth, and what makes it quick and safe to write: snapshots and idempotency keys.
-- Partitions carry no grants and no policy of their own: all access goes through the parent.
create table tournament_events (
  month date not null,
  tournament_id uuid not null,
  version integer not null,
  org_id uuid not null,
  type text not null,
  actor uuid,
  data jsonb not null,
  ops jsonb not null,
  at timestamptz not null,
  request_id text,
  primary key (month, tournament_id, version)
) partition by range (month);
-- Months get partitions of their own (db/partitions.ts); a row without one still finds a place here.
create table tournament_events_default partition of tournament_events default;

-- Engine state, compressed, every so many versions: a cold start folds only the events after it.
create table tournament_snapshots (
  tournament_id uuid not null,
  version integer not null,
  org_id uuid not null,
  state bytea not null,
  created_at timestamptz not null default now(),
  primary key (tournament_id, version),
  foreign key (org_id, tournament_id) references tournaments (org_id, id)
);

-- `response` is text: a repeated request gets the stored answer byte for byte.
create table idempotency_keys (
  org_id uuid not null references organizations,
  principal text not null,
  method text not null,
  route text not null,
  key text not null,
  body_sha256 text not null,
  status integer not null,
  response text,
  version bigint,
  created_at timestamptz not null default now(),
  primary key (org_id, principal, method, route, key)
);
create index idempotency_keys_created_at_idx on idempotency_keys (created_at);

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['tournament_events', 'tournament_snapshots', 'idempotency_keys'] loop
    execute format('alter table %I enable row level security, force row level security', tenant_table);
    execute format(
      'create policy tenant on %I using (org_id = nullif(current_setting(''app.org'', true), '''')::uuid) '
      'with check (org_id = nullif(current_setting(''app.org'', true), '''')::uuid)', tenant_table);
  end loop;
end $$;

grant select, insert on tournament_events to railbird_app;
grant select, insert, delete on tournament_snapshots, idempotency_keys to railbird_app;
