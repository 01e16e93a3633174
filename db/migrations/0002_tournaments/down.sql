drop table busy_players, tournament_tables, racks, matches, players, stages, tournaments;
