/**
 * Plays one event of a seed from its creation to where it stands, through the engine itself: what is written is a log
 * that folds, and rows that are its projection.
 */
import { apply } from '../../src/engine/apply.ts'
import { assert } from '../../src/engine/assert.ts'
import { decide } from '../../src/engine/decide.ts'
import { rackOdds } from '../../src/engine/handicap.ts'
import type { Command, Event, NewPlayer, NewTournament } from '../../src/engine/messages.ts'
import { ops, rowOps } from '../../src/engine/ops.ts'
import type { Op } from '../../src/engine/rows.ts'
import type { Match, PlayerId, Side, StageOptions, StageType, State, TournamentId } from '../../src/engine/types.ts'
import type { Cast, SeedOrg } from './cast.ts'
import { type Luck, luckOf, seedId } from './chance.ts'
import { fieldSizes, seedDay, type SeedSize } from './sizes.ts'

export interface SeedEvent {
  readonly org: SeedOrg
  readonly id: TournamentId
  readonly log: readonly { readonly event: Event; readonly ops: readonly Op[] }[]
  readonly state: State
  readonly month: string
}

const dayMs = 86_400_000
const games = ['8-ball', '9-ball', '10-ball', 'straight pool'] as const
const names = ['Friday Open', 'Monday Night', 'Winter Cup', 'Club Masters', 'House Handicap', 'Scotch Doubles'] as const

function fieldOf(luck: Luck): number {
  const all = fieldSizes.reduce((sum, { weight }) => sum + weight, 0)
  let left = luck.upTo(all)
  return fieldSizes.find(({ weight }) => (left -= weight) < 0)?.players ?? 16
}

function typeOf(luck: Luck): StageType {
  const draw = luck.upTo(20)
  if (draw < 9) return 'double_elimination'
  if (draw < 16) return 'single_elimination'
  return draw < 19 ? 'round_robin' : 'chip_lives'
}

/** Where an event of this number stands. */
function fateOf(at: number, size: SeedSize): 'over' | 'live' | 'registration' | 'draft' {
  const left = size.tournaments - at
  if (left <= 0) return 'over'
  if (left <= size.upcoming) return left % 3 === 0 ? 'draft' : 'registration'
  return left <= size.upcoming + size.live ? 'live' : 'over'
}

function options(type: StageType, players: number, luck: Luck): StageOptions {
  const raceTo = 3 + luck.upTo(7)
  const rules: StageOptions = {
    scoring: { kind: 'race', raceTo: type === 'chip_lives' ? 1 : raceTo },
    seeding: luck.is(0.5) ? 'rating' : 'random',
    thirdPlace: type === 'single_elimination' && luck.is(0.3),
    grandFinal: 'reset',
  }
  if (type === 'round_robin') return { ...rules, groups: { count: Math.ceil(players / 8), method: 'snake' } }
  return type === 'chip_lives' ? { ...rules, chipLives: { startChips: 3, tables: 6 } } : rules
}

/**
 * Sends commands one after another, a little later each time. Standings are nine tenths of what an event changes, and
 * nobody asks any more for the changes of an event that is over: only one that is watched keeps them in its log.
 */
class Evening {
  readonly log: { event: Event; ops: readonly Op[] }[] = []
  readonly #luck: Luck
  readonly #org: SeedOrg
  readonly #isWatched: boolean
  #at: number
  #state: State | null = null

  constructor(org: SeedOrg, luck: Luck, begin: number, isWatched: boolean) {
    this.#org = org
    this.#luck = luck
    this.#at = begin
    this.#isWatched = isWatched
  }

