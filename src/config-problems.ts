/**
 * What can be wrong with an environment beyond the value of one variable: names that were meant to be others, and
 * variables that do not go together.
 */

type Environment = Readonly<Record<string, string | undefined>>

/** What a secret must look like. */
export const secretForm = 'at least 32 characters; make one with: openssl rand -hex 32'

/** One line per conflict. */
export function conflicts(env: Environment): string[] {
  const found: string[] = []
  const isProduction = env.NODE_ENV === 'production'
  if (isProduction && !env.SESSION_SECRET) found.push(`SESSION_SECRET is missing; accepted: ${secretForm}`)
  if (isProduction && env.DEMO === 'on') found.push('DEMO is "on"; accepted: off, because NODE_ENV is production')
  if (env.FAIL_AT && env.NODE_ENV !== 'test') found.push('FAIL_AT is set; accepted: only with NODE_ENV=test')
  if (env.DATABASE_OWNER_URL && !env.DATABASE_URL)
    found.push('DATABASE_OWNER_URL is set; accepted: only with DATABASE_URL')
  if (env.DATABASE_REPLICA_URLS && !env.DATABASE_URL)
    found.push('DATABASE_REPLICA_URLS is set; accepted: only with DATABASE_URL')
  return found
}

/** Names that were surely meant to be one of ours: one slip away, or ours with the product's name before it. */
export function typos(env: Environment, known: readonly string[]): string[] {
  return Object.keys(env).flatMap((name) => {
    if (known.includes(name)) return []
    const meant = known.find((k) => name === `RAILBIRD_${k}` || (k.length >= 8 && isOneSlip(name.toUpperCase(), k)))
    return meant === undefined ? [] : [`${name} is not a variable of Railbird; accepted: ${meant}, if that was meant`]
  })
}

/** True if `a` and `b` differ by one missing, extra, wrong or swapped letter, or only in case. */
function isOneSlip(a: string, b: string): boolean {
  let head = 0
  while (head < b.length && a[head] === b[head]) head++
  const [restA, restB] = [a.slice(head), b.slice(head)]
  if (restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB) return true
  return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0]
}
