-- step outside a transaction
drop index concurrently if exists tournament_tables_blocked_idx;
