drop table idempotency_keys, tournament_snapshots, tournament_events;
