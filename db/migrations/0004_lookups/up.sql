-- What must be answered before the org is known, or across orgs. Each function is owned by `railbird_lookup`, which
-- cannot log in, sees only the columns granted here, and is the only role with a policy beside the tenant's own.
create schema lookup;
grant usage, create on schema lookup to railbird_lookup;
grant usage on schema lookup to railbird_app;

grant select (id, slug, name) on organizations to railbird_lookup;
grant select (id, email, name, password_hash, status, is_platform_admin, version) on users to railbird_lookup;
grant select (org_id, user_id, role, status) on organization_members to railbird_lookup;
grant select (id, user_id, kind, token_hash, family, generation, created_at, last_used_at, expires_at, revoked_at)
  on sessions to railbird_lookup;
grant select (id, org_id, name, type, status, visibility, version, epoch, start_date, started_at, completed_at,
  deleted_at, match_count, matches_done) on tournaments to railbird_lookup;
grant select (tournament_id, state, table_id, player_a, player_b, score_a, score_b, winner) on matches
  to railbird_lookup;
grant select (id, tournament_id, name, seed, status, place) on players to railbird_lookup;
create policy lookup on organization_members for select to railbird_lookup using (true);
create policy lookup on tournaments for select to railbird_lookup using (true);
create policy lookup on matches for select to railbird_lookup using (true);
create policy lookup on players for select to railbird_lookup using (true);

-- [{orgId, slug, name, role}] in order of slug; suspended and invited members are nobody yet.
create function lookup.memberships(p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('orgId', o.id, 'slug', o.slug, 'name', o.name, 'role', m.role)
    order by o.slug), '[]')
  from organization_members m join organizations o on o.id = m.org_id
  where m.user_id = p_user and m.status = 'active'
$$;

create function lookup.membership(p_user uuid, p_org uuid) returns table (role text, status text)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.role, m.status from organization_members m where m.user_id = p_user and m.org_id = p_org
$$;

