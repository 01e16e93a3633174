-- Runs of named jobs: one row a run, whichever node held the job's lock. An end without an error is a success.
create table job_runs (
  id uuid primary key,
  job text not null,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  result text,
  error text
);
create index job_runs_job_idx on job_runs (job, started_at desc);
grant select, insert, update, delete on job_runs to railbird_app;
