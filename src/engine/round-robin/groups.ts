/** How a seed order is spread over groups. Group sizes differ by one at most, larger groups first where it is free. */
import { generator, shuffle } from '../random.ts'
import { bracketSize } from '../seeding.ts'
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
/** Groups in which tier after tier of seeds would like to sit, so that opposed seeds of a bracket are apart. */
const bracketTiers: readonly Order[] = [natural, halfShift, reverse, reverseHalfShift]

function byTiers<Item>(items: readonly Item[], count: number, orderOf: (tier: number) => readonly number[]): Item[][] {
  const groups: Item[][] = Array.from({ length: count }, () => [])
  for (const [at, item] of items.entries()) {
    const group = orderOf(Math.floor(at / count))[at % count] ?? -1
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

/** Gives every seed of a tier a group of its own that it may sit in, the wanted one where that is possible. */
function seated(wanted: readonly number[], maySit: (at: number, group: number) => boolean, count: number): number[] {
  const holder = new Map<number, number>()
  const sits = (at: number, tried: Set<number>): boolean => {
    for (let step = 0; step < count; step++) {
      const group = ((wanted[at] ?? 0) + step) % count
      if (tried.has(group) || !maySit(at, group)) continue
      tried.add(group)
      const other = holder.get(group)
      if (other !== undefined && !sits(other, tried)) continue
      holder.set(group, at)
      return true
    }
    return false
  }
  for (const at of wanted.keys()) sits(at, new Set())
  const groups = Array.from({ length: wanted.length }, () => 0)
  for (const [group, at] of holder) groups[at] = group
  return groups
}

/**
 * Opposed seeds of the whole field's bracket (1 and the last, 2 and the last but one) never share a group. A tier
 * faces one other tier or two, so one group is closed to two of its seeds at most, and there is always a way, but in
 * a single group, which nothing can keep apart.
 */
function byBracket<Item>(items: readonly Item[], count: number): Item[][] {
  const groups: Item[][] = Array.from({ length: count }, () => [])
  const groupOf: number[] = []
  const opposed = bracketSize(items.length) - 1
  for (let first = 0; first < items.length; first += count) {
    const order = (bracketTiers[(first / count) % 4] ?? natural)(count).slice(0, items.length - first)
    const maySit = (at: number, group: number) => groupOf[opposed - first - at] !== group
    for (const [at, group] of seated(order, maySit, count).entries()) {
      groupOf[first + at] = group
      groups[group]?.push(...items.slice(first + at, first + at + 1))
    }
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
      return byBracket(items, count)
    case 'pots':
      return fromPots(items, count, drawSeed)
    case 'fixed':
      return inBlocks(items, count)
  }
}
