-- The rest of the twenty indexes, built beside running writers. Each has a step of its own, which begins by dropping
-- what a run that was cut short left behind (such an index is invalid and only costs).
create extension if not exists pg_trgm with schema public;

-- ILIKE is not leakproof, so under a policy no plan may use the index: the names of one org are searched here. The
-- statement is planned anew for each pattern, because how many names fit decides between this index and the org's own.
create function lookup.search_tournaments(p_org uuid, p_pattern text) returns setof uuid
language plpgsql stable rows 50 security definer set search_path = public, pg_temp as $$
begin
  return query execute 'select t.id from tournaments t where t.org_id = $1 and t.name ilike $2' using p_org, p_pattern;
end $$;

-- Two arms, each of them a range of idx_tournaments_status; one condition with OR would read every tournament.
create or replace function lookup.tournaments_due(p_before timestamptz) returns table (id uuid, org_id uuid,
  status text, version integer, start_date timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.org_id, t.status, t.version, t.start_date from tournaments t
  where t.deleted_at is null and t.status in ('active', 'paused', 'check_in')
  union all
  select t.id, t.org_id, t.status, t.version, t.start_date from tournaments t
  where t.deleted_at is null and t.status = 'registration' and t.start_date <= p_before
$$;
grant create on schema lookup to railbird_lookup;
alter function lookup.search_tournaments(uuid, text) owner to railbird_lookup;
revoke create on schema lookup from railbird_lookup;
revoke all on function lookup.search_tournaments(uuid, text) from public;
grant execute on function lookup.search_tournaments(uuid, text) to railbird_app;
-- step outside a transaction
drop index concurrently if exists idx_tournaments_status;
create index concurrently idx_tournaments_status on tournaments (status, start_date)
  where status in ('active', 'paused', 'check_in', 'registration');
-- step outside a transaction
drop index concurrently if exists idx_tournaments_search;
create index concurrently idx_tournaments_search on tournaments using gin (name gin_trgm_ops);
-- step outside a transaction
drop index concurrently if exists idx_matches_completed_at;
create index concurrently idx_matches_completed_at on matches (org_id, completed_at desc nulls first, id)
  where completed_at is not null;
-- step outside a transaction
drop index concurrently if exists idx_matches_player_history;
create index concurrently idx_matches_player_history
  on match_players (org_id, user_id, completed_at desc nulls first, match_id);
-- step outside a transaction
drop index concurrently if exists idx_players_chips_desc;
create index concurrently idx_players_chips_desc on players (tournament_id, chips desc nulls first, id);
-- step outside a transaction
drop index concurrently if exists idx_notifications_org_status;
create index concurrently idx_notifications_org_status on notifications (org_id, status, created_at);
-- step outside a transaction
drop index concurrently if exists idx_notifications_tournament;
create index concurrently idx_notifications_tournament on notifications (tournament_id, created_at desc nulls first);
-- step outside a transaction
drop index concurrently if exists idx_payments_tournament_status;
create index concurrently idx_payments_tournament_status on payments (tournament_id, status);
-- step outside a transaction
drop index concurrently if exists idx_payments_org_timestamp;
create index concurrently idx_payments_org_timestamp on payments (org_id, created_at desc nulls first, id);
-- step
-- A partitioned table cannot be indexed concurrently: the parent gets an empty, invalid index, each partition its own
-- beside running writers, and the attaching of the last one makes the parent's valid. Partitions made from now on get
-- theirs with the table.
drop index if exists idx_audit_logs_org_timestamp, idx_audit_logs_user_timestamp;
create index idx_audit_logs_org_timestamp on only audit_logs (org_id, timestamp desc nulls first, id);
create index idx_audit_logs_user_timestamp on only audit_logs (org_id, user_id, timestamp desc nulls first, id);
-- step outside a transaction, for each partition of audit_logs
drop index concurrently if exists {partition}_org_timestamp;
create index concurrently {partition}_org_timestamp on {partition} (org_id, timestamp desc nulls first, id);
drop index concurrently if exists {partition}_user_timestamp;
create index concurrently {partition}_user_timestamp on {partition} (org_id, user_id, timestamp desc nulls first, id);
-- step
do $$
declare
  part record;
begin
  for part in select c.relname as name, i.suffix
    from pg_inherits h join pg_class c on c.oid = h.inhrelid
      cross join (values ('org_timestamp'), ('user_timestamp')) as i (suffix)
    where h.inhparent = 'audit_logs'::regclass and to_regclass(format('%I', c.relname || '_' || i.suffix)) is not null
  loop
    execute format('alter index idx_audit_logs_%s attach partition %I', part.suffix, part.name || '_' || part.suffix);
  end loop;
end $$;
