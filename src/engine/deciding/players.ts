/** Decisions about players: who joins, what may be changed and who checks in. */
import { lateStageOf } from '../applying/late-entry.ts'
import { placesTaken } from '../applying/players.ts'
import { formatOf } from '../formats.ts'
import { playerOf } from '../lookup.ts'
import type { DecideContext, Decision, NewPlayer, PlayerEdit } from '../messages.ts'
import type { Instant, Player, PlayerId, PlayerStatus, State } from '../types.ts'
import { accept, refuse } from './answer.ts'
import { lateEntryRefusal } from './chips.ts'

/** The largest bracket; also the bound of a seed. */
export const playersMax = 1024
/** Registrations in all states, so that a waitlist has an end. */
const registrationsMax = 4096

type Known = Pick<Player, 'id' | 'name' | 'userId' | 'wantedSeed'>

/** Names are the same if they look the same: spaces around, case and composition do not matter. */
function nameKey(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}

function duplicate(name: string, at: string): Decision {
  return refuse('duplicate_player', `${name} is already registered.`, at)
}

function badSeed(seed: number | null | undefined): boolean {
  return typeof seed === 'number' && (!Number.isInteger(seed) || seed < 1 || seed > playersMax)
}

/** Indexes of those already there, to find duplicates in a long list in one pass. */
class Roster {
  readonly #ids = new Set<string>()
  readonly #names = new Set<string>()
  readonly #users = new Set<string>()
  readonly #seeds = new Map<number, string>()

  add(player: Known): void {
    this.#ids.add(player.id)
    this.#names.add(nameKey(player.name))
    if (player.userId !== null) this.#users.add(player.userId)
    if (player.wantedSeed !== null) this.#seeds.set(player.wantedSeed, player.name)
  }

