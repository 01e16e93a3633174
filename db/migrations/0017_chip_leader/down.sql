create or replace function lookup.leader(p_tournament uuid) returns text
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
revoke select (chips) on players from railbird_lookup;
