-- Where the log of an event lies that was over long ago: the part of the archive, `2026-05/events-0001`; null: here.
alter table tournaments add column archive text;