create function lookup.user_by_email(p_email text) returns table (id uuid, email text, name text, password_hash text,
  status text, is_platform_admin boolean, version bigint, orgs jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.email::text, u.name, u.password_hash, u.status, u.is_platform_admin, u.version,
    lookup.memberships(u.id)
  from users u where u.email = p_email::citext
$$;

create function lookup.user_by_id(p_id uuid) returns table (id uuid, email text, name text, password_hash text,
  status text, is_platform_admin boolean, version bigint, orgs jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.email::text, u.name, u.password_hash, u.status, u.is_platform_admin, u.version,
    lookup.memberships(u.id)
  from users u where u.id = p_id
$$;

-- Expired and revoked sessions are returned too: the caller must tell them apart from unknown ones.
create function lookup.session_by_hash(p_hash text) returns table (id uuid, kind text, family uuid, generation integer,
  created_at timestamptz, last_used_at timestamptz, expires_at timestamptz, revoked_at timestamptz, user_id uuid,
  email text, name text, status text, is_platform_admin boolean, orgs jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.kind, s.family, s.generation, s.created_at, s.last_used_at, s.expires_at, s.revoked_at, u.id,
    u.email::text, u.name, u.status, u.is_platform_admin, lookup.memberships(u.id)
  from sessions s join users u on u.id = s.user_id
  where s.token_hash = p_hash
$$;

create function lookup.org_by_slug(p_slug text) returns table (id uuid, slug text, name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, o.slug, o.name from organizations o where o.slug = p_slug
$$;

-- Place 1 once it is decided; before that whoever has lost least, won most and is still in.
create function lookup.leader(p_tournament uuid) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  with played as (
    select side.player, count(*) filter (where side.won) as won, count(*) filter (where not side.won) as lost,
      sum(side.difference) as difference
    from matches m cross join lateral (values
      (m.player_a, m.winner = 'a', m.score_a - m.score_b), (m.player_b, m.winner = 'b', m.score_b - m.score_a)
    ) as side (player, won, difference)
    where m.tournament_id = p_tournament and m.state = 'completed' and side.player is not null
    group by side.player
  )
  select p.name
  from played join players p on p.id = played.player
  where p.tournament_id = p_tournament
    and (p.place = 1 or p.status not in ('withdrawn', 'disqualified', 'no_show'))
  order by (p.place = 1) desc nulls last, (p.status = 'eliminated'), played.lost, played.won desc,
    played.difference desc, p.seed nulls last, p.id
  limit 1
$$;

-- Only these columns of a tournament ever leave its org. Unlisted ones are found by id, never by a page.
create type lookup.card as (id uuid, org_id uuid, org_slug text, name text, type text, status text,
  visibility text, version integer, start_date timestamptz, match_count integer, matches_done integer,
  tables_in_play integer, leader text);

create function lookup.public_tournament(p_id uuid) returns setof lookup.card
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.org_id, o.slug, t.name, t.type, t.status, t.visibility, t.version, t.start_date, t.match_count,
    t.matches_done,
    (select count(*)::int from matches m where m.tournament_id = t.id and m.table_id is not null
      and m.state in ('assigned', 'active', 'paused')),
    lookup.leader(t.id)
  from tournaments t join organizations o on o.id = t.org_id
  where t.id = p_id and t.deleted_at is null and t.visibility in ('public', 'unlisted')
$$;

-- Live ones first, then those to come by date, then the past, newest first. Null filters admit everything but drafts.
create function lookup.public_tournaments(p_org_slug text, p_statuses text[], p_limit integer, p_offset integer)
returns setof lookup.card
language sql stable security definer set search_path = public, pg_temp as $$
  with page as (
    select t.id, row_number() over (order by
      case when t.status in ('active', 'paused') then 0 when t.status in ('check_in', 'registration') then 1 else 2 end,
      case when t.status in ('check_in', 'registration') then t.start_date end,
      coalesce(t.started_at, t.start_date) desc nulls last, t.id desc) as rank
    from tournaments t join organizations o on o.id = t.org_id
    where t.visibility = 'public' and t.deleted_at is null and t.status <> 'draft'
      and (p_org_slug is null or o.slug = p_org_slug)
      and (p_statuses is null or t.status = any (p_statuses))
    order by rank limit least(p_limit, 100) offset p_offset
  )
  select card.* from page cross join lateral lookup.public_tournament(page.id) card order by page.rank
$$;

create function lookup.public_tournament_count(p_org_slug text, p_statuses text[]) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int from tournaments t join organizations o on o.id = t.org_id
  where t.visibility = 'public' and t.deleted_at is null and t.status <> 'draft'
    and (p_org_slug is null or o.slug = p_org_slug)
    and (p_statuses is null or t.status = any (p_statuses))
$$;

-- Versions of the tournaments a node watches; unknown ids are left out.
create function lookup.heads(p_ids uuid[]) returns table (id uuid, org_id uuid, epoch text, version integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.org_id, t.epoch, t.version from tournaments t where t.id = any (p_ids)
$$;

-- Being played, or checking in, or due to begin by `p_before`.
create function lookup.tournaments_due(p_before timestamptz) returns table (id uuid, org_id uuid, status text,
  version integer, start_date timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.org_id, t.status, t.version, t.start_date from tournaments t
  where t.deleted_at is null and (t.status in ('active', 'paused', 'check_in')
    or (t.status = 'registration' and t.start_date <= p_before))
$$;

do $$
declare
  lookup_function regprocedure;
begin
  for lookup_function in select p.oid from pg_proc p where p.pronamespace = 'lookup'::regnamespace loop
    execute format('alter function %s owner to railbird_lookup', lookup_function);
    execute format('revoke all on function %s from public', lookup_function);
    execute format('grant execute on function %s to railbird_app', lookup_function);
  end loop;
end $$;
revoke create on schema lookup from railbird_lookup;
revoke execute on function lookup.leader(uuid), lookup.memberships(uuid) from railbird_app;
