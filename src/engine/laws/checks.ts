/**
 * Laws of play: what holds in every state, between two states, and at the end.
 * Each checker returns what it found wrong, in words; an empty list is a law kept.
 */
import { hasLeft, isOnTable, isOver, playerOf } from '../lookup.ts'
import { isWonBy, scoresAfter, winnerOf } from '../race.ts'
import { matchMachine, mayFollow, playerMachine, stageMachine, tournamentMachine } from '../machines.ts'
import type { Match, PlayerId, Stage, State } from '../types.ts'
import { formatOf } from '../formats.ts'
import { dueMatches } from './due.ts'

/** True if `places` is a standard competition ranking of as many players: 1, 2, 3, 3, 5. */
export function isCompetitionRanking(places: readonly number[]): boolean {
  const sorted = places.toSorted((a, b) => a - b)
  return sorted.every((place, at) => place === at + 1 || (at > 0 && place === sorted[at - 1]))
}

function matchFaults(state: State, match: Match): string[] {
  const faults: string[] = []
  const [a, b] = match.slots
  const isFull = a.player !== null && b.player !== null
  const say = (what: string) => faults.push(`${match.ref} is ${match.state} and ${what}`)
  if (match.state === 'locked' && (isFull || a.dead || b.dead)) say('could be ready or void')
  const isBye = match.result?.kind === 'bye'
  if (match.state !== 'locked' && match.state !== 'void' && !isFull && !isBye) say('lacks a player')
  if (isBye && isFull) say('is a bye for two')
  if (match.state === 'void' && !a.dead && !b.dead && match.bracket !== '3P') say('has two live slots')
  if ((match.result !== null) !== (match.state === 'completed')) say('its result does not fit')
  if (a.player !== null && a.player === b.player) say('plays against itself')
  if (match.state === 'ready' && match.table !== null) say('has a table')
  if (match.result === null && match.races !== null) {
    const [racksA, racksB] = scoresAfter(match, match.racks)
    if (match.scores[0] !== racksA || match.scores[1] !== racksB) say('its racks are miscounted')
    if (isWonBy(match, match.scores, 'a') || isWonBy(match, match.scores, 'b')) say('its race is over')
  }
  if (
    match.result?.kind === 'played' &&
    match.races !== null &&
    winnerOf(match, match.scores) !== match.result.winner
  ) {
    say(`its race of ${match.races.join('-')} ended ${match.scores.join('-')}`)
  }
  if (match.state === 'ready' || isOnTable(match)) {
    if (match.slots.some((slot) => slot.player !== null && hasLeft(state, slot.player))) say('waits for one who left')
  }
  return faults
}

/** Where matches do not wait for each other, a player is in none of them until he is at its table. */
function isHolding(state: State, match: Match): boolean {
  const type = state.stages[match.stage - 1]?.type
  return type === 'round_robin' || type === 'chip_points' ? isOnTable(match) : !isOver(match)
}

/** Players who must have a match: those in a knockout where nobody waits for the rest of a round. */
function neverIdle({ tournament, stages }: State): ReadonlySet<PlayerId> {
  const last = stages.findLast(({ order }) => order.length > 0)
  const isKnockout = last?.type === 'single_elimination' || last?.type === 'double_elimination'
  const isLast = last?.number === stages.length
  if (tournament.status !== 'active' || !isKnockout || !isLast || last.options.reseed === true) return new Set()
  if (last.options.mode === 're-entry') return new Set()
  return new Set(last.order)
}

/** LAW-2 and the rest of LAW-7: invariants of one state. */
export function stateFaults(state: State): string[] {
  const faults = state.matches.flatMap((match) => matchFaults(state, match))
  const busy = new Map<PlayerId, string>()
  const tables = new Set<string>()
  const mustPlay = neverIdle(state)
  for (const match of state.matches) {
    if (isOnTable(match) && match.table !== null) {
      if (tables.has(match.table)) faults.push(`two matches are at ${match.table}`)
      tables.add(match.table)
    }
    if (!isHolding(state, match)) continue
    for (const { player } of match.slots) {
      if (player === null) continue
      if (busy.has(player)) faults.push(`${player} is in ${busy.get(player)} and ${match.ref}`)
      busy.set(player, match.ref)
    }
  }
  for (const { id, status } of state.players) {
    if ((status === 'eliminated' || status === 'finished') && busy.has(id)) faults.push(`${id} is out and plays on`)
    const isIdle = mustPlay.has(id) && status === 'active' && !busy.has(id)
    const passes = state.matches.some((match) => match.state === 'void' && match.slots.some((s) => s.player === id))
    if (isIdle && !passes) faults.push(`${id} is in and has no match`)
  }
  return faults
}

