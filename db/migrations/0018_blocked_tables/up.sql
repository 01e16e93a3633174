-- Which tables are blocked is asked for each table of an org; the primary key begins with the tournament.
-- step outside a transaction
drop index concurrently if exists tournament_tables_blocked_idx;
create index concurrently tournament_tables_blocked_idx on tournament_tables (table_id) where status = 'blocked';
