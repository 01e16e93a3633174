drop schema lookup cascade;
drop policy lookup on players;
drop policy lookup on matches;
drop policy lookup on tournaments;
drop policy lookup on organization_members;
-- Also takes back the grants on single columns.
revoke all on players, matches, tournaments, sessions, organization_members, users, organizations from railbird_lookup;
