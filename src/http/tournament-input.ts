/** Bodies and parameters of the tournament, player, match and table routes, in the words of api.md. */
import { z } from 'zod'
import { limits } from '../config.ts'
import { dateOrInstant, instant, line, lines, playerId, side, tableId, userId, venueId, wholeNumber } from './fields.ts'
import { listParameters } from './lists.ts'
import { pageParameters, sortParameters } from './offset-pages.ts'
import { partParameters } from './part-pages.ts'
import { chipOptions } from './chip-shapes.ts'
import { knockoutOptions } from './knockout-shapes.ts'
import { scoringInput } from './scoring-shapes.ts'
import { bracketName, roundRobinOptions } from './round-robin-shapes.ts'

export const tournamentTypes = [
  'single_elimination',
  'double_elimination',
  'round_robin',
  'swiss',
  'chip_lives',
  'chip_points',
  'multi_stage',
] as const
const statuses = ['draft', 'registration', 'check_in', 'active', 'paused', 'completed', 'cancelled'] as const
export const visibilities = ['public', 'unlisted', 'private'] as const

const raceTo = z.number().int().min(1).max(100)
const stageOptions = z.strictObject({
  scoring: scoringInput.optional(),
  seeding: z.enum(['manual', 'rating', 'random']).optional(),
  thirdPlace: z.boolean().optional(),
  grandFinal: z.enum(['reset', 'single', 'extended', 'none']).optional(),
  ...knockoutOptions,
  checkIn: z.boolean().optional(),
  minRest: z.number().int().min(0).max(240).optional(),
  ...roundRobinOptions,
  ...chipOptions,
})

const common = {
  description: lines(4000).nullable().optional(),
  gameType: line(40).optional(),
  maxParticipants: z.number().int().min(2).max(limits.playersMax).nullable().optional(),
  startDate: instant.nullable().optional(),
  endDate: instant.nullable().optional(),
  venueId: venueId.nullable().optional(),
  raceTo: raceTo.optional(),
  visibility: z.enum(visibilities).optional(),
  options: stageOptions.optional(),
}

export const newTournament = z.strictObject({
  name: line(120),
  type: z.enum(tournamentTypes),
  ...common,
  stages: z
    .array(
      z.strictObject({ type: z.enum(tournamentTypes), name: line(60).optional(), options: stageOptions.optional() }),
    )
    .min(2)
    .max(8)
    .optional(),
})

/** Absent members stay as they are; `options` and `raceTo` together replace the rules of play as a whole. */
export const tournamentEdit = z.strictObject({ name: line(120).optional(), ...common })

export const reopening = z.strictObject({ reason: line(400) })
export const drawing = z.strictObject({
  stage: z.number().int().min(1).max(8).optional(),
  order: z.array(playerId).min(2).max(limits.playersMax).optional(),
})
export const undrawing = drawing.pick({ stage: true })
export const lots = z.strictObject({
  stage: z.number().int().min(1).max(8).optional(),
  players: z.array(playerId).min(2).max(64).optional(),
})

/** The body of an action that takes none: nothing, or an empty object. */
export const nothing = z.strictObject({})

export const tournamentListQuery = z.strictObject({
  ...listParameters,
  ...sortParameters,
  status: z.enum([...statuses, 'upcoming', 'live', 'past']).optional(),
  type: z.enum(tournamentTypes).optional(),
  gameType: z.string().max(40).optional(),
  venueId: venueId.optional(),
  from: dateOrInstant.optional(),
  to: dateOrInstant.optional(),
  q: line(100).optional(),
})

export const cardListQuery = z.strictObject({
  ...listParameters,
  status: z.enum([...statuses, 'upcoming', 'live', 'past']).optional(),
  orgSlug: z.string().max(64).optional(),
})

/** E-mail and phone of a player, in the members of a body. */
export const contact = {
  email: z.email().max(254).nullable().optional(),
  phone: z
    .string()
    .regex(/^[+\d][\d ().-]{4,31}$/, 'must be a telephone number')
    .nullable()
    .optional(),
}
const player = {
  skillLevel: line(40).nullable().optional(),
  rating: z.number().int().min(0).max(5000).nullable().optional(),
  seed: z.number().int().min(1).max(limits.playersMax).nullable().optional(),
  club: line(80).nullable().optional(),
  userId: userId.nullable().optional(),
}
export const newPlayer = z.strictObject({ name: line(60), ...contact, ...player })
export const playerEdit = z.strictObject({
  name: line(60).optional(),
  ...contact,
  ...player,
  conduct: z.number().int().min(-999).max(999).optional(),
})
export const newPlayers = z.array(newPlayer).min(1).max(limits.playersMax)
/** Columns that a CSV of players may name. */
export const playerColumns = ['name', 'email', 'phone', 'skillLevel', 'rating', 'seed', 'club'] as const

const score = z.number().int().min(0).max(999)
export const matchListQuery = z.strictObject({
  ...partParameters,
  state: z.enum(['locked', 'ready', 'assigned', 'active', 'paused', 'completed', 'void']).optional(),
  round: wholeNumber(1, 64).optional(),
  bracket: bracketName.optional(),
})
export const winner = z.strictObject({ winner: side })
export const result = z.strictObject({ scoreA: score, scoreB: score, decider: side.optional() })
export const assignment = z.strictObject({ tableId })
export const nextAssignment = z.strictObject({ tableId: tableId.optional() })
export const streamTag = z.strictObject({ stream: z.boolean() })

export const newTable = z.strictObject({
  label: line(40),
  stream: z.boolean().optional(),
  tableId: tableId.optional(),
})
export const tableEdit = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('available') }),
  z.strictObject({ status: z.literal('blocked'), reason: line(200), after: z.boolean().optional() }),
])

export const partQuery = z.strictObject(partParameters)
export const partListQuery = z.strictObject({ ...pageParameters })
export const eventsQuery = z.strictObject({
  since: wholeNumber(0, 999_999_999).optional(),
  limit: wholeNumber(1, 1000).optional(),
})