  get state(): State {
    assert(this.#state !== null, 'the event is not created')
    return this.#state
  }

  does(command: Command, minutes: number): State {
    this.#at += Math.floor(minutes * 60_000) + this.#luck.upTo(20_000)
    const actor = this.#org.staff[this.#luck.rank(this.#org.staff.length)] ?? this.#org.director
    const ctx = { at: new Date(this.#at).toISOString(), actor, drawSeed: this.#luck.seed32() }
    const { event, problem } = decide(this.#state, command, ctx)
    assert(problem === undefined, `${command.type} refused: ${problem?.detail}`)
    const after = apply(this.#state, event)
    this.log.push({ event, ops: (this.#isWatched ? ops : rowOps)(this.#state, after) })
    this.#state = after
    return after
  }
}

function playersOf(cast: Cast, org: SeedOrg, count: number, id: string, luck: Luck): NewPlayer[] {
  const chosen = new Set<number>()
  while (chosen.size < Math.min(count, org.regulars.length)) chosen.add(luck.rank(org.regulars.length))
  return [...chosen].map((place, at) => {
    const user = cast.users[org.regulars[place] ?? 0]
    const isGuest = luck.is(0.2)
    const { name = 'Guest', club = null, rating = null } = user ?? {}
    const playerId = seedId<PlayerId>(Date.parse(seedDay), `${id}/player/${at}`)
    return {
      id: playerId,
      name,
      userId: isGuest ? null : (user?.id ?? null),
      club,
      rating,
      skillLevel: null,
      seed: null,
    }
  })
}

interface Frame {
  readonly id: TournamentId
  readonly at: number
  readonly org: SeedOrg
  readonly begin: number
  readonly players: number
}

function tournamentOf({ id, at, org, begin, players }: Frame, luck: Luck): NewTournament {
  const type = typeOf(luck)
  return {
    id,
    name: `${names[at % names.length]} ${Math.floor(at / names.length) + 1}`,
    description: null,
    type,
    gameType: games[luck.upTo(games.length)] ?? '9-ball',
    visibility: luck.is(0.9) ? 'public' : 'private',
    maxParticipants: null,
    venueId: luck.is(0.8) ? org.venue : null,
    startDate: new Date(begin + dayMs).toISOString(),
    endDate: null,
    checkIn: false,
    minRest: 0,
    stages: [{ type, name: 'Main', options: options(type, players, luck) }],
  }
}

function winnerOf(state: State, match: Match, luck: Luck): Side {
  const rating = (at: 0 | 1) => state.players[state.playerIndex.get(match.slots[at].player as PlayerId) ?? -1]?.rating
  return luck.is(rackOdds(rating(0) ?? 500, rating(1) ?? 500)) ? 'a' : 'b'
}

function report(evening: Evening, match: Match, isRacked: boolean, luck: Luck): void {
  const { state } = evening
  if (isRacked) {
    evening.does({ type: 'match.rack', match: match.id, winner: winnerOf(state, match, luck) }, 2)
    return
  }
  const [raceA, raceB] = match.races ?? [5, 5]
  const winner = winnerOf(state, match, luck)
  const lost = luck.upTo(winner === 'a' ? raceB : raceA)
  const [scoreA, scoreB] = winner === 'a' ? [raceA, lost] : [lost, raceB]
  evening.does({ type: 'match.result', match: match.id, scoreA, scoreB }, 1)
}

/** Plays until nothing is left, or for a live event until about half of it is done, some matches at tables. */
function play(evening: Evening, org: SeedOrg, isLive: boolean, isRacked: boolean, luck: Luck): void {
  const most = isLive ? Math.floor(evening.state.matches.length / 2) : Infinity
  let done = 0
  for (;;) {
    const open = evening.state.matches.find((match) => match.state === 'ready' || match.state === 'active')
    if (open === undefined || done >= most) break
    report(evening, open, isRacked, luck)
    if (!isRacked || evening.state.matches[evening.state.matchIndex.get(open.id) ?? -1]?.result !== null) done++
  }
  if (!isLive) return
  // A table holds one match over all events of an org; the first live event of a room has all of them.
  const busy = new Set<PlayerId | null>()
  for (const table of org.tables) {
    const match = evening.state.matches.find(({ state, slots }) => {
      return state === 'ready' && slots.every(({ player }) => !busy.has(player))
    })
    if (match === undefined) return
    for (const { player } of match.slots) busy.add(player)
    evening.does({ type: 'match.assign', match: match.id, table: table.id }, 1)
  }
}

/** Days from the beginning of an event to the day of the seed. Those after the last one are older than the first. */
function daysBefore(at: number, { tournaments, days, earlier }: SeedSize): number {
  if (at < tournaments) return Math.floor(((tournaments - at) / tournaments) * days)
  return days + 1 + Math.floor(((at - tournaments) / earlier.events) * earlier.days)
}

/** The room of an event; the first thing that its luck decides. */
function roomOf(cast: Cast, luck: Luck): SeedOrg {
  const org = cast.orgs[luck.rank(cast.orgs.length)]
  assert(org !== undefined, 'the seed has orgs')
  return org
}

/** Numbers of the live events that have the tables of their room: the first one of each room. */
export function eventsAtTables(cast: Cast, size: SeedSize): ReadonlySet<number> {
  const firsts = new Map<SeedOrg, number>()
  for (let at = 0; at < size.tournaments; at++) {
    if (fateOf(at, size) !== 'live') continue
    const org = roomOf(cast, luckOf(`event/${at}`))
    if (!firsts.has(org)) firsts.set(org, at)
  }
  return new Set(firsts.values())
}

/** The event of this number, the same on every machine. `isAtTables`: its room has no other at its tables. */
export function playEvent(cast: Cast, size: SeedSize, at: number, isAtTables: boolean): SeedEvent {
  const luck = luckOf(`event/${at}`)
  const org = roomOf(cast, luck)
  const begin = Date.parse(seedDay) - daysBefore(at, size) * dayMs + luck.upTo(dayMs)
  const id = seedId<TournamentId>(begin, `event/${at}`)
  const fate = fateOf(at, size)
  const evening = new Evening(org, luck, begin, fate !== 'over')
  const players = fieldOf(luck)
  evening.does({ type: 'tournament.create', tournament: tournamentOf({ id, at, org, begin, players }, luck) }, 0)
  const done = (): SeedEvent => {
    return { org, id, log: evening.log, state: evening.state, month: `${new Date(begin).toISOString().slice(0, 7)}-01` }
  }
  if (fate === 'draft') return done()
  evening.does({ type: 'tournament.open' }, 5)
  evening.does({ type: 'player.add', players: playersOf(cast, org, players, id, luck) }, 10)
  if (fate === 'registration') return done()
  const isHere = fate === 'live' && isAtTables
  for (const { id: table, label } of isHere ? org.tables : []) {
    evening.does({ type: 'table.open', table, label, stream: label === '1' }, 1)
  }
  evening.does({ type: 'stage.draw', stage: 1 }, 30)
  evening.does({ type: 'tournament.start' }, 1)
  play(evening, isHere ? org : { ...org, tables: [] }, fate === 'live', at % size.rackedEvery === 0, luck)
  return done()
}
