/**
 * Named crash points of the write and join paths, for tests that kill the process exactly there.
 * `config.ts` admits FAIL_AT only with NODE_ENV=test; everywhere else this is one comparison with undefined.
 */

/** Points that exist; a name that is none of these is refused at start. */
export const failpoints = [
  'after_commit',
  'after_floor',
  'after_publish',
  'mid_snapshot',
  'before_live',
  'archive_begun',
  'archive_framed',
  'archive_listed',
  'archive_marked',
  'archive_left',
] as const

/** Dies like a killed process (exit 137) when `name` is the point asked for. */
export type Failpoint = (name: (typeof failpoints)[number]) => void

/** The failpoint of this process; `at` is FAIL_AT. Throws for a name that does not exist. */
export function failpointAt(at: string | undefined): Failpoint {
  if (at !== undefined && !(failpoints as readonly string[]).includes(at))
    throw new Error(`FAIL_AT is "${at}"; there are ${failpoints.join(', ')}`)
  return (name) => {
    if (name === at) process.exit(137)
  }
}
