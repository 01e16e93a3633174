/**
 * Shapes of a whole event as a file: its log from the first event on, and the contact data of players on request.
 * One shape for export and import. It knows types and bounds; whether an event may stand where it stands is asked
 * of the engine, which trusts what has passed here.
 * NOTE complete by type: an event that is not in the table does not compile.
 */
import { z } from 'zod'
import { limits } from '../config.ts'
import type { Event, EventType } from '../engine/messages.ts'
import { chipOptions } from './chip-shapes.ts'
import { instant, line, lines, matchId, playerId, side, tableId, tournamentId, userId, venueId } from './fields.ts'
import { knockoutOptions } from './knockout-shapes.ts'
import { openScoring, racesOfMatch, raceScoring } from './scoring-shapes.ts'
import { roundRobinOptions } from './round-robin-shapes.ts'
import { contact, tournamentTypes, visibilities } from './tournament-input.ts'

const whole = (min: number, max: number) => z.number().int().min(min).max(max)
const cents = whole(0, Number.MAX_SAFE_INTEGER)
const stageNumber = whole(1, 9)
const points = z.number().min(0).max(100)
const stageType = z.enum(tournamentTypes).exclude(['multi_stage'])
const everyone = limits.playersMax * 4
const playerIds = z.array(playerId).max(everyone)
const options = z.strictObject({
  scoring: z.discriminatedUnion('kind', [raceScoring, openScoring]),
  seeding: z.enum(['manual', 'rating', 'random']),
  thirdPlace: z.boolean(),
  grandFinal: z.enum(['reset', 'single', 'extended', 'none']),
  ...knockoutOptions,
  ...roundRobinOptions,
  points: z.strictObject({ win: points, draw: points, loss: points, hillLoss: points }).optional(),
  ...chipOptions,
})

const frame = {
  name: line(120),
  description: lines(4000).nullable(),
  gameType: line(40),
  visibility: z.enum(visibilities),
  maxParticipants: whole(2, limits.playersMax).nullable(),
  venueId: venueId.nullable(),
  startDate: instant.nullable(),
  endDate: instant.nullable(),
  checkIn: z.boolean(),
}
const minRest = whole(0, 240).optional()
const person = {
  name: line(60),
  userId: userId.nullable(),
  club: line(80).nullable(),
  rating: whole(0, 5000).nullable(),
  skillLevel: line(40).nullable(),
  seed: whole(1, limits.playersMax).nullable(),
}
const result = {
  match: matchId,
  kind: z.enum(['played', 'walkover', 'retired', 'double_forfeit']),
  scores: z.tuple([whole(0, 999), whole(0, 999)]),
  winner: side.nullable(),
}
const nothing = z.strictObject({})
const ofMatch = z.strictObject({ match: matchId })
const ofPlayer = z.strictObject({ player: playerId })
const ofTable = z.strictObject({ table: tableId })
const rackNumber = whole(1, 10_000)
const stage = z.strictObject({ type: stageType, name: line(60), options })

