drop function lookup.leaderboards_due(integer);
drop policy lookup on tag_versions;
revoke select (org_id, tag, version) on tag_versions from railbird_lookup;
drop table leaderboard_runs;
