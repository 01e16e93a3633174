/**
 * What a match card says, as plain values: the one place where a row becomes words and marks.
 * Both the drawing and the list of a round show the same view. Pure.
 */
import type { MatchRow, PlayerRow, Rows } from '../../engine/rows.ts'
import type { PlayerId, Side } from '../../engine/types.ts'
import { isTableMatch } from '../groups/group-rows.ts'
import { endingWords, ordinal, tableWords } from '../words.ts'
import type { Node } from './links.ts'
import { raceWords } from '../race.ts'

export type CardState = 'coming' | 'ready' | 'called' | 'live' | 'paused' | 'done' | 'unneeded'

export interface SideView {
  readonly player: PlayerId | null
  /** The name, or who is awaited: `Winner of 12`. */
  readonly name: string
  readonly seed: number | null
  /** Null as long as there is nothing to count. */
  readonly score: number | null
  /** Racks needed; 0 when the match is not a race or not being played. */
  readonly race: number
  readonly won: boolean
  readonly lost: boolean
  /** `5th`, where this match decided it. */
  readonly place: string | null
}

export interface CardView {
  readonly id: string
  readonly number: number
  /** Said on the card where the heading of its round does not say it. */
  readonly title: string | null
  readonly state: CardState
  /** `Live`, `Called`, `Walkover`: the state in a word, empty when there is nothing to say. */
  readonly note: string
  readonly table: string | null
  readonly stream: boolean
  readonly race: string | null
  readonly sides: readonly [SideView, SideView]
}

const states: Readonly<Record<MatchRow['state'], CardState>> = {
  locked: 'coming',
  ready: 'ready',
  assigned: 'called',
  active: 'live',
  paused: 'paused',
  completed: 'done',
  void: 'unneeded',
}

export function cardView(rows: Rows, node: Node): CardView | null {
  const match = rows.m[node.id]
  if (!match) return null
  // A finished match remembers its table, but is no longer there.
  const isOn = match.table !== undefined && match.state !== 'completed'
  const table = isOn ? rows.tb[match.table ?? ''] : undefined
  return {
    id: match.id,
    number: match.number,
    title: match.bracket === '3P' ? 'Third place' : null,
    state: states[match.state],
    note: noteOf(match),
    table: table ? tableWords(table.label) : null,
    stream: table?.stream ?? false,
    race: raceWords(match),
    sides: [sideView(rows, node, match, 'a'), sideView(rows, node, match, 'b')],
  }
}

/** A coming second final is only played if the losers side wins the first one. */
function noteOf(match: MatchRow): string {
  if (match.state === 'completed') return endingWords(match) ?? ''
  if (match.state === 'void') return 'Not needed'
  if (match.state === 'locked') return match.ref === 'GF2' ? 'If needed' : ''
  return { ready: 'Ready', assigned: 'Called', active: 'Live', paused: 'Paused' }[match.state]
}

function sideView(rows: Rows, node: Node, match: MatchRow, side: Side): SideView {
  const id = side === 'a' ? match.playerA : match.playerB
  const player = id === undefined ? undefined : rows.p[id]
  const over = match.state === 'completed'
  const begun = over || match.state === 'active' || match.state === 'paused'
  const won = over && match.winner === side
  const isDraw = match.kind === 'played' && match.winner === undefined
  const lost = over && player !== undefined && !won && !isDraw
  const isRun = match.state === 'active' || match.state === 'paused'
  return {
    player: player?.id ?? null,
    name: player?.name ?? awaited(rows, node, match, side),
    seed: player?.seed ?? null,
    score: begun && player ? (side === 'a' ? match.scoreA : match.scoreB) : null,
    race: isRun ? ((side === 'a' ? match.raceA : match.raceB) ?? 0) : 0,
    won,
    lost,
    place: over && player ? placeHere(rows, node, player, won) : null,
  }
}

function awaited(rows: Rows, node: Node, match: MatchRow, side: Side): string {
  const feed = node.feeds[side]
  const from = feed && rows.m[feed.match]
  if (from && match.bracket !== 'GF') return `${feed.takes === 'winner' ? 'Winner' : 'Loser'} of ${from.number}`
  if (match.ref === 'GF1') return side === 'a' ? 'Winners side' : 'Losers side'
  if (match.state === 'void' || match.ref === 'GF2') return '–'
  const label = side === 'a' ? match.labelA : match.labelB
  return label?.startsWith('Reseeded') ? label : 'To be drawn'
}

/** True where the winner of a reseeded round, whose card leads nowhere, is found in a later round. */
function playsLater(rows: Rows, node: Node, player: PlayerRow): boolean {
  return Object.values(rows.m).some(({ stage, bracket, round, playerA, playerB }) => {
    const isLater = stage === node.row.stage && bracket === node.row.bracket && round > node.row.round
    return isLater && (playerA === player.id || playerB === player.id)
  })
}

/** A place is told on the card that decided it: the last match of the player's way. */
function placeHere(rows: Rows, node: Node, player: PlayerRow, won: boolean): string | null {
  if (player.place === undefined || node.row.bracket === 'P' || isTableMatch(node.row)) return null
  const goal = won ? node.next : node.drop
  const later = goal && rows.m[goal.match]
  if (later && later.bracket !== 'P' && later.state !== 'void') return null
  return won && !goal && playsLater(rows, node, player) ? null : ordinal(player.place)
}
