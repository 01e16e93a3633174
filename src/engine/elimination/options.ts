/** What a knockout may be asked for: the first thing wrong with the options of its stage, in plain words. */
import type { Problem } from '../messages.ts'
import type { CutOption, StageOptions } from '../types.ts'

/** Racks beyond the race in an extended grand final, if nothing else is said. */
export const extraRacksDefault = 2
const extraRacksMax = 10
/** As `raceMax` of the decisions: no side ever needs more. */
const racksMax = 100

const grandFinals: readonly string[] = ['reset', 'single', 'extended', 'none'] satisfies StageOptions['grandFinal'][]

const cuts: readonly number[] = [4, 8, 16, 32, 64, 128, 256, 512]

const modes: readonly string[] = ['plate', 're-entry'] satisfies StageOptions['mode'][]

const bad = (at: string, detail: string): Problem => ({ code: 'invalid_option', detail, at: `options.${at}` })

function extraProblem({ grandFinal, extraRacks, scoring }: StageOptions): Problem | null {
  if (grandFinal !== 'extended') {
    if (extraRacks === undefined) return null
    return bad('extraRacks', 'Extra racks belong to an extended grand final.')
  }
  if (scoring.kind !== 'race') return bad('grandFinal', 'An extended grand final needs a race, not open scoring.')
  const extra = extraRacks ?? extraRacksDefault
  if (!Number.isInteger(extra) || extra < 1 || extra > extraRacksMax) {
    return bad('extraRacks', `An extended grand final asks for 1 to ${extraRacksMax} extra racks, not ${extra}.`)
  }
  if (scoring.raceTo + extra <= racksMax) return null
  return bad('extraRacks', `A race to ${scoring.raceTo} with ${extra} extra racks is beyond ${racksMax} racks.`)
}

function cutProblem(options: StageOptions, { at, draw }: CutOption): Problem | null {
  if (options.grandFinal !== 'reset') {
    return bad('grandFinal', 'Behind a cut there is no grand final to choose: a single elimination decides.')
  }
  if (!cuts.includes(at)) return bad('cut.at', `A cut is at 4, 8, 16, ... or 512 players, not ${at}.`)
  if (draw !== undefined && draw !== 'seeded' && draw !== 'redraw') {
    return bad('cut.draw', 'Behind the cut players are seeded or drawn anew: seeded or redraw.')
  }
  return protectProblem(options) ?? extraProblem(options)
}

/** Why so many players cannot be cut, or null: the losers side must have begun. */
export function cutFieldProblem({ cut }: StageOptions, players: number): Problem | null {
  if (cut === undefined || players > cut.at) return null
  const detail = `A cut at ${cut.at} needs more than ${cut.at} players; ${players} can be drawn.`
  return { code: 'too_few_players', detail, at: 'options.cut' }
}

function protectProblem({ protect, from }: StageOptions): Problem | null {
  if (protect === undefined) return null
  if (protect !== 'club') return bad('protect', 'Players are kept apart by club.')
  return from === undefined ? null : bad('protect', 'Who comes from ranks of another stage is drawn by them alone.')
}

/** For a single elimination. */
export function singleProblem(options: StageOptions): Problem | null {
  if (options.cut !== undefined) return bad('cut', 'A cut belongs to a double elimination.')
  if (options.grandFinal !== 'reset') return bad('grandFinal', 'A single elimination has no grand final to choose.')
  const { mode, reseed, thirdPlace } = options
  if (mode !== undefined && !modes.includes(mode))
    return bad('mode', 'The mode of a single elimination is plate or re-entry.')
  if (mode === 'plate' && thirdPlace) {
    return bad(
      'thirdPlace',
      'With a plate there is no third-place match: losers of semi-finals may be due in the plate.',
    )
  }
  if (mode === 'plate' && reseed === true) return bad('reseed', 'A single elimination with a plate is not reseeded.')
  if (mode === 're-entry' && thirdPlace) {
    return bad('thirdPlace', 'With re-entry there is no third-place match: the rounds after the first are drawn anew.')
  }
  if (mode === 're-entry' && reseed === true) {
    return bad('reseed', 'A single elimination with re-entry is drawn anew once and not reseeded.')
  }
  return protectProblem(options) ?? extraProblem(options)
}

/** For a double elimination. */
export function doubleProblem(options: StageOptions): Problem | null {
  if (options.thirdPlace) {
    return bad('thirdPlace', 'A double elimination has no third-place match: the losers final decides third place.')
  }
  if (options.reseed === true) {
    return bad('reseed', 'A double elimination is not reseeded: its losers bracket depends on who met whom.')
  }
  if (options.mode !== undefined) return bad('mode', 'A plate or re-entry belongs to a single elimination.')
  if (options.cut !== undefined) return cutProblem(options, options.cut)
  if (!grandFinals.includes(options.grandFinal)) {
    return bad('grandFinal', 'A grand final is reset, single, extended or none.')
  }
  return protectProblem(options) ?? extraProblem(options)
}
