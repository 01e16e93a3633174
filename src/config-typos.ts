/** Names that were surely meant to be one of ours: one slip away, or ours with the product's name before it. */
export function typos(env: Readonly<Record<string, string | undefined>>, known: readonly string[]): string[] {
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
