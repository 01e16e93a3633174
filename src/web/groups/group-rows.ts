/**
 * The groups of a round robin as the pages show them: who is in, who met whom with what score, who stands where.
 * Pure; reads rows only. A match of a table is known by its ref (`A-R2.1`): brackets of a knockout have letters too.
 */
import type { MatchRow, Rows, StageRow, StandingRow } from '../../engine/rows.ts'
import type { PlayerId } from '../../engine/types.ts'
import { endingWords } from '../words.ts'

export interface Group {
  readonly letter: string
  /** `Group A`; empty where there is only one. */
  readonly name: string
  /** In seed order, which stays as it is while they play. */
  readonly players: readonly PlayerId[]
  readonly matches: readonly MatchRow[]
}

/** One square of a cross table, seen from the player of its row. */
export interface Cell {
  readonly text: string
  /** For those who listen; empty where nothing is played yet. */
  readonly spoken: string
  readonly outcome: 'won' | 'lost' | 'drawn' | 'live' | 'open'
}

/** True for a match of a table, which leads nowhere. */
export function isTableMatch({ ref }: Pick<MatchRow, 'ref'>): boolean {
  return /^[A-Z]-R\d+\.\d+$/.test(ref)
}

/** The groups of a drawn stage, A first. */
export function groupsOf(rows: Rows, stage: StageRow): readonly Group[] {
  const byLetter = new Map<string, MatchRow[]>()
  for (const match of Object.values(rows.m).sort((a, b) => a.round - b.round || a.position - b.position)) {
    if (match.stage !== stage.number || !isTableMatch(match)) continue
    byLetter.set(match.bracket, [...(byLetter.get(match.bracket) ?? []), match])
  }
  return [...byLetter]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([letter, matches]) => {
      const players = new Set(matches.flatMap(({ playerA, playerB }) => [playerA ?? [], playerB ?? []].flat()))
      const seed = (id: PlayerId) => rows.p[id]?.seed ?? Number.POSITIVE_INFINITY
      const sorted = [...players].sort((a, b) => seed(a) - seed(b))
      return { letter, name: byLetter.size > 1 ? `Group ${letter}` : '', players: sorted, matches }
    })
}

function cellOf(match: MatchRow, isFirst: boolean): Cell {
  const [own, other] = isFirst ? [match.scoreA, match.scoreB] : [match.scoreB, match.scoreA]
  const score = `${own}–${other}`
  if (match.state === 'active' || match.state === 'paused') return { text: score, spoken: 'so far', outcome: 'live' }
  if (match.state !== 'completed') return { text: '', spoken: '', outcome: 'open' }
  const ending = endingWords(match)
  const short =
    match.kind === 'walkover' || match.kind === 'disqualified' ? 'w/o' : match.kind === 'double_forfeit' ? '–' : score
  if (match.winner === undefined) {
    const isDraw = match.kind === 'played'
    return { text: short, spoken: isDraw ? 'draw' : (ending ?? ''), outcome: isDraw ? 'drawn' : 'lost' }
  }
  const outcome = (match.winner === 'a') === isFirst ? 'won' : 'lost'
  return { text: short, spoken: [outcome, ending?.toLowerCase()].filter(Boolean).join(', '), outcome }
}

/** The matches of `player` against `other`, in the order of rounds; two of them where everybody meets twice. */
export function cellsBetween(group: Group, player: PlayerId, other: PlayerId): readonly Cell[] {
  return group.matches.flatMap((match) => {
    if (match.playerA === player && match.playerB === other) return cellOf(match, true)
    if (match.playerB === player && match.playerA === other) return cellOf(match, false)
    return []
  })
}

/** Numbers of the rounds, first to last. */
export function roundsOf(groups: readonly Group[]): readonly number[] {
  return [...new Set(groups.flatMap((group) => group.matches.map((match) => match.round)))].sort((a, b) => a - b)
}

/** The round to open with: the first in which a match is still to be played, else the last. */
export function roundToShow(groups: readonly Group[]): number {
  const open = groups.flatMap(({ matches }) => matches.filter(({ state }) => state !== 'completed' && state !== 'void'))
  const live = open.filter(({ state }) => state === 'active' || state === 'paused')
  const rounds = (live.length > 0 ? live : open).map((match) => match.round)
  return rounds.length > 0 ? Math.min(...rounds) : (roundsOf(groups).at(-1) ?? 1)
}

/** Lines of a table by the letter of their group, best first. */
export function tablesOf(rows: Rows, stage: StageRow): ReadonlyMap<string, readonly StandingRow[]> {
  return Map.groupBy(rows.st[stage.id] ?? [], (line) => line.group ?? '')
}

const criterionWords: Readonly<Record<string, string>> = {
  points: 'Points',
  h2h: 'Head-to-head',
  rackDiff: 'Rack difference',
  racksWon: 'Racks won',
  goalDifference: 'Goal difference',
  goalsFor: 'Goals scored',
  h2hPoints: 'Points against each other',
  h2hDifference: 'Difference against each other',
  h2hGoalsFor: 'Goals against each other',
  conduct: 'Conduct',
  rating: 'Rating',
  lot: 'Lot',
}

const plain = (value: number) => String(value).replace('-', '−')
const signed = (value: number) => (value > 0 ? `+${value}` : plain(value))

/** `Conduct −4`: what decided a rank beyond points, with the value that did; `Tied` while nothing has. */
export function decidedWords(line: StandingRow): string {
  if (line.tied) return 'Tied'
  const { decidedBy } = line
  if (decidedBy === undefined) return ''
  const words = criterionWords[decidedBy] ?? decidedBy
  if (decidedBy === 'points') return words
  const value = line.tieBreaks?.find(({ code }) => code === decidedBy)?.value
  if (value === undefined) return words
  if (decidedBy === 'lot') return `${words}, place ${value}`
  return `${words} ${/diff/i.test(decidedBy) ? signed(value) : plain(value)}`
}

/** All values of a line's tie-breaks, for those who ask why. */
export function breakWords(line: StandingRow): string {
  return (line.tieBreaks ?? []).map(({ code, value }) => `${criterionWords[code] ?? code}: ${plain(value)}`).join(' · ')
}

/** `+4`, `0`, `−2`. */
export function differenceWords(line: Pick<StandingRow, 'racksFor' | 'racksAgainst'>): string {
  return signed(line.racksFor - line.racksAgainst)
}
