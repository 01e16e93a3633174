/** How a seed order is spread over groups. Group sizes differ by one at most, larger groups first where it is free. */
import { generator, shuffle } from '../random.ts'
import type { GroupsOption } from '../types.ts'

/** Groups are named A, B, ... Z. */
export const groupsMax = 26

/** The letter of a group, counted from 0. */
export function groupLetter(at: number): string {
  return String.fromCharCode(65 + at)
}

type Order = (count: number) => number[]

const natural: Order = (count) => Array.from({ length: count }, (_, at) => at)
const reverse: Order = (count) => natural(count).toReversed()
const halfShift: Order = (count) => natural(count).map((at) => (at + Math.floor(count / 2)) % count)
const reverseHalfShift: Order = (count) => {
  const half = Math.floor(count / 2)
  const all = natural(count)
  return [...all.slice(0, half).toReversed(), ...all.slice(half).toReversed()]
}
/** Groups in which tier after tier of seeds sits down, so that opposed seeds of a bracket never share one. */
const bracketTiers: readonly Order[] = [natural, halfShift, reverse, reverseHalfShift]

function byTiers<Item>(items: readonly Item[], count: number, orderOf: (tier: number) => readonly number[]): Item[][] {
  const groups: Item[][] = Array.from({ length: count }, () => [])
  for (const [at, item] of items.entries()) {
    const group = orderOf(Math.floor(at / count))[at % count] ?? 0
    groups[group]?.push(item)
  }
  return groups
}

function inBlocks<Item>(items: readonly Item[], count: number): Item[][] {
  const groups: Item[][] = []
  let from = 0
  for (let at = 0; at < count; at++) {
    const size = Math.floor(items.length / count) + (at < items.length % count ? 1 : 0)
    groups.push(items.slice(from, from + size))
    from += size
  }
  return groups
}

function fromPots<Item>(items: readonly Item[], count: number, drawSeed: number): Item[][] {
  const next = generator(drawSeed)
  const groups: Item[][] = Array.from({ length: count }, () => [])
  for (let pot = 0; pot < items.length; pot += count) {
    for (const [at, item] of shuffle(next, items.slice(pot, pot + count)).entries()) groups[at]?.push(item)
  }
  return groups
}

/** Items in seed order become `count` groups; only `pots` asks the draw seed. */
export function intoGroups<Item>(items: readonly Item[], option: GroupsOption, drawSeed: number): Item[][] {
  const { count, method } = option
  switch (method) {
    case 'snake':
      return byTiers(items, count, (tier) => (tier % 2 === 0 ? natural : reverse)(count))
    case 'bracket':
      return byTiers(items, count, (tier) => (bracketTiers[tier % 4] ?? natural)(count))
    case 'pots':
      return fromPots(items, count, drawSeed)
    case 'fixed':
      return inBlocks(items, count)
  }
}
