-- step outside a transaction
drop index concurrently if exists tournaments_public_idx;
-- step
drop view lookup.public_cards;
revoke select (created_at) on tournaments from railbird_lookup;
