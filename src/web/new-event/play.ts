/**
 * How a format is played, from the fields of the form: the options of one stage, or the plan of several. Pure.
 * Fields of the n-th stage are named `s1.type`, `s1.groups`, ...; a format alone has no such beginning.
 */
import { type Filled, type Wrong, isWhole } from './filled.ts'

type Options = Readonly<Record<string, unknown>>

/** Reads whole numbers and collects what is wrong with them. */
class Numbers {
  readonly wrong: Record<string, string> = {}
  readonly #filled: Filled

  constructor(filled: Filled) {
    this.#filled = filled
  }

  read(name: string, least: number, most: number): number {
    const number = Number(this.#filled.get(name) || Number.NaN)
    if (!isWhole(number, least, most)) this.wrong[name] = `A number from ${least} to ${most}.`
    return number
  }
}

function tableOptions({ get, has }: Filled, numbers: Numbers, at: string): Options {
  const count = numbers.read(`${at}groups`, 1, 26)
  const isFootball = get(`${at}points`) === 'football'
  return {
    cycles: Number(get(`${at}cycles`) || 1),
    ...(count > 1 && { groups: { count, method: get(`${at}method`) || 'snake' } }),
    ...(has(`${at}draws`) && { draws: true }),
    ...(isFootball && { points: { win: 3, draw: 1, loss: 0 } }),
  }
}

function livesOptions({ get, has }: Filled, at: string): Options {
  const chips = get(`${at}startChips`)
  const tables = Math.max(1, Number(get('tables')) || 1)
  const startChips = /^\d+$/.test(chips) ? Number(chips) : chips
  return { chipLives: { startChips, winnerStays: has(`${at}winnerStays`), tables } }
}

function pointsOptions({ get, has }: Filled, numbers: Numbers, at: string): Options {
  return {
    chipPoints: {
      rounds: numbers.read(`${at}rounds`, 1, 64),
      winnerChips: numbers.read(`${at}winnerChips`, 0, 99),
      loserChips: numbers.read(`${at}loserChips`, 0, 99),
      // Among several stages the next one is the finals.
      finalsCount: at === '' ? numbers.read('finalsCount', 0, 256) : 0,
      pairing: get(`${at}pairing`) || 'random',
      allowRematch: has(`${at}allowRematch`),
    },
  }
}

function optionsOf(filled: Filled, numbers: Numbers, type: string, at: string): Options {
  const { get, has } = filled
  switch (type) {
    case 'single_elimination':
      return { thirdPlace: has(`${at}thirdPlace`) }
    case 'double_elimination':
      return get(`${at}grandFinal`) === '' ? {} : { grandFinal: get(`${at}grandFinal`) }
    case 'round_robin':
      return tableOptions(filled, numbers, at)
    case 'chip_lives':
      return livesOptions(filled, at)
    case 'chip_points':
      return pointsOptions(filled, numbers, at)
    default:
      return {}
  }
}

/** Options of a format that is played alone. */
export function playOptions(filled: Filled, type: string): { options: Options; wrong: Wrong } {
  const numbers = new Numbers(filled)
  return { options: optionsOf(filled, numbers, type, ''), wrong: numbers.wrong }
}

/** The plan of several stages, each of which takes the best of the one before; all are scored in the same way. */
export function stagePlan(filled: Filled, shared: Options): { stages: Options[]; wrong: Wrong } {
  const { get } = filled
  const numbers = new Numbers(filled)
  const stages: Options[] = []
  for (let number = 1; get(`s${number}.type`) !== ''; number++) {
    const at = `s${number}.`
    const type = get(`${at}type`)
    const best = number === 1 ? 0 : numbers.read(`${at}best`, 0, 25)
    const ranks = number === 1 ? 0 : numbers.read(`${at}ranks`, 1, 1024)
    const from = { stage: number - 1, ranks, ...(best > 0 && { best }), draw: get(`${at}draw`) || 'seeded' }
    const options = { ...shared, ...optionsOf(filled, numbers, type, at), ...(number > 1 && { from }) }
    stages.push({ type, name: get(`${at}name`) || `Stage ${number}`, options })
  }
  return { stages, wrong: numbers.wrong }
}
