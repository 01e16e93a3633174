/**
 * Who plays whom in which round of a round robin. Source: Berger tables, FIDE handbook C.05, annex 1.
 * Players are numbers from 1; the first of a pair breaks first. With an odd field one player rests in each round.
 */

/** Pairs of each round, in the order of the printed tables; a second cycle repeats them with sides swapped. */
export function bergerRounds(players: number, cycles: 1 | 2): [number, number][][] {
  const even = players + (players % 2)
  const rounds = Array.from({ length: even - 1 }, (_, at) => bergerRound(even, at + 1))
  const played = rounds.map((pairs) => pairs.filter(([a, b]) => a <= players && b <= players))
  if (cycles === 1) return played
  return [...played, ...played.map((pairs) => pairs.map(([a, b]): [number, number] => [b, a]))]
}

function bergerRound(even: number, round: number): [number, number][] {
  // All but the last player sit in a circle; those at equal distance from the one who meets the last player meet.
  const circle = even - 1
  const inCircle = (number: number) => ((number - 1 + circle) % circle) + 1
  const alone = round % 2 === 1 ? (round + 1) / 2 : even / 2 + round / 2
  const pairs: [number, number][] = [alone <= even / 2 ? [alone, even] : [even, alone]]
  for (let step = 1; step < even / 2; step++) pairs.push([inCircle(alone + step), inCircle(alone - step)])
  return pairs
}