/** The state machines: every step from one state to the next is listed. */
export function stepFaults(before: State, after: State): string[] {
  const faults: string[] = []
  const { tournament: was } = before
  const { tournament: is } = after
  if (!mayFollow(tournamentMachine, was.status, is.status)) faults.push(`tournament: ${was.status} to ${is.status}`)
  for (const [at, stage] of after.stages.entries()) {
    const status = before.stages[at]?.status ?? stage.status
    if (!mayFollow(stageMachine, status, stage.status)) faults.push(`stage: ${status} to ${stage.status}`)
  }
  // One who registers again joins behind all others.
  for (const player of after.players) {
    const status = playerOf(before, player.id)?.status ?? player.status
    if (!mayFollow(playerMachine, status, player.status)) faults.push(`${player.id}: ${status} to ${player.status}`)
  }
  for (const match of after.matches) {
    const status = before.matches[before.matchIndex.get(match.id) ?? -1]?.state ?? match.state
    if (!mayFollow(matchMachine, status, match.state)) faults.push(`${match.ref}: ${status} to ${match.state}`)
  }
  return faults
}

/** LAW-5: the tournament has ended, nothing waits, and without forfeits the number of matches is that of the format. */
export function endFaults(state: State, hasForfeits: boolean): string[] {
  const faults = state.matches.filter((match) => !isOver(match)).map((match) => `${match.ref} stays ${match.state}`)
  if (state.tournament.status !== 'completed') faults.push(`the tournament is ${state.tournament.status}`)
  if (hasForfeits) return faults
  for (const stage of state.stages) {
    const ended = state.matches.filter((match) => match.stage === stage.number && match.state === 'completed')
    const played = ended.filter((match) => match.result?.kind !== 'bye').length
    const due = dueMatches(state, stage) ?? played
    if (played !== due) faults.push(`${played} matches played, ${due} due`)
  }
  return faults
}

function lossesOf(state: State, id: PlayerId): number {
  let losses = 0
  for (const match of state.matches) {
    const side = match.slots.findIndex((slot) => slot.player === id)
    if (side < 0 || match.result === null) continue
    // A double forfeit puts both out, whatever they had lost before.
    if (match.result.winner === null) losses += 2
    else if (match.result.winner !== (side === 0 ? 'a' : 'b')) losses++
  }
  return hasLeft(state, id) ? losses + 2 : losses
}

/** LAW-6: all but the champion have lost twice, the champion at most once; the second final is void or completed. */
export function lossFaults(state: State): string[] {
  const faults: string[] = []
  const order = state.stages[0]?.order ?? []
  for (const player of state.players) {
    if (!order.includes(player.id)) continue
    const losses = lossesOf(state, player.id)
    const isExact = !hasLeft(state, player.id) && losses <= 2
    if (player.status === 'finished' ? losses > 1 : losses < 2) faults.push(`${player.id} lost ${losses} times`)
    else if (player.status !== 'finished' && isExact && losses !== 2) faults.push(`${player.id} lost ${losses} times`)
  }
  const first = state.matches.find((match) => match.ref === 'GF1')
  const second = state.matches.find((match) => match.ref === 'GF2')
  const isDue = first?.result?.winner === 'b'
  if (second?.state !== (isDue ? 'completed' : 'void')) faults.push(`the second final is ${second?.state}`)
  return faults
}

/** Ranks of a stage, each group for itself; where it is all of the tournament its ranks are the places. */
function rankFaults(state: State, stage: Stage): string[] {
  const rows = formatOf(stage).standings(state, stage)
  const faults: string[] = []
  for (const group of Map.groupBy(rows, (row) => row.group ?? null).values()) {
    const ranks = group.map((row) => row.rank)
    if (!isCompetitionRanking(ranks)) faults.push(`ranks ${ranks.join()} in ${stage.name}`)
    const isSorted = ranks.every((rank, at) => rank >= (ranks[at - 1] ?? 0))
    if (!isSorted) faults.push(`rows of ${stage.name} in the order ${ranks.join()}`)
  }
  const { length } = stage.order
  if (rows.length !== length) faults.push(`${rows.length} rows for ${length} players of ${stage.name}`)
  if (state.stages.length > 1) return faults
  const isAlone = rows.every((row) => row.group === undefined)
  for (const { player, rank, place } of rows) {
    if (isAlone && rank !== place) faults.push(`${player} has rank ${rank}, place ${place}`)
  }
  return faults
}

/** LAW-13: places and ranks are standard competition rankings of all who were drawn, and agree. */
export function placeFaults(state: State): string[] {
  const order = new Set(state.stages[0]?.order)
  const placed = state.players.filter((player) => order.has(player.id)).map((player) => player.place ?? 0)
  const faults = state.stages.flatMap((stage) => rankFaults(state, stage))
  if (!isCompetitionRanking(placed)) faults.push(`places ${placed.toSorted((a, b) => a - b).join()}`)
  return faults
}
