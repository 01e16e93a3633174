-- While chips are in play the leader is who has most of them: the first row of idx_players_chips_desc. Matches won and
-- lost say less there, because nobody is paired by them.
grant select (chips) on players to railbird_lookup;
create or replace function lookup.leader(p_tournament uuid) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select p.name
    from players p join tournaments t on t.id = p.tournament_id
    where p.tournament_id = p_tournament and p.chips is not null
      and p.status not in ('withdrawn', 'disqualified', 'no_show')
      and t.type in ('chip_lives', 'chip_points') and t.status in ('active', 'paused')
    order by p.chips desc nulls first, p.id
    limit 1
  ), (
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
  ))
$$;
