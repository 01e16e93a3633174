-- Roles, and what exists before any tournament: organisations, people, sessions, venues, tables.
-- Roles belong to the whole server, so another database may already have made them.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['railbird_app', 'railbird_lookup', 'railbird_ops'] loop
    begin
      execute format('create role %I nologin', wanted);
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
  -- A migrator that is no superuser must be able to put on the two roles: one to serve with, one to own look-ups.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant railbird_app, railbird_lookup to %I', current_user);
  end if;
  begin
    grant pg_monitor to railbird_ops;
  exception when insufficient_privilege then
    null;
  end;
end $$;

create extension if not exists citext with schema public;
grant usage on schema public to railbird_app, railbird_lookup;

create table organizations (
  id uuid primary key,
  slug text not null constraint organizations_slug_key unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  settings jsonb not null default '{}',
  plan text not null default 'free',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table users (
  id uuid primary key,
  email citext not null,
  name text not null,
  password_hash text not null,
  status text not null default 'active' check (status in ('active', 'disabled')),
  is_platform_admin boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index idx_users_email on users (email);

create table organization_members (
  org_id uuid not null references organizations,
  user_id uuid not null references users,
  role text not null check (role in ('owner', 'director', 'scorekeeper', 'viewer')),
  status text not null default 'active' check (status in ('invited', 'active', 'suspended')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, user_id)
);
create index idx_users_org_role on organization_members (user_id, role) include (org_id);
create index idx_org_members_org_role on organization_members (org_id, role);

-- One row per token. An access token and the refresh token given with it share family and generation.
create table sessions (
  id uuid primary key,
  user_id uuid not null references users,
  kind text not null default 'access' check (kind in ('access', 'refresh')),
  token_hash text not null constraint sessions_token_hash_key unique,
  family uuid not null,
  generation integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_family_idx on sessions (family, generation);
create index sessions_user_idx on sessions (user_id);

create table venues (
  id uuid primary key,
  org_id uuid not null references organizations,
  name text not null,
  address text,
  city text,
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, id)
);

-- A table of the house, written outside any log. Which match holds it is told by `matches.table_id`.
create table tables (
  id uuid primary key,
  org_id uuid not null references organizations,
  venue_id uuid,
  label text not null,
  attributes jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, id),
  foreign key (org_id, venue_id) references venues (org_id, id)
);

-- Counters that lists and their ETags depend on. The nil org is the platform itself and open to every org.
create table tag_versions (
  org_id uuid not null,
  tag text not null,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, tag)
);

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['organization_members', 'venues', 'tables'] loop
    execute format('alter table %I enable row level security, force row level security', tenant_table);
    execute format(
      'create policy tenant on %I using (org_id = nullif(current_setting(''app.org'', true), '''')::uuid) '
      'with check (org_id = nullif(current_setting(''app.org'', true), '''')::uuid)', tenant_table);
  end loop;
end $$;
alter table tag_versions enable row level security, force row level security;
create policy tenant on tag_versions using (
  org_id = nullif(current_setting('app.org', true), '')::uuid or org_id = '00000000-0000-0000-0000-000000000000'
);

grant select, insert, update on organizations, users, tag_versions to railbird_app;
grant select, insert, update, delete on organization_members, sessions, venues, tables to railbird_app;
