-- Beside the queue and the event's own: what a person was told, and all that an org has sent, newest first.
-- step outside a transaction
drop index concurrently if exists notifications_inbox_idx;
create index concurrently notifications_inbox_idx on notifications (org_id, user_id, created_at, id);
-- step outside a transaction
drop index concurrently if exists notifications_sent_idx;
create index concurrently notifications_sent_idx on notifications (org_id, created_at, id);
