/**
 * The frames of `railbird.v1`, named by direction: a client sends `ClientFrame`, the server `ServerFrame`.
 * Schemas are the source; types come from them. Short keys: `t` type, `id` the client's number of a room,
 * `v` version, `e` epoch, `h` digest. Unknown members of a frame are ignored, so fields may be added.
 */
import { z } from 'zod'
import type { Op, Rows } from '../engine/rows.ts'

/** WebSocket subprotocol and its number in `hello`. */
export const subprotocol = 'railbird.v1'
export const protocolVersion = 1

/** Close codes: 4000-4499 mean reconnect (with jitter) and resume, 4500-4999 mean stop. */
export const closeCodes = {
  drain: 4000,
  serverError: 4001,
  tooSlow: 4002,
  tokenExpired: 4004,
  capacity: 4005,
  stateUnknown: 4006,
  flood: 4429,
  protocol: 4500,
  forbidden: 4501,
  versionUnsupported: 4502,
  tooManyConnections: 4503,
} as const
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes]

/** Codes of `err`; close to the HTTP statuses of the same numbers. */
export const errorCodes = [400, 401, 403, 404, 409, 410, 412, 413, 426, 429, 503] as const
export type FrameError = (typeof errorCodes)[number]

export const views = ['public', 'staff'] as const
/** `public` is for everybody who may see the tournament, `staff` for scorekeepers and above. */
export type View = (typeof views)[number]

/** Name of a tournament's room on the wire; it holds no org. */
export function roomName(tournamentId: string): string {
  return 't:' + tournamentId
}

const roomId = z.int().min(0).max(999_999)
const version = z.int().min(0)
const epoch = z.string().max(64)
const token = z.string().min(1).max(1024)

export const clientFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('hello'), p: z.int(), sdk: z.string().max(40).optional(), tok: token.optional() }),
  z.object({
    t: z.literal('sub'),
    id: roomId,
    room: z.string().max(80),
    view: z.enum(views).default('public'),
    since: z.object({ e: epoch, v: version }).optional(),
  }),
  z.object({ t: z.literal('unsub'), id: roomId }),
  z.object({ t: z.literal('tok'), tok: token }),
])
/** What a client may send, after parsing. */
export type ClientFrame = z.output<typeof clientFrame>
/** What a client writes, before defaults are filled in. */
export type ClientFrameInput = z.input<typeof clientFrame>

const row = z.record(z.string(), z.unknown())
const rowMap = z.record(z.string(), row)
const rows = z.object({
  t: row,
  s: rowMap,
  m: rowMap,
  p: rowMap,
  tb: rowMap,
  st: z.record(z.string(), z.array(row)),
}) as unknown as z.ZodType<Rows>
const op = z.union([
  z.tuple([z.literal('t'), row]),
  z.tuple([z.enum(['s', 'm', 'p', 'tb']), z.string(), row]),
  z.tuple([z.literal('st'), z.string(), z.array(row)]),
  z.tuple([z.literal('x'), z.enum(['s', 'm', 'p', 'tb', 'st']), z.string()]),
]) as unknown as z.ZodType<Op>
const digest = z.string().regex(/^[0-9a-f]{13}$/)

const resetReasons = ['epoch', 'too_old', 'lag', 'view', 'unknown'] as const
/** Why a client has to drop its state; a `snap` follows. */
export type ResetReason = (typeof resetReasons)[number]

export const serverFrame = z.discriminatedUnion('t', [
  /** `hb` in seconds, `rooms` per socket, `now` in milliseconds since 1970. */
  z.object({ t: z.literal('welcome'), conn: z.string(), hb: z.int(), rooms: z.int(), now: z.number() }),
  z.object({ t: z.literal('snap'), id: roomId, e: epoch, v: version, d: rows, h: digest }),
  /** Resume accepted: what lies between `v` and `head` follows. */
  z.object({ t: z.literal('ok'), id: roomId, e: epoch, v: version, head: version }),
  /** One transaction. Without `ops` it is a skip frame: nothing in it for this view. */
  z.object({
    t: z.literal('ev'),
    id: roomId,
    v: version,
    ts: z.string().optional(),
    ty: z.string().optional(),
    ops: z.array(op).optional(),
  }),
  /** Several transactions merged: moves a client from version `from - 1` to `to`. */
  z.object({ t: z.literal('b'), id: roomId, from: version, to: version, ts: z.string().optional(), ops: z.array(op) }),
  /** Without `v` the server is not sure to be current; without `id` the socket has no room. */
  z.object({ t: z.literal('hb'), id: roomId.optional(), v: version.optional(), h: digest.optional() }),
  z.object({ t: z.literal('reset'), id: roomId, why: z.enum(resetReasons) }),
  z.object({ t: z.literal('eph'), id: roomId, viewers: z.int().min(0) }),
  z.object({
    t: z.literal('err'),
    id: roomId.optional(),
    c: z.union(errorCodes.map((code) => z.literal(code))),
    m: z.string(),
    tmp: z.boolean(),
    after: z.int().optional(),
  }),
  /** The server goes away: reconnect after a random number of milliseconds between the two. */
  z.object({ t: z.literal('bye'), after: z.tuple([z.int(), z.int()]) }),
])
/** What the server may send. */
export type ServerFrame = z.output<typeof serverFrame>