  /** What forbids this player, or null. */
  refusal(player: Known): Decision | null {
    if (this.#ids.has(player.id)) return duplicate(player.name, player.id)
    if (this.#names.has(nameKey(player.name))) return duplicate(player.name, 'name')
    if (player.userId !== null && this.#users.has(player.userId)) return duplicate(player.name, 'userId')
    if (badSeed(player.wantedSeed)) {
      return refuse('invalid_seed', `A seed is a number from 1 to ${playersMax}, not ${player.wantedSeed}.`, 'seed')
    }
    const holder = player.wantedSeed === null ? undefined : this.#seeds.get(player.wantedSeed)
    if (holder === undefined) return null
    return refuse('invalid_seed', `Seed ${player.wantedSeed} already belongs to ${holder}.`, 'seed')
  }
}

/** Null while players may join. */
function joiningRefusal(state: State, at: Instant): Decision | null {
  const { name, status, checkInClosed } = state.tournament
  const late = lateEntryRefusal(state, at)
  if (late !== undefined) return late
  const stage = lateStageOf(state)
  if (stage !== undefined && stage.chips === undefined) {
    if (stage.status !== 'completed' && status !== 'completed' && status !== 'cancelled') return null
    return refuse('registration_closed', `The bracket of ${name} is over; nobody can join any more.`)
  }
  if (state.stages.some((stage) => stage.status !== 'planned')) {
    return refuse('registration_closed', `The bracket of ${name} is drawn; undo the draw to add players.`)
  }
  if (checkInClosed) return refuse('registration_closed', `Check-in of ${name} is closed; nobody can join any more.`)
  if (status === 'draft' || status === 'registration' || status === 'check_in') return null
  return refuse('registration_closed', `${name} is ${status}; nobody can join any more.`)
}

/** The one who had withdrawn and comes back: the same id or account, else the same name. */
export function withdrawnAs(state: State, { id, name, userId }: NewPlayer): Player | undefined {
  const left = state.players.filter((player) => player.status === 'withdrawn')
  const key = nameKey(name)
  const isSame = (player: Player) => nameKey(player.name) === key && (userId === null || player.userId === null)
  return left.find((p) => p.id === id || (userId !== null && p.userId === userId)) ?? left.find(isSame)
}

export function add(state: State, players: readonly NewPlayer[], ctx: DecideContext): Decision {
  const closed = joiningRefusal(state, ctx.at)
  if (closed !== null) return closed
  if (players.length === 0) return refuse('too_few_players', 'The list holds no player.', 'players')
  if (state.players.length + players.length > registrationsMax) {
    return refuse('too_many_players', `A tournament takes ${registrationsMax} registrations at most.`, 'players')
  }
  const joining = players.map((player) => ({ ...player, id: withdrawnAs(state, player)?.id ?? player.id }))
  const back = new Set(joining.map((player) => player.id))
  const drawn = joining.find((player) => state.stages.some((stage) => stage.order.includes(player.id)))
  if (drawn !== undefined) return duplicate(drawn.name, drawn.id)
  const roster = new Roster()
  for (const player of state.players) if (!(back.has(player.id) && player.status === 'withdrawn')) roster.add(player)
  for (const player of joining) {
    const known: Known = { ...player, wantedSeed: player.seed }
    const refusal = roster.refusal(known)
    if (refusal !== null) return refusal
    roster.add(known)
  }
  const cap = state.tournament.maxParticipants ?? Number.POSITIVE_INFINITY
  const free = Math.max(0, cap - placesTaken(state))
  // Nobody overtakes the waitlist.
  const hasQueue = state.players.some((player) => player.status === 'waitlisted')
  const allowed = joining.slice(0, hasQueue ? 0 : free).map((player) => player.id)
  const late = lateStageOf(state)
  const seated = (late && formatOf(late).placesFor?.(state, late, allowed, ctx.at)) ?? allowed.length
  const waitlisted = joining.slice(seated).map((player) => player.id)
  return accept(ctx, 'player.registered', { players: joining, waitlisted })
}

/** Refuses an id that no player of this tournament has. */
export function unknown(id: PlayerId): Decision {
  return refuse('not_found', 'This tournament has no such player.', id)
}

export function edit(state: State, id: PlayerId, changes: PlayerEdit, ctx: DecideContext): Decision {
  const player = playerOf(state, id)
  if (player === undefined) return unknown(id)
  const isDrawn = state.stages.some((stage) => stage.status !== 'planned')
  if (changes.seed !== undefined && changes.seed !== player.seed && isDrawn) {
    return refuse('already_drawn', `The bracket is drawn; ${player.name} keeps seed ${player.seed ?? 'none'}.`, 'seed')
  }
  const roster = new Roster()
  for (const other of state.players) if (other.id !== id) roster.add(other)
  const wantedSeed = changes.seed === undefined || isDrawn ? player.wantedSeed : changes.seed
  const refusal = roster.refusal({ ...player, ...changes, wantedSeed })
  if (refusal !== null) return refusal
  // The seed of a drawn player is unchanged here; sending it along must not become a wish.
  const { seed: _, ...rest } = changes
  return accept(ctx, 'player.edited', { player: id, edit: isDrawn ? rest : changes })
}

export function checkIn(state: State, id: PlayerId, ctx: DecideContext): Decision {
  const player = playerOf(state, id)
  if (player === undefined) return unknown(id)
  const { name, status, checkInClosed } = state.tournament
  if (status !== 'check_in' || checkInClosed) {
    return refuse('illegal_transition', `Check-in of ${name} is not open.`)
  }
  if (player.status === 'registered') return accept(ctx, 'player.checked_in', { player: id })
  return refuse('illegal_transition', `${player.name} ${said[player.status]} and cannot check in.`)
}

/** What has become of a player, in words that follow his name. */
export const said: Readonly<Record<PlayerStatus, string>> = {
  waitlisted: 'is on the waitlist',
  registered: 'is registered',
  checked_in: 'has checked in',
  active: 'is playing',
  eliminated: 'is out',
  finished: 'has finished',
  no_show: 'did not show up',
  withdrawn: 'has withdrawn',
  disqualified: 'is disqualified',
}
