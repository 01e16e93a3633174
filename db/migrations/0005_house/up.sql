-- What a house keeps beside its play: who did what, messages, money, keys of programs, and tables of honour.
-- Who did what. One chain of hashes per tournament (its row lock is held anyway) and one per org for everything else.
-- Partitioned by the month of `timestamp`; partitions carry no grants and no policy of their own.
create table audit_logs (
  month date not null,
  id uuid not null,
  org_id uuid not null,
  user_id uuid,
  -- Who it was, where it was no account: `key:<id>`.
  principal text,
  tournament_id uuid,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  -- Place in its chain, from 1: the version of the tournament, or the number of the org's own entries.
  position bigint not null check (position > 0),
  prev_hash bytea,
  hash bytea not null,
  -- SHA-256 of the event of this version, so that nobody changes the log of play without changing this row.
  event_hash bytea,
  address text,
  request_id text,
  timestamp timestamptz not null,
  primary key (month, id)
) partition by range (month);
-- Months get partitions of their own (db/partitions.ts); a row without one still finds a place here.
create table audit_logs_default partition of audit_logs default;
create index audit_logs_tournament_idx on audit_logs (tournament_id, timestamp desc nulls first, id);

-- Heads of the chains: of an org here, of a tournament on its row, which every write to it changes anyway.
create table audit_chains (
  org_id uuid primary key references organizations,
  position bigint not null,
  prev_hash bytea,
  hash bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
alter table tournaments add column audit_hash bytea;

create table notifications (
  id uuid primary key,
  org_id uuid not null references organizations,
  tournament_id uuid,
  user_id uuid references users,
  channel text not null check (channel in ('in_app', 'email', 'sms')),
  template text not null,
  status text not null default 'pending' check (status in ('pending', 'sent', 'failed', 'read')),
  dedupe_key text not null,
  payload jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, dedupe_key),
  foreign key (org_id, tournament_id) references tournaments (org_id, id)
);

create table payments (
  id uuid primary key,
  org_id uuid not null references organizations,
  tournament_id uuid,
  player_id uuid,
  purpose text not null check (purpose in ('entry_fee', 'buy_back', 'payout', 'other')),
  amount_cents bigint not null check (amount_cents > 0),
  refunded_cents bigint not null default 0 check (refunded_cents between 0 and amount_cents),
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed', 'cancelled',
    'partially_refunded', 'refunded')),
  provider_ref text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, id),
  foreign key (org_id, tournament_id) references tournaments (org_id, id)
);

-- Every posting sums to zero when its transaction commits; a row is never changed.
create table ledger_entries (
  id uuid primary key,
  org_id uuid not null,
  payment_id uuid not null,
  posting uuid not null,
  account text not null check (account in ('cash', 'entry_fees', 'house', 'prizes', 'fees', 'refunds')),
  amount_cents bigint not null check (amount_cents <> 0),
  created_at timestamptz not null default now(),
  foreign key (org_id, payment_id) references payments (org_id, id)
);
create index ledger_entries_payment_idx on ledger_entries (org_id, payment_id);
create index ledger_entries_posting_idx on ledger_entries (org_id, posting);

-- Runs under the policy of the writer: rows that the transaction cannot see any more count as a fault, not as zero.
create function check_posting() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  total bigint;
begin
  select sum(amount_cents) into total from ledger_entries where org_id = new.org_id and posting = new.posting;
  if total is distinct from 0 then
    raise exception using errcode = 'check_violation', constraint = 'ledger_entries_posting_check',
      message = 'a posting does not sum to zero';
  end if;
  return null;
end $$;
revoke all on function check_posting() from public;
create constraint trigger ledger_entries_posting_check after insert or update on ledger_entries
  deferrable initially deferred for each row execute function check_posting();

-- `hash` is HMAC-SHA-256 of the whole key; the prefix finds the row.
create table api_keys (
  id uuid primary key,
  org_id uuid not null references organizations,
  name text not null,
  prefix text not null constraint api_keys_prefix_key unique,
  hash bytea not null,
  scopes text[] not null check (scopes <@ array['read', 'score', 'manage']),
  tier text not null default 'free' check (tier in ('free', 'pro', 'enterprise')),
  created_by uuid references users,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_org_idx on api_keys (org_id, created_at);

-- One row per person and finished match: history and head-to-head, which the bracket's rows cannot answer by person.
create table match_players (
  org_id uuid not null,
  user_id uuid not null references users,
  match_id uuid not null,
  tournament_id uuid not null,
  opponent_id uuid references users,
  has_won boolean not null,
  score integer not null,
  opponent_score integer not null,
  completed_at timestamptz not null,
  primary key (match_id, user_id),
  foreign key (org_id, tournament_id) references tournaments (org_id, id)
);

-- Figures per person of an org, of one of its formats, or of one of its venues (`scope_id`).
create table leaderboards (
  org_id uuid not null references organizations,
  scope text not null check (scope in ('org', 'format', 'venue')),
  scope_id text not null,
  user_id uuid not null references users,
  rank integer not null,
  played integer not null,
  won integer not null,
  racks_for integer not null,
  racks_against integer not null,
  titles integer not null,
  updated_at timestamptz not null default now(),
  primary key (org_id, scope, scope_id, user_id)
);
create index leaderboards_rank_idx on leaderboards (org_id, scope, scope_id, rank, user_id);

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['audit_logs', 'audit_chains', 'notifications', 'payments', 'ledger_entries',
    'api_keys', 'match_players', 'leaderboards'] loop
    execute format('alter table %I enable row level security, force row level security', tenant_table);
    execute format(
      'create policy tenant on %I using (org_id = nullif(current_setting(''app.org'', true), '''')::uuid) '
      'with check (org_id = nullif(current_setting(''app.org'', true), '''')::uuid)', tenant_table);
  end loop;
end $$;

grant select, insert on audit_logs, ledger_entries to railbird_app;
grant select, insert, update on audit_chains, notifications, payments, api_keys to railbird_app;
grant select, insert, update, delete on match_players, leaderboards to railbird_app;

-- A key says which org it speaks for, so it is found before the org is known. Expired and revoked ones are returned
-- too: the caller must tell them apart from unknown ones.
grant select (id, org_id, prefix, hash, scopes, tier, created_by, expires_at, last_used_at, revoked_at) on api_keys
  to railbird_lookup;
create policy lookup on api_keys for select to railbird_lookup using (true);
create function lookup.api_key_by_prefix(p_prefix text) returns table (id uuid, hash bytea, scopes text[], tier text,
  created_by uuid, expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz, org_id uuid,
  org_slug text, org_name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, k.hash, k.scopes, k.tier, k.created_by, k.expires_at, k.last_used_at, k.revoked_at, o.id, o.slug, o.name
  from api_keys k join organizations o on o.id = k.org_id
  where k.prefix = p_prefix
$$;
grant create on schema lookup to railbird_lookup;
alter function lookup.api_key_by_prefix(text) owner to railbird_lookup;
revoke create on schema lookup from railbird_lookup;
revoke all on function lookup.api_key_by_prefix(text) from public;
grant execute on function lookup.api_key_by_prefix(text) to railbird_app;
