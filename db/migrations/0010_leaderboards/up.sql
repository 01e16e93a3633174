-- Which state of its list an org's tables of honour are made of. Whose list has moved on since is due.
create table leaderboard_runs (
  org_id uuid primary key references organizations,
  list_version bigint not null,
  refreshed_at timestamptz not null default clock_timestamp()
);
alter table leaderboard_runs enable row level security, force row level security;
create policy tenant on leaderboard_runs using (org_id = nullif(current_setting('app.org', true), '')::uuid)
  with check (org_id = nullif(current_setting('app.org', true), '')::uuid);
grant select, insert, update on leaderboard_runs to railbird_app;

grant select (org_id, list_version) on leaderboard_runs to railbird_lookup;
grant select (org_id, tag, version) on tag_versions to railbird_lookup;
create policy lookup on leaderboard_runs for select to railbird_lookup using (true);
create policy lookup on tag_versions for select to railbird_lookup using (tag = 'list');
create function lookup.leaderboards_due(p_limit integer) returns table (org_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select v.org_id from tag_versions v left join leaderboard_runs r on r.org_id = v.org_id
  where v.tag = 'list' and v.version is distinct from r.list_version
    and v.org_id <> '00000000-0000-0000-0000-000000000000'
  order by r.org_id nulls first, v.version - coalesce(r.list_version, 0) desc limit p_limit
$$;
grant create on schema lookup to railbird_lookup;
alter function lookup.leaderboards_due(integer) owner to railbird_lookup;
revoke create on schema lookup from railbird_lookup;
revoke all on function lookup.leaderboards_due(integer) from public;
grant execute on function lookup.leaderboards_due(integer) to railbird_app;
