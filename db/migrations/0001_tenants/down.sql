-- The roles stay: other databases of the same server may use them.
drop table tag_versions, tables, venues, sessions, organization_members, users, organizations;
drop extension citext;
revoke usage on schema public from railbird_app, railbird_lookup;
