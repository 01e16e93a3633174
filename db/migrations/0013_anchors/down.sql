drop function lookup.audit_heads(timestamptz);
drop policy lookup on audit_logs;
revoke all on audit_logs from railbird_lookup;
drop table audit_anchors;
