-- Operators ask for the server's own counters: the app may put railbird_ops on for one transaction, and has none of
-- its rights otherwise. Where the migrator may not say so, they are asked for as the app, which sees less.
do $$
begin
  if current_setting('server_version_num')::int >= 160000 then
    execute 'grant railbird_ops to railbird_app with inherit false, set true';
  else
    alter role railbird_app noinherit;
    grant railbird_ops to railbird_app;
  end if;
exception when insufficient_privilege or internal_error then
  -- The second: another database of this server says the same at this moment.
  null;
end $$;
