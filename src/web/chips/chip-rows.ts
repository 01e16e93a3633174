/**
 * What the chip board shows, from the rows: who holds how many chips, who plays, who waits and who is out.
 * Pure. A match of a chip stage is known by its ref (`C12`): a group of a round robin may be called C as well.
 */
import type { MatchRow, Rows, StageRow } from '../../engine/rows.ts'
import type { PlayerId } from '../../engine/types.ts'
import { ordinal, tableWords } from '../words.ts'

export interface ChipPlayer {
  readonly id: PlayerId
  readonly name: string
  readonly rank: number
  readonly chips: number
  /** Chips lost since the start, drawn as empty rings; 0 where chips are won. */
  readonly lost: number
  readonly streak: number
  readonly state: 'playing' | 'waiting' | 'out' | 'won' | 'idle'
  readonly words: string
}

/** True for a match that is shown on the chip board and not on the sheet of a bracket. */
export function isChipMatch(match: Pick<MatchRow, 'ref'>): boolean {
  return /^C\d+$/.test(match.ref)
}

/** Matches of the stage that are played or about to be, in their order. */
export function openMatches(rows: Rows, stage: StageRow): MatchRow[] {
  return Object.values(rows.m)
    .filter((match) => match.stage === stage.number && match.state !== 'completed' && match.state !== 'void')
    .sort((a, b) => a.number - b.number)
}

function stateOf(rows: Rows, stage: StageRow, id: PlayerId, seats: ReadonlyMap<string, MatchRow>) {
  const player = rows.p[id]
  const match = seats.get(id)
  const at = stage.queue?.indexOf(id) ?? -1
  if (player?.place === 1) return { state: 'won', words: 'Winner' } as const
  if (player?.status === 'withdrawn') return { state: 'out', words: 'Withdrew' } as const
  if (player?.status === 'disqualified') return { state: 'out', words: 'Disqualified' } as const
  if (player?.place !== undefined) return { state: 'out', words: `Out, ${ordinal(player.place)}` } as const
  if (match !== undefined) {
    const table = match.table === undefined ? undefined : rows.tb[match.table]
    return { state: 'playing', words: table ? tableWords(table.label) : `Match ${match.number}` } as const
  }
  if (at >= 0) return { state: 'waiting', words: at === 0 ? 'Next' : `${ordinal(at + 1)} in line` } as const
  return { state: 'idle', words: '' } as const
}

/** All players of the stage in the order of its standings. */
export function chipPlayers(rows: Rows, stage: StageRow): ChipPlayer[] {
  const seats = new Map<string, MatchRow>()
  for (const match of openMatches(rows, stage)) {
    for (const id of [match.playerA, match.playerB]) if (id !== undefined) seats.set(id, match)
  }
  return (rows.st[stage.id] ?? []).map((line) => {
    const chips = line.chips ?? 0
    const { state, words } = stateOf(rows, stage, line.player, seats)
    return {
      id: line.player,
      name: rows.p[line.player]?.name ?? 'Unknown player',
      rank: line.rank,
      chips,
      lost: stage.type === 'chip_lives' ? Math.max(0, (line.startChips ?? 0) - chips) : 0,
      streak: line.streak ?? 0,
      state,
      words,
    }
  })
}
