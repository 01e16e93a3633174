/**
 * Laws of play: what holds in every state, between two states, and at the end.
 * Each checker returns what it found wrong, in words; an empty list is a law kept.
 */
import { hasLeft, isOnTable, isOver } from '../lookup.ts'
import { matchMachine, mayFollow, playerMachine, stageMachine, tournamentMachine } from '../machines.ts'
import type { Match, PlayerId, State } from '../types.ts'
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
  if (match.state !== 'locked' && match.state !== 'void' && !isFull) say('lacks a player')
  if (match.state === 'void' && !a.dead && !b.dead && match.bracket !== '3P') say('has two live slots')
  if ((match.result !== null) !== (match.state === 'completed')) say('its result does not fit')
  if (a.player !== null && a.player === b.player) say('plays against itself')
  if (match.state === 'ready' && match.table !== null) say('has a table')
  if (match.result === null && match.races !== null) {
    const racksA = [...match.racks].filter((winner) => winner === 'a').length
    if (match.scores[0] !== racksA || match.scores[1] !== match.racks.length - racksA) say('its racks are miscounted')
    if (match.scores[0] >= match.races[0] || match.scores[1] >= match.races[1]) say('its race is over')
  }
  if (match.state === 'ready' || isOnTable(match)) {
    if (match.slots.some((slot) => slot.player !== null && hasLeft(state, slot.player))) say('waits for one who left')
  }
  return faults
}

/** LAW-2 and the rest of LAW-7: invariants of one state. */
export function stateFaults(state: State): string[] {
  const faults = state.matches.flatMap((match) => matchFaults(state, match))
  const busy = new Map<PlayerId, string>()
  const tables = new Set<string>()
  // Where the rest of a round is awaited before anybody knows his next match, players may have none.
  const waitsForRound = state.stages.some(({ options }) => options.reseed === true)
  for (const match of state.matches) {
    if (isOnTable(match) && match.table !== null) {
      if (tables.has(match.table)) faults.push(`two matches are at ${match.table}`)
      tables.add(match.table)
    }
    if (isOver(match)) continue
    for (const { player } of match.slots) {
      if (player === null) continue
      if (busy.has(player)) faults.push(`${player} is in ${busy.get(player)} and ${match.ref}`)
      busy.set(player, match.ref)
    }
  }
  for (const { id, status } of state.players) {
    if ((status === 'eliminated' || status === 'finished') && busy.has(id)) faults.push(`${id} is out and plays on`)
    const isDrawn = state.tournament.status === 'active' && state.stages[0]?.status !== 'planned'
    const isIdle = isDrawn && !waitsForRound && status === 'active' && !busy.has(id)
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
  for (const [at, player] of after.players.entries()) {
    const status = before.players[at]?.status ?? player.status
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
  const [stage] = state.stages
  const faults = state.matches.filter((match) => !isOver(match)).map((match) => `${match.ref} stays ${match.state}`)
  if (state.tournament.status !== 'completed') faults.push(`the tournament is ${state.tournament.status}`)
  if (stage === undefined || hasForfeits) return faults
  const played = state.matches.filter((match) => match.state === 'completed').length
  const due = dueMatches(state, stage)
  if (played !== due) faults.push(`${played} matches played, ${due} due`)
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

/** LAW-13: places and ranks are standard competition rankings of all who were drawn, and agree. */
export function placeFaults(state: State): string[] {
  const [stage] = state.stages
  const order = stage?.order ?? []
  const placed = state.players.filter((player) => order.includes(player.id)).map((player) => player.place ?? 0)
  const rows = stage === undefined ? [] : formatOf(stage).standings(state, stage)
  const faults: string[] = []
  if (!isCompetitionRanking(placed)) faults.push(`places ${placed.toSorted((a, b) => a - b).join()}`)
  if (!isCompetitionRanking(rows.map((row) => row.rank))) faults.push(`ranks ${rows.map((row) => row.rank).join()}`)
  if (rows.length !== order.length) faults.push(`${rows.length} rows for ${order.length} players`)
  for (const row of rows)
    if (row.rank !== row.place) faults.push(`${row.player} has rank ${row.rank}, place ${row.place}`)
  return faults
}
