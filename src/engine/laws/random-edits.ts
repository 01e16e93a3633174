/**
 * Directors who change their minds: scores, undo, results, corrections, forfeits and people leaving, in any order,
 * whether or not they make sense. Unlike `random-play` nothing is brought to an end; refusals are part of the game.
 */
import { isOver, matchOf } from '../lookup.ts'
import type { Command, CommandType } from '../messages.ts'
import type { Match, MatchId, Side, State } from '../types.ts'
import { type Chance, type Director, finalOf, newPlayer, tableId } from './director.ts'
import { onward } from './onward.ts'

/** What an edit was about: a match, a player, or neither. */
export interface Edit {
  readonly command: Command
  readonly before: State
  readonly after: State
}

function lastEnded(state: State, luck: Chance): Match | undefined {
  const ended = state.matches.filter((match) => match.result !== null)
  return ended.length === 0 ? undefined : luck.of(ended.slice(-4))
}

function aScore(match: Match, winner: Side, luck: Chance): Command {
  if (match.races !== null && luck.is(0.5)) return { type: 'match.rack', match: match.id, winner }
  const lost = luck.upTo(match.races?.[winner === 'a' ? 1 : 0] ?? 3)
  return { type: 'match.result', match: match.id, ...finalOf(match, winner, lost) }
}

function aCorrection(match: Match, winner: Side, luck: Chance): Command {
  const lost = luck.upTo(match.races?.[winner === 'a' ? 1 : 0] ?? 3)
  const result = luck.of([
    finalOf(match, winner, lost),
    finalOf(match, winner, lost),
    { kind: 'walkover', winner } as const,
    { kind: 'double_forfeit' } as const,
  ])
  return { type: 'match.correct', match: match.id, result }
}

/** Tries a command; a correction that asks for its cascade is sent again with the set it was shown. */
function attempt(director: Director, command: Command): boolean {
  const problem = director.tries(command)
  if (problem === null || command.type !== 'match.correct' || problem.impact === undefined) return problem === null
  return director.tries({ ...command, cascade: problem.impact.cascadeIds }) === null
}

/** What directors of chips and of late players do; refused in the formats that know neither. */
function anExtra(state: State, luck: Chance): Command {
  const player = luck.of(state.players).id
  const newcomer = newPlayer(1000 + state.version, { rating: luck.of([null, 500]) })
  return luck.of<Command>([
    { type: 'player.add', players: [newcomer] },
    { type: 'player.add', players: [newcomer] },
    { type: 'player.adjust', player, delta: luck.upTo(3) - 1, reason: 'miscounted' },
    { type: 'player.buy_back', player },
    { type: 'stage.undraw', stage: state.stages.length },
  ])
}

/** One edit of a tournament under way; it may be refused. */
export function anEdit(state: State, luck: Chance): Command {
  if (state.tournament.status === 'completed') return { type: 'tournament.reopen', reason: 'a wrong score' }
  const open = state.matches.filter((match) => !isOver(match) && match.state !== 'locked')
  const more = onward(state)
  if (more.length > 0 && (open.length === 0 || luck.is(0.1))) return luck.of(more)
  if (state.matches.length === 0 || luck.is(0.06)) return anExtra(state, luck)
  const match = luck.of(open.length === 0 ? state.matches : open)
  const winner = luck.of<Side>(['a', 'b'])
  const ended = lastEnded(state, luck) ?? match
  const score = aScore(match, winner, luck)
  const rare: Command[] = [
    { type: 'match.walkover', match: match.id, winner },
    { type: 'match.retire', match: match.id, winner },
    { type: 'match.double_forfeit', match: match.id },
    { type: 'player.withdraw', player: luck.of(state.players).id },
    { type: 'player.disqualify', player: luck.of(state.players).id, moveUp: luck.is(0.3) },
    { type: 'player.no_show', player: luck.of(state.players).id },
  ]
  const undo: Command[] = [ended, match, luck.of(state.matches)].map(({ id }) => ({ type: 'match.undo', match: id }))
  const assign: Command = { type: 'match.assign', match: match.id, table: tableId(1 + luck.upTo(2)) }
  const correct = aCorrection(luck.is(0.5) ? ended : luck.of(state.matches), winner, luck)
  return luck.of<Command>([score, score, score, score, score, ...undo, correct, correct, assign, luck.of(rare)])
}

/** Tries `count` edits; gives those that were accepted, in order. */
export function editAtRandom(director: Director, luck: Chance, count: number): Edit[] {
  const edits: Edit[] = []
  for (let tried = 0; tried < count; tried++) {
    const before = director.state
    const command = anEdit(before, luck)
    if (attempt(director, command)) edits.push({ command, before, after: director.state })
  }
  return edits
}

/** Later rounds of a stage that is seeded anew in each round. */
function laterRounds(state: State, match: Match): readonly MatchId[] {
  if (state.stages[match.stage - 1]?.options.reseed !== true) return []
  return state.matches.flatMap(({ id, stage, round }) => (stage === match.stage && round > match.round ? id : []))
}

/** Ids of a match and of all that its players may reach. */
function below(state: State, from: readonly MatchId[]): ReadonlySet<MatchId> {
  const reached = new Set(from)
  for (const id of reached) {
    const match = matchOf(state, id)
    if (match === undefined) continue
    for (const target of [match.winnerTo, match.loserTo]) if (target) reached.add(target.match)
    for (const later of laterRounds(state, match)) reached.add(later)
  }
  return reached
}

/** The matches an edit may touch: its own or its player's, and what lies behind them. */
export function reachOf({ command, before }: Pick<Edit, 'command' | 'before'>): ReadonlySet<MatchId> {
  if ('match' in command) return below(before, [command.match])
  if (!('player' in command)) return new Set()
  const own = before.matches.filter((match) => match.slots.some((slot) => slot.player === command.player))
  return below(
    before,
    own.map((match) => match.id),
  )
}

const areEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** In a queue of chips what follows an edit is not in the targets of matches. */
function isQueued(state: State, match: Match): boolean {
  return state.stages[match.stage - 1]?.type === 'chip_lives'
}

/** Edits that make matches: of a new stage, of a new round, of a newcomer. */
const makes: readonly CommandType[] = ['stage.draw', 'stage.undraw', 'round.draw', 'finals.apply', 'player.add']

/** What an edit changed beyond its reach, or copied without a change; empty for a law kept. */
export function strayFaults(edit: Edit): string[] {
  const { before, after, command } = edit
  const reach = reachOf(edit)
  const faults: string[] = []
  // A draw deals with everybody.
  if (makes.includes(command.type)) return faults
  for (const match of after.matches) {
    const was = matchOf(before, match.id)
    if (match === was || reach.has(match.id)) continue
    // Within its reach a match may be taken back and come out as it was.
    const isFree = isQueued(after, match) && (was === undefined || !isOver(was) || was.state === 'void')
    if (!isFree) faults.push(`${command.type} touched ${match.ref}`)
  }
  for (const [at, player] of after.players.entries()) {
    const was = before.players[at]
    if (player !== was && areEqual(player, was)) faults.push(`${command.type} copied ${player.id}`)
  }
  return faults
}
