/**
 * Where everything on the sheet lies: rows in, boxes and lines out. Winners side above, losers side below, the grand
 * final joined to both. A column is a moment of the event, so losers round 2(k-1) stands below winners round k.
 * Invariant: no two cards intersect, for any number of players.
 * Pure: no DOM, no measuring; the sizes come in as metrics.
 */
import type { Side } from '../../engine/types.ts'
import type { Node } from './links.ts'
import { roundsOf, type Round } from './rounds.ts'
import { spread, treeRows } from './tree-rows.ts'

/** Sizes in CSS pixels at zoom 1. A card is a caption line above two player rows. */
export interface Metrics {
  readonly width: number
  readonly caption: number
  readonly row: number
  readonly gapX: number
  readonly gapY: number
  /** Height of the strip that carries the round names. */
  readonly head: number
  readonly margin: number
  /** Room below the last card, so that it can be scrolled clear of the tools. */
  readonly foot: number
}

export const finePointer: Metrics = {
  width: 216,
  caption: 18,
  row: 30,
  gapX: 40,
  gapY: 8,
  head: 52,
  margin: 24,
  foot: 84,
}
export const coarsePointer: Metrics = { ...finePointer, width: 232, row: 44 }

export interface Box {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface Connector {
  readonly from: string
  readonly to: string
  readonly slot: Side
  /** `drop`: the loser's way to the other side, drawn only along a followed path. */
  readonly kind: 'win' | 'drop'
  readonly d: string
}

export interface Heading {
  readonly key: string
  readonly name: string
  readonly x: number
  readonly w: number
}

/** A horizontal strip of the sheet, whose headings stay in sight while it is scrolled. */
export interface Band {
  readonly name: string
  readonly y: number
  readonly h: number
  readonly headings: readonly Heading[]
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: ReadonlyMap<string, Box>
  readonly connectors: readonly Connector[]
  readonly bands: readonly Band[]
  readonly rounds: readonly Round[]
}

export function layOut(nodes: ReadonlyMap<string, Node>, metrics: Metrics): Layout {
  const rounds = roundsOf(nodes)
  const columns = columnsOf(rounds)
  const pitch = metrics.caption + 2 * metrics.row + metrics.gapY
  const upper = treeRows([...nodes.values()].filter((node) => node.row.bracket === 'W'))
  const lower = treeRows([...nodes.values()].filter((node) => isLower(node.row.bracket)))
  const finals = spread(treeRows([...nodes.values()].filter((node) => node.row.bracket === 'F')), upper.count)
  const upperTop = metrics.head
  const lowerTop = upperTop + Math.max(upper.count, finals.count) * pitch + metrics.margin + metrics.head
  const boxes = new Map<string, Box>()
  const place = (id: string, key: string, y: number) => {
    const x = metrics.margin + (columns.get(key) ?? 0) * (metrics.width + metrics.gapX)
    boxes.set(id, { id, x, y, w: metrics.width, h: pitch - metrics.gapY })
  }
  for (const round of rounds) {
    for (const id of round.ids) {
      if (round.bracket === 'W') place(id, round.key, upperTop + (upper.rows.get(id) ?? 0) * pitch)
      if (isLower(round.bracket)) place(id, round.key, lowerTop + (lower.rows.get(id) ?? 0) * pitch)
      if (round.bracket === 'F') place(id, round.key, upperTop + (finals.rows.get(id) ?? 0) * pitch)
    }
  }
  for (const round of rounds) {
    for (const id of round.ids) {
      if (round.bracket === 'GF') place(id, round.key, finalTop(nodes, boxes, upperTop))
      if (round.bracket === '3P') place(id, round.key, thirdTop(boxes, rounds, pitch))
    }
  }
  const edges = [...boxes.values()]
  const right = Math.max(0, ...edges.map((box) => box.x + box.w)) + metrics.margin
  const bottom = Math.max(0, ...edges.map((box) => box.y + box.h)) + metrics.foot
  return {
    width: right,
    height: bottom,
    boxes,
    connectors: connect(nodes, boxes, metrics),
    bands: bandsOf(rounds, columns, metrics, lower.count ? lowerTop - metrics.head : bottom, bottom),
    rounds,
  }
}

/** The losers side and the plate lie below; no sheet has both. */
const isLower = (bracket: Round['bracket']) => bracket === 'L' || bracket === 'P'

/** Finals of both sides stand to the right of them, their headings in the upper strip. */
const isFinal = (bracket: Round['bracket']) => bracket === 'GF' || bracket === 'F'

/** Column of each round, counted from 0 without gaps. */
function columnsOf(rounds: readonly Round[]): ReadonlyMap<string, number> {
  const isDouble = rounds.some(({ bracket }) => bracket === 'GF' || bracket === 'L')
  const last = rounds.reduce((most, round) => (round.bracket === 'W' ? Math.max(most, round.round) : most), 1)
  const moment = ({ bracket, round }: Round): number => {
    if (bracket === '3P') return last - 1
    if (isFinal(bracket)) return 2 * last + round
    if (bracket === 'L') return round - 1
    if (bracket === 'P') return round
    return isDouble ? Math.max(0, 2 * round - 3) : round - 1
  }
  const used = [...new Set(rounds.map(moment))].sort((a, b) => a - b)
  return new Map(rounds.map((round) => [round.key, used.indexOf(moment(round))]))
}

/** The grand final lies halfway between the two matches that lead to it; a second final beside it. */
function finalTop(nodes: ReadonlyMap<string, Node>, boxes: ReadonlyMap<string, Box>, fallback: number): number {
  const first = [...nodes.values()].find((node) => node.row.bracket === 'GF' && node.row.round === 1)
  const tops = [first?.feeds.a, first?.feeds.b].flatMap((feed) => (feed && boxes.get(feed.match)?.y) ?? [])
  return tops.length === 0 ? fallback : tops.reduce((sum, top) => sum + top, 0) / tops.length
}

function thirdTop(boxes: ReadonlyMap<string, Box>, rounds: readonly Round[], pitch: number): number {
  const final = rounds.filter((round) => round.bracket === 'W').at(-1)?.ids[0]
  return (final ? (boxes.get(final)?.y ?? 0) : 0) + 1.5 * pitch
}

function connect(nodes: ReadonlyMap<string, Node>, boxes: ReadonlyMap<string, Box>, metrics: Metrics): Connector[] {
  return [...nodes.values()].flatMap((node) => {
    const from = boxes.get(node.id)
    const list: Connector[] = []
    const add = (goal: Node['next'], kind: Connector['kind']) => {
      const to = goal && boxes.get(goal.match)
      if (!from || !goal || !to) return
      const d = kind === 'win' ? elbow(from, to, metrics) : fall(from, to, metrics)
      list.push({ from: node.id, to: goal.match, slot: goal.slot, kind, d })
    }
    add(node.next, 'win')
    add(node.drop?.match === node.next?.match ? null : node.drop, 'drop')
    return list
  })
}

const middle = (box: Box, metrics: Metrics) => box.y + metrics.caption + metrics.row

/** From the right edge to the left edge with one rounded step in the gap before the goal. */
function elbow(from: Box, to: Box, metrics: Metrics): string {
  const [x1, y1, x2, y2] = [from.x + from.w, middle(from, metrics), to.x, middle(to, metrics)]
  const turn = x2 - metrics.gapX / 2
  const r = Math.min(10, Math.abs(y2 - y1) / 2)
  if (r < 0.5) return `M${x1} ${y1}H${x2}`
  const down = y2 > y1 ? 1 : -1
  return (
    `M${x1} ${y1}H${turn - r}Q${turn} ${y1} ${turn} ${y1 + r * down}` +
    `V${y2 - r * down}Q${turn} ${y2} ${turn + r} ${y2}H${x2}`
  )
}

/** The fall to the losers side, along the gap before the goal; it leaves on the side where that gap is. */
function fall(from: Box, to: Box, metrics: Metrics): string {
  const x = from.x < to.x ? from.x + from.w : from.x
  return `M${x} ${middle(from, metrics)}H${to.x - 0.7 * metrics.gapX}V${middle(to, metrics)}H${to.x}`
}

function bandsOf(
  rounds: readonly Round[],
  columns: ReadonlyMap<string, number>,
  metrics: Metrics,
  lowerTop: number,
  bottom: number,
): Band[] {
  const headings = (side: Round['bracket']) =>
    rounds
      .filter((round) => round.bracket === side || (isFinal(round.bracket) && side === 'W'))
      .map(({ key, name }) => ({
        key,
        name,
        x: metrics.margin + (columns.get(key) ?? 0) * (metrics.width + metrics.gapX),
        w: metrics.width,
      }))
  const upper: Band = { name: 'Winners side', y: 0, h: lowerTop, headings: headings('W') }
  if (lowerTop >= bottom) return [upper]
  const isPlate = rounds.some((round) => round.bracket === 'P')
  const name = isPlate ? 'Plate' : 'Losers side'
  return [upper, { name, y: lowerTop, h: bottom - lowerTop, headings: headings(isPlate ? 'P' : 'L') }]
}
