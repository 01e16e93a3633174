-- step outside a transaction
drop index concurrently if exists notifications_sent_idx;
drop index concurrently if exists notifications_inbox_idx;
