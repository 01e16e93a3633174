/**
 * The form as a plan, or what is wrong with it by field; and refusals of the server by the same fields. Pure.
 */
import type { Problem } from '../account/api.ts'
import type { Plan, Step } from './create.ts'
import { type Filled, type Wrong, isWhole } from './filled.ts'
import { playOptions, stagePlan } from './play.ts'
import type { Roster } from './roster.ts'

const faultsShown = 5
const tablesMax = 60

export function readForm(filled: Filled, roster: Roster): { plan: Plan } | { wrong: Wrong } {
  const { get, has } = filled
  const isOpen = get('scoring') === 'open'
  const raceTo = Number(get('raceTo'))
  const tables = Number(get('tables'))
  const type = get('type')
  const seeding = get('seeding')
  const shared = { seeding, ...(isOpen && { scoring: { kind: 'open' } }) }
  const { stages, ...several } = type === 'multi_stage' ? stagePlan(filled, shared) : { stages: undefined, wrong: {} }
  const { options, ...single } = playOptions(filled, type)
  const wrong: Wrong = {
    ...(get('name') === '' && { name: 'Give the event a name.' }),
    ...(!isOpen && !isWhole(raceTo, 1, 100) && { raceTo: 'A race is to 1 to 100 racks.' }),
    ...(!isWhole(tables, 0, tablesMax) && { tables: `A number from 0 to ${tablesMax}.` }),
    ...single.wrong,
    ...several.wrong,
    ...(roster.faults.length > 0 && { players: faultWords(roster) }),
  }
  if (Object.keys(wrong).length > 0) return { wrong }
  const checkIn = has('checkIn')
  const event = {
    name: get('name'),
    type,
    ...(!isOpen && { raceTo }),
    gameType: get('game'),
    visibility: get('visibility'),
    ...(stages ? { stages, options: { checkIn } } : { options: { ...shared, checkIn, ...options } }),
  }
  // The order of the list is kept as wanted seeds, so that players who join later come after it.
  const players =
    seeding === 'manual' && roster.entries.every((entry) => entry.seed === undefined)
      ? roster.entries.map((entry, i) => ({ ...entry, seed: i + 1 }))
      : roster.entries
  return { plan: { org: get('org'), event, players, tables } }
}

/** `Line 3: there is no name.` for the first few. */
export function faultWords({ faults }: Pick<Roster, 'faults'>): string {
  const shown = faults.slice(0, faultsShown).map(({ line, words }) => `Line ${line}: ${words}.`)
  const more = faults.length - shown.length
  return [...shown, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ')
}

const fields: Readonly<Record<string, string>> = {
  'options.thirdPlace': 'type',
  'options.grandFinal': 'grandFinal',
  'options.seeding': 'seeding',
  'options.cycles': 'cycles',
  'options.scoring.raceTo': 'raceTo',
  gameType: 'game',
}
const known = ['name', 'type', 'raceTo', 'game', 'visibility', 'seeding', 'grandFinal', 'cycles', 'tables', 'players']
const shown: Readonly<Record<string, string>> = { from: 'ranks', groups: 'groups', cycles: 'cycles' }

/** The field of a refused path: `stages.1.options.from` is at `s2.ranks`. */
function fieldOf(path: string): string {
  const [, stage, member = ''] = /^stages\.(\d)\.options\.(\w+)/.exec(path) ?? []
  if (stage !== undefined) return `s${Number(stage) + 1}.${shown[member] ?? 'type'}`
  const field = fields[path] ?? path
  return known.includes(field) ? field : 'form'
}

/** A refusal by field; what belongs to no field is under `form`. */
export function wrongOf(step: Step, problem: Problem, roster: Roster): Wrong {
  if (problem.status === 0 || problem.status === 429 || problem.status >= 500) return { form: problem.words }
  if (step === 'players') return { players: playerWords(problem, roster) }
  if (step === 'tables') return { tables: problem.words }
  const wrong: Wrong = {}
  for (const { path, message } of problem.errors) {
    wrong[fieldOf(path)] ??= problem.code === 'invalid_body' ? `${message}.` : problem.words
  }
  return problem.errors.length > 0 ? wrong : { form: problem.words }
}

/** Paths of a list are `3.rating`; people count lines. */
function playerWords(problem: Problem, roster: Roster): string {
  const named = problem.errors.flatMap(({ path, message }) => {
    const [index = '', member = ''] = path.split('.')
    const line = roster.lines[Number(index)]
    return /^\d+$/.test(index) && line !== undefined ? [`Line ${line}: ${member} ${message}.`] : []
  })
  return named.length > 0 ? named.slice(0, faultsShown).join(' ') : problem.words
}
