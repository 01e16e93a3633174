/**
 * The cross-over: in which order the losers of winners round k enter the losers bracket.
 * Among sequences of these four orders the table below makes early rematches fewest for up to 256 players;
 * `rematches` counts them for any routing.
 */

export type OrderName = 'natural' | 'reverse' | 'half-shift' | 'reverse-half-shift'

/** Each turns 1..count into the winners matches whose losers meet survivors 1..count. */
export const orders: Readonly<Record<OrderName, (count: number) => number[]>> = {
  natural: (count) => Array.from({ length: count }, (_, at) => at + 1),
  reverse: (count) => Array.from({ length: count }, (_, at) => count - at),
  'half-shift': (count) => Array.from({ length: count }, (_, at) => ((at + (count >> 1)) % count) + 1),
  'reverse-half-shift': (count) => {
    const half = count >> 1
    return Array.from({ length: count }, (_, at) => (at < half ? half - at : count - (at - half)))
  },
}

/** Orders for winners rounds 2, 3, ... of a bracket of `size` slots, a power of two; empty for 2. */
export function losersOrders(size: number): OrderName[] {
  const rounds = Math.log2(size)
  if (rounds < 2) return []
  if (rounds === 2) return ['natural']
  if (rounds === 3) return ['reverse', 'natural']
  if (rounds === 4) return ['reverse', 'reverse', 'natural']
  if (rounds === 5) return ['reverse', 'half-shift', 'reverse', 'natural']
  const middle = Array.from({ length: rounds - 5 }, (): OrderName => 'half-shift')
  return ['reverse-half-shift', 'reverse', ...middle, 'reverse', 'natural']
}

/** Cross-over of one bracket size: the orders of winners rounds 2, 3, ... */
export type CrossOver = (size: number) => readonly OrderName[]
