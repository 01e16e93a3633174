-- Attached indexes of partitions go with their parent's.
drop index if exists idx_audit_logs_org_timestamp, idx_audit_logs_user_timestamp;
-- step outside a transaction
drop index concurrently if exists idx_payments_org_timestamp;
drop index concurrently if exists idx_payments_tournament_status;
drop index concurrently if exists idx_notifications_tournament;
drop index concurrently if exists idx_notifications_org_status;
drop index concurrently if exists idx_players_chips_desc;
drop index concurrently if exists idx_matches_player_history;
drop index concurrently if exists idx_matches_completed_at;
drop index concurrently if exists idx_tournaments_search;
drop index concurrently if exists idx_tournaments_status;
-- step
drop function if exists lookup.search_tournaments(uuid, text);
create or replace function lookup.tournaments_due(p_before timestamptz) returns table (id uuid, org_id uuid,
  status text, version integer, start_date timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.org_id, t.status, t.version, t.start_date from tournaments t
  where t.deleted_at is null and (t.status in ('active', 'paused', 'check_in')
    or (t.status = 'registration' and t.start_date <= p_before))
$$;
drop extension if exists pg_trgm;
