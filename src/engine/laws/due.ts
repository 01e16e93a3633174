/** LAW-5: how many matches a stage has once it is over, without forfeits. */
import { pointsOptions } from '../chips/options.ts'
import { bracketSize } from '../seeding.ts'
import type { Match, Stage, State } from '../types.ts'

function doubleDue(state: State, { options, order }: Stage): number {
  const all = 2 * order.length
  if (options.cut !== undefined) return all - options.cut.at / 2 - 1
  if (options.grandFinal === 'none') return all - 3
  const isReset = state.matches.some((match) => match.ref === 'GF1' && match.result?.winner === 'b')
  return options.grandFinal === 'reset' && isReset ? all - 1 : all - 2
}

/** Everybody who lost the first match he played is in the plate, and nobody else. */
function plateDue(matches: readonly Match[]): number {
  const plate = matches.filter((match) => match.bracket === 'P')
  const inPlate = new Set(plate.flatMap(({ slots }) => slots.flatMap((slot) => slot.player ?? []))).size
  return Math.max(0, inPlate - 1)
}

function singleDue({ matches }: State, { options, order, field }: Stage): number {
  if (options.mode === 're-entry') {
    return order.length - bracketSize(order.length) / 2 + Math.max(0, (field?.length ?? 0) - 1)
  }
  if (options.mode === 'plate') return order.length - 1 + plateDue(matches)
  return order.length - 1 + (options.thirdPlace && order.length >= 4 ? 1 : 0)
}

/** Everybody meets everybody of his group in each cycle. */
function tableDue(matches: readonly Match[], { options }: Stage): number {
  const groups = Map.groupBy(matches, (match) => match.bracket)
  const pairs = [...groups.values()].map((group) => {
    const players = new Set(group.flatMap(({ slots }) => slots.map((slot) => slot.player))).size
    return (players * (players - 1)) / 2
  })
  return (options.cycles ?? 1) * pairs.reduce((sum, count) => sum + count, 0)
}

/** Matches that a finished stage must have been played in; null where chance says how many. */
export function dueMatches(state: State, stage: Stage): number | null {
  const matches = state.matches.filter((match) => match.stage === stage.number)
  switch (stage.type) {
    case 'double_elimination':
      return doubleDue({ ...state, matches }, stage)
    case 'single_elimination':
      return singleDue({ ...state, matches }, stage)
    case 'round_robin':
      return tableDue(matches, stage)
    case 'chip_points':
      return pointsOptions(stage.options).rounds * Math.floor(stage.order.length / 2)
    default:
      return null
  }
}
