-- The front page of everybody: which events are public, with the keys they are ordered by, so that a page is a range of
-- an index and can be walked by cursor. Not a security barrier: behind one the order of the page is not seen by the
-- index, and all that a leak could tell is dates and states; names and the rest come from lookup.public_tournament.
-- lookup.public_tournaments and its count sort every event for each page; they stay for servers of the release before.
grant select (created_at) on tournaments to railbird_lookup;
create view lookup.public_cards as
select t.id, t.org_id, t.status,
  -- Live ones, then those to come by date, then the past, newest first.
  case when t.status in ('active', 'paused') then 0 when t.status in ('check_in', 'registration') then 1 else 2 end
    as rank,
  case when t.status in ('check_in', 'registration') then coalesce(t.start_date, '9999-12-31T00:00:00Z'::timestamptz)
    else '0001-01-01T00:00:00Z'::timestamptz end as due,
  coalesce(t.started_at, t.start_date, t.created_at) as since
from tournaments t
where t.visibility = 'public' and t.deleted_at is null and t.status <> 'draft';
grant create on schema lookup to railbird_lookup;
alter view lookup.public_cards owner to railbird_lookup;
revoke create on schema lookup from railbird_lookup;
grant select on lookup.public_cards to railbird_app;
-- step outside a transaction
drop index concurrently if exists tournaments_public_idx;
create index concurrently tournaments_public_idx on tournaments (
  (case when status in ('active', 'paused') then 0 when status in ('check_in', 'registration') then 1 else 2 end),
  (case when status in ('check_in', 'registration') then coalesce(start_date, '9999-12-31T00:00:00Z'::timestamptz)
    else '0001-01-01T00:00:00Z'::timestamptz end),
  (coalesce(started_at, start_date, created_at)) desc, id desc)
  where visibility = 'public' and deleted_at is null and status <> 'draft';
-- What is known of the keys is known only then.
analyze tournaments;
