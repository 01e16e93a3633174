/**
 * The real code with one safeguard taken out, to prove that the simulation would notice. Each takes the safeguard away
 * from whatever is made while it holds, and gives it back afterwards.
 */
import { Kept } from '../entry.ts'
import { Flights } from '../flight.ts'
import { Cell, Floors } from '../floors.ts'
import { Memory } from '../memory.ts'
import { type Outcome, playSchedule } from './schedule.ts'

/** What can be taken out. */
export const ablations = ['floor check', 'fenced join', 'gap detection', 'first touch'] as const
export type AblationName = (typeof ablations)[number]

/** A cell that no news reaches. */
function deafCell(cell: Cell): Cell {
  const deaf = new Cell(cell.tag)
  deaf.verifiedAt = Infinity
  return deaf
}

/** Takes a safeguard out and returns how to put it back. */
function without(name: AblationName): () => void {
  if (name === 'floor check') {
    const { put } = Memory.prototype
    Memory.prototype.put = function (kept, now) {
      const cells = kept.cells.map(deafCell)
      return put.call(this, Object.assign(Object.create(Kept.prototype), kept, { cells }), now)
    }
    return () => void (Memory.prototype.put = put)
  }
  if (name === 'fenced join') {
    const { start } = Flights.prototype
    Flights.prototype.start = function (key, cells, work) {
      return start.call(this, key, cells.map(deafCell), work)
    }
    return () => void (Flights.prototype.start = start)
  }
  if (name === 'first touch') {
    const { isTrusted } = Floors.prototype
    Floors.prototype.isTrusted = () => true
    return () => void (Floors.prototype.isTrusted = isTrusted)
  }
  return () => undefined
}

// Who does not notice losses is found out where there are many.
const lossy = { detectsGaps: false, isLong: true, lossPercent: 50 }

/** The first schedule that breaks a promise without this safeguard, or null after `runs` of them. */
export async function firstBroken(name: AblationName, runs: number): Promise<Outcome | null> {
  const putBack = without(name)
  try {
    for (let seed = 1; seed <= runs; seed++) {
      const isDeaf = name === 'gap detection'
      const outcome = await playSchedule(seed, isDeaf ? lossy : undefined)
      // How many load at once is no matter of safety.
      if (outcome.violations.some(({ rule }) => rule !== 'C6')) return outcome
    }
    return null
  } finally {
    putBack()
  }
}
