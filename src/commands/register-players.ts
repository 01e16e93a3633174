/**
 * Registers one player or a list of them: one command, one version, all or nothing.
 * Contact data is written beside the event, never into it.
 */
import { sql } from 'drizzle-orm'
import type { NewPlayer } from '../engine/messages.ts'
import type { PlayerId, State, TournamentId, UserId } from '../engine/types.ts'
import { playersView } from '../engine/view.ts'
import { AppError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import { runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'

/** A player as a client sends it; `rating` is a Fargo rating. */
export interface PlayerInput {
  readonly name: string
  readonly email?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly skillLevel?: string | null | undefined
  readonly rating?: number | null | undefined
  readonly seed?: number | null | undefined
  readonly club?: string | null | undefined
  readonly userId?: string | null | undefined
}

/** E-mail and phone of a player; they are in no event. */
export interface Contact {
  readonly id: PlayerId
  readonly email: string | null
  readonly phone: string | null
}

/** Answers 201: one player gives the player, `bulk` gives `{version, data: [players]}`. */
export function registerPlayers(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  inputs: readonly PlayerInput[],
  form: { readonly bulk: boolean },
): Promise<CommandAnswer> {
  const players = inputs.map((input) => newPlayer(deps.newId(), input))
  const contacts = players.map((player, i) => contactOf(player.id, inputs[i]))
  return runCommand(deps, caller, {
    target: { tournament: id },
    check: (tx, locked) => refuseKnownEmails(tx, locked.id, contacts),
    command: () => ({ type: 'player.add', players }),
    after: (tx) => saveContacts(tx, contacts),
    personal: form.bulk ? {} : { email: contacts[0]?.email, phone: contacts[0]?.phone },
    answer: (state, version) => answer(state, version, players, form.bulk),
  })
}

function newPlayer(id: string, input: PlayerInput): NewPlayer {
  return {
    id: id as PlayerId,
    name: input.name,
    userId: (input.userId ?? null) as UserId | null,
    club: input.club ?? null,
    rating: input.rating ?? null,
    skillLevel: input.skillLevel ?? null,
    seed: input.seed ?? null,
  }
}

function contactOf(id: PlayerId, input: PlayerInput | undefined): Contact {
  return { id, email: input?.email ?? null, phone: input?.phone ?? null }
}

function answer(state: State, version: number, players: readonly NewPlayer[], bulk: boolean) {
  const ids = new Set(players.map((player) => player.id))
  const added = playersView(state).players.filter((player) => ids.has(player.id))
  const views = added.map((player) => ({ playerId: player.id, ...player }))
  const body = bulk ? { version, data: views } : { ...views[0], version }
  const location = `/api/tournaments/${state.tournament.id}/players`
  return { status: 201, body, location: bulk ? location : `${location}/${players[0]?.id}` }
}

/** One address, one entry: the same e-mail twice in a tournament is a duplicate, in the list or in the field. */
async function refuseKnownEmails(tx: Tx, tournament: TournamentId, contacts: readonly Contact[]): Promise<void> {
  const emails = contacts.flatMap((contact) => contact.email?.toLowerCase() ?? [])
  if (emails.length === 0) return
  if (new Set(emails).size < emails.length)
    throw new AppError('duplicate_player', 'The list holds the same e-mail address twice.')
  const rows = (await tx.execute(sql`
    SELECT name FROM players WHERE tournament_id = ${tournament} AND lower(email) IN
      (SELECT jsonb_array_elements_text(${JSON.stringify(emails)}::text::jsonb)) LIMIT 1`)) as unknown as {
    name: string
  }[]
  if (rows[0]) throw new AppError('duplicate_player', `This e-mail address is already registered (${rows[0].name}).`)
}

/** Writes e-mail and phone of players whose rows exist. */
export async function saveContacts(tx: Tx, contacts: readonly Contact[]): Promise<void> {
  const known = contacts.filter((contact) => contact.email !== null || contact.phone !== null)
  if (known.length === 0) return
  await tx.execute(sql`
    UPDATE players p SET email = coalesce(x.email, p.email), phone = coalesce(x.phone, p.phone)
    FROM jsonb_to_recordset(${JSON.stringify(known)}::text::jsonb) AS x(id uuid, email text, phone text)
    WHERE p.id = x.id`)
}