const data = {
  'tournament.created': z.strictObject({
    rules: z.literal(1),
    tournament: z.strictObject({
      id: tournamentId,
      type: z.enum(tournamentTypes),
      ...frame,
      minRest,
      stages: z.array(stage).min(1).max(8),
    }),
  }),
  'tournament.edited': z.strictObject({
    edit: z
      .strictObject({ ...frame, options })
      .partial()
      .extend({ minRest }),
  }),
  'tournament.opened': nothing,
  'tournament.checkin_opened': nothing,
  'tournament.checkin_closed': z.strictObject({ absent: playerIds, promoted: playerIds }),
  'tournament.started': nothing,
  'tournament.paused': nothing,
  'tournament.resumed': nothing,
  'tournament.completed': nothing,
  'tournament.reopened': z.strictObject({ reason: line(400) }),
  'tournament.cancelled': nothing,
  'tournament.deleted': nothing,
  'player.registered': z.strictObject({
    players: z.array(z.strictObject({ id: playerId, ...person })).max(everyone),
    waitlisted: playerIds,
  }),
  'player.edited': z.strictObject({
    player: playerId,
    edit: z
      .strictObject(person)
      .partial()
      .extend({ conduct: whole(-999, 999).optional() }),
  }),
  'player.checked_in': ofPlayer,
  'player.withdrawn': ofPlayer,
  'player.disqualified': ofPlayer.extend({ moveUp: z.boolean() }),
  'player.marked_absent': ofPlayer.extend({ match: matchId.nullable() }),
  'player.adjusted': ofPlayer.extend({ delta: whole(-999, 999), isStart: z.boolean(), reason: line(200) }),
  'player.bought_back': ofPlayer.extend({ chips: whole(1, 99), priceCents: cents }),
  'stage.drawn': z.strictObject({
    stage: stageNumber,
    order: playerIds,
    drawSeed: whole(0, 0xffff_ffff),
    chips: z.array(whole(0, 999)).max(everyone).optional(),
  }),
  'stage.undrawn': z.strictObject({ stage: stageNumber, promoted: playerIds.optional() }),
  'player.reentered': ofPlayer.extend({ stage: stageNumber }),
  'field.undrawn': z.strictObject({ stage: stageNumber }),
  'field.drawn': z.strictObject({ stage: stageNumber, order: playerIds }),
  'round.drawn': z.strictObject({
    stage: stageNumber,
    round: whole(1, 1024),
    pairs: z.array(z.tuple([playerId, playerId])).max(everyone),
    bye: playerId.nullable(),
  }),
  'finals.applied': z.strictObject({
    stage: stageNumber,
    format: z.enum(['single_elimination', 'double_elimination']),
    name: line(60),
    options,
    order: playerIds,
    lots: playerIds,
  }),
  'lot.drawn': z.strictObject({ stage: stageNumber, lots: z.array(playerIds).max(everyone) }),
  'match.called': ofMatch,
  'match.assigned': ofMatch.extend({ table: tableId }),
  'match.freed': ofMatch,
  'match.tagged': ofMatch.extend({ stream: z.boolean() }),
  'match.started': ofMatch,
  'match.paused': ofMatch,
  'match.resumed': ofMatch,
  'rack.recorded': ofMatch.extend({ winner: side, number: rackNumber }),
  'rack.undone': ofMatch.extend({ number: rackNumber }),
  'match.resulted': z.strictObject(result),
  'match.corrected': z.strictObject({
    ...result,
    cascade: z.array(matchId).max(everyone),
    undrawn: whole(2, 8).optional(),
  }),
  'match.reopened': ofMatch,
  'match.race_set': ofMatch.extend(racesOfMatch.shape),
  'table.opened': ofTable.extend({ label: line(40), stream: z.boolean() }),
  'table.blocked': ofTable.extend({ reason: line(200), after: z.boolean() }),
  'table.freed': ofTable,
  'table.removed': ofTable,
  'payouts.planned': z.strictObject({
    rules: z.strictObject({
      entryFeeCents: cents,
      houseBasisPoints: cents,
      addedCents: cents,
      feesCents: cents,
      basisPoints: z.array(cents).max(limits.playersMax).nullable(),
    }),
  }),
  'payouts.computed': z.strictObject({
    totals: z.strictObject({ entries: cents, collectedCents: cents, houseCents: cents, poolCents: cents }),
    rows: z.array(z.strictObject({ place: whole(1, everyone), player: playerId, cents })).max(everyone),
  }),
  'payout.paid': ofPlayer,
  'payout.voided': ofPlayer.extend({ reason: line(400) }),
} satisfies Record<EventType, z.ZodType>

/** The shapes of data and of stage options, for the test that holds them against the types of the engine. */
export type EventShapes = typeof data
export type OptionsShape = typeof options

const shapes = Object.entries(data).map(([type, shape]) =>
  z.strictObject({
    version: whole(1, limits.importEvents),
    type: z.literal(type),
    at: instant,
    actor: userId.nullable(),
    data: shape,
  }),
)
type Shapes = readonly [(typeof shapes)[number], ...typeof shapes]

/** The whole of a tournament as a file. Contacts are there only if they were asked for. */
export const eventFile = z
  .strictObject({
    format: z.literal('railbird-event'),
    formatVersion: z.literal(1, 'this server reads format version 1'),
    // One cast: the list is not empty, which a map over a table does not say.
    events: z
      .array(z.discriminatedUnion('type', shapes as unknown as Shapes))
      .min(1)
      .max(limits.importEvents),
    contacts: z
      .array(z.strictObject({ player: playerId, ...contact }))
      .max(everyone)
      .optional(),
  })
  .meta({ id: 'EventFile' })

/** The events of a file that has passed `eventFile`. */
export function eventsOf(file: z.output<typeof eventFile>): Event[] {
  // One cast: the table above is complete, and where zod says undefined the member is absent.
  return file.events.map(({ type, at, actor, data }) => ({ type, at, actor, data }) as unknown as Event)
}
