/** The kinds of oracle files: how each is known by its content, and who judges it. */
import { judgeChips } from './chips.ts'
import { judgeEvent } from './event.ts'
import { judgeHandicap } from './handicap.ts'
import { judgePayouts } from './payouts.ts'
import { factNames, judgeStructure } from './structure.ts'
import type { Judge } from './verdict.ts'

interface Kind {
  readonly name: string
  readonly isOne: (json: object) => boolean
  /** Null: such files are named, and nothing more yet. */
  readonly judge: Judge | null
}

const has = (json: object, ...names: readonly string[]) => names.every((name) => Object.hasOwn(json, name))

/** The first member of a list in the file, to tell lists of the same name apart. */
function firstOf(json: object, name: string): object {
  const list: unknown = Object.entries(json).find(([key]) => key === name)?.[1]
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  return typeof first === 'object' && first !== null ? first : {}
}

const kinds: readonly Kind[] = [
  { name: 'event', isOne: (json) => has(json, 'groupMatches') || has(json, 'knockout'), judge: judgeEvent },
  { name: 'tie-breaks', isOne: (json) => has(json, 'crosstables', 'exercises'), judge: null },
  {
    name: 'handicap',
    isOne: (json) =>
      has(firstOf(json, 'rack'), 'pRackA') ||
      has(firstOf(json, 'match'), 'pWinA') ||
      has(firstOf(json, 'fairRace'), 'pWinA'),
    judge: judgeHandicap,
  },
  {
    name: 'chips',
    isOne: (json) => has(firstOf(json, 'tables'), 'bands') || has(firstOf(json, 'cases'), 'rating', 'chips'),
    judge: judgeChips,
  },
  {
    name: 'payouts',
    isOne: (json) => has(firstOf(json, 'splits'), 'basisPoints') || has(firstOf(json, 'cases'), 'expectedCents'),
    judge: judgePayouts,
  },
  {
    name: 'swiss',
    isOne: (json) => has(firstOf(json, 'cases'), 'file', 'pairs') || has(firstOf(json, 'tournaments'), 'file'),
    judge: null,
  },
  { name: 'structure', isOne: (json) => factNames.some((name) => has(json, name)), judge: judgeStructure },
]

/** The kind of a file, or undefined for one that is no oracle. */
export function kindOf(json: unknown): Kind | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  return kinds.find((kind) => kind.isOne(json))
}
