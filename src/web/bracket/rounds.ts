/**
 * Rounds as people name them. A round in which nobody plays is left out, and the losers rounds are counted
 * as they are drawn, so that the first one on the sheet is the first one in words.
 */
import type { Bracket } from '../../engine/types.ts'
import type { Node } from './links.ts'

export interface Round {
  /** `W2`, `L5`, `GF1`, `GF2`, `F1`, `3P`; stable over updates. */
  readonly key: string
  readonly bracket: Bracket
  readonly round: number
  readonly name: string
  readonly ids: readonly string[]
}

const sides: readonly Bracket[] = ['W', 'L', 'P', 'GF', 'F', '3P']

/** The rounds that are drawn, winners side first, each with its matches in bracket order. */
export function roundsOf(nodes: ReadonlyMap<string, Node>): readonly Round[] {
  const groups = new Map<string, { bracket: Bracket; round: number; ids: string[] }>()
  // By place, not by number: a match that came with a late player has the last number.
  for (const { id, row } of [...nodes.values()].sort((a, b) => a.row.position - b.row.position)) {
    const key = `${row.bracket}${row.bracket === '3P' ? '' : row.round}`
    const group = groups.get(key) ?? { bracket: row.bracket, round: row.round, ids: [] }
    group.ids.push(id)
    groups.set(key, group)
  }
  const sorted = [...groups].sort(
    ([, a], [, b]) => sides.indexOf(a.bracket) - sides.indexOf(b.bracket) || a.round - b.round,
  )
  const has = (bracket: Bracket) => [...groups.values()].some((group) => group.bracket === bracket)
  const isDouble = has('GF') || has('L')
  return sorted.map(([key, group]) => {
    const ofSide = sorted.filter(([, other]) => other.bracket === group.bracket)
    const nth = ofSide.findIndex(([other]) => other === key) + 1
    const fromEnd = ofSide.length - nth
    const name = has('F') ? roundBeforeFinals(group.bracket, nth, isDouble) : undefined
    return { key, ...group, name: name ?? roundName(group.bracket, nth, fromEnd, isDouble) }
  })
}

function knockoutRound(fromEnd: number): string {
  return ['Final', 'Semi-finals', 'Quarter-finals'][fromEnd] ?? `Round of ${2 ** (fromEnd + 1)}`
}

/** Where bracket `F` follows, neither side has a final of its own. */
function roundBeforeFinals(bracket: Bracket, nth: number, isDouble: boolean): string | undefined {
  if (bracket === 'L') return `Losers round ${nth}`
  if (bracket === 'W') return isDouble ? `Winners round ${nth}` : `Round ${nth}`
  return undefined
}

function roundName(bracket: Bracket, nth: number, fromEnd: number, isDouble: boolean): string {
  switch (bracket) {
    case 'GF':
      return nth === 1 ? 'Grand final' : 'Reset'
    case '3P':
      return 'Third place'
    case 'P':
      return fromEnd === 0 ? 'Plate final' : `Plate round ${nth}`
    case 'L':
      return fromEnd === 0 ? 'Losers final' : fromEnd === 1 ? 'Losers semi-final' : `Losers round ${nth}`
    case 'W':
      if (isDouble)
        return fromEnd === 0 ? 'Winners final' : fromEnd === 1 ? 'Winners semi-finals' : `Winners round ${nth}`
      return knockoutRound(fromEnd)
    case 'F':
      return knockoutRound(fromEnd)
    default:
      return bracket
  }
}
