-- Roles belong to the whole server, and other databases of it may count on this one: it stays as it is.
do $$ begin null; end $$;
