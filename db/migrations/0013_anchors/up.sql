-- Heads of the audit chains that have grown, each minute, signed by the server and printed to its log: whoever may write
-- every row can make a chain anew, but not what was signed and is kept elsewhere. Of the platform, of no org.
create table audit_anchors (
  position bigint primary key check (position > 0),
  at timestamptz not null,
  -- [[org, tournament or null, position, hash in hex], ...]
  heads jsonb not null,
  prev_hash bytea,
  hash bytea not null,
  signature bytea not null
);
grant select, insert on audit_anchors to railbird_app;

grant select (month, org_id, tournament_id, position, hash, timestamp) on audit_logs to railbird_lookup;
create policy lookup on audit_logs for select to railbird_lookup using (true);

-- Newest row of every chain that has grown since, found org by org along idx_audit_logs_org_timestamp.
create function lookup.audit_heads(p_since timestamptz) returns table (org_id uuid, tournament_id uuid,
  "position" bigint, hash text)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, grown.tournament_id, grown.position, encode(grown.hash, 'hex')
  from organizations o cross join lateral (
    select distinct on (a.tournament_id) a.tournament_id, a.position, a.hash from audit_logs a
    where a.org_id = o.id and a.timestamp > p_since and a.month >= date_trunc('month', p_since at time zone 'UTC')::date
    order by a.tournament_id, a.position desc
  ) grown
  order by 1, 2 nulls first
$$;
grant create on schema lookup to railbird_lookup;
alter function lookup.audit_heads(timestamptz) owner to railbird_lookup;
revoke create on schema lookup from railbird_lookup;
revoke all on function lookup.audit_heads(timestamptz) from public;
grant execute on function lookup.audit_heads(timestamptz) to railbird_app;
