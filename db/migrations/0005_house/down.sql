drop function lookup.api_key_by_prefix(text);
drop table leaderboards, match_players, api_keys, ledger_entries, payments, notifications, audit_chains, audit_logs;
drop function check_posting();
alter table tournaments drop column audit_hash;
