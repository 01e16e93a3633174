/**
 * The fold of a room: rows, the ops that change them, and a digest that says whether two folds are equal.
 * The digest is the sum modulo 2^52 of one hash per row, so it is free of order and each op updates it in O(row).
 * Invariant: the digest after a fold of ops equals the digest of the resulting rows.
 * Imports nothing at runtime, because browsers run this file too. It finds mistakes, it does not stop forgers.
 */
import type { Op, Rows } from '../engine/rows.ts'

const modulus = 2 ** 52

/** Rows at some version together with their digest; never changed in place. */
export interface Fold {
  readonly rows: Rows
  readonly digest: number
}

/** Raised for an op of an unknown kind: whoever ignored it would differ silently. */
export class UnknownOp extends Error {
  override readonly name = 'UnknownOp'
}

/** JSON with sorted member names and without null members, so that equal rows give equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members: string[] = []
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name]
    if (member !== null && member !== undefined) members.push(`${JSON.stringify(name)}:${canonicalJson(member)}`)
  }
  return `{${members.join(',')}}`
}

// Two 32-bit lanes with different multipliers, mixed at the end: 52 bits without BigInt, which is slow in browsers.
function hash(text: string): number {
  let low = 0x9e3779b9
  let high = 0x85ebca6b
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x5bd1e995)
    high ^= high >>> 15
  }
  low = Math.imul(low ^ (low >>> 16) ^ high, 0x7feb352d)
  high = Math.imul(high ^ (high >>> 13) ^ low, 0x846ca68b)
  low ^= low >>> 15
  high ^= high >>> 16
  return (high >>> 12) * 2 ** 32 + (low >>> 0)
}

function hashRow(kind: string, id: string, row: unknown): number {
  return row === undefined ? 0 : hash(kind + '\n' + id + '\n' + canonicalJson(row))
}

// Each step stays below 2^53: adding all three numbers before the modulus would lose the last bit.
function moved(sum: number, gone: number, come: number): number {
  const less = sum >= gone ? sum - gone : sum - gone + modulus
  return (less + come) % modulus
}

const keyed = ['s', 'm', 'p', 'tb', 'st'] as const
type Keyed = (typeof keyed)[number]

/** Digest of whole rows; O(rows). */
export function digestOf(rows: Rows): number {
  let sum = hashRow('t', '', rows.t)
  for (const kind of keyed) {
    for (const [id, row] of Object.entries(rows[kind])) sum = (sum + hashRow(kind, id, row)) % modulus
  }
  return sum
}

/** The digest as it travels: 13 hexadecimal digits. */
export function digestText(digest: number): string {
  return digest.toString(16).padStart(13, '0')
}

/** Rows ready to be folded forward. */
export function foldFrom(rows: Rows): Fold {
  return { rows, digest: digestOf(rows) }
}

/** A row with a patch over it: null takes a member away, everything else replaces it. */
function patched(row: object | undefined, patch: object): object {
  const next: Record<string, unknown> = { ...row }
  for (const [name, member] of Object.entries(patch)) {
    if (member === null) delete next[name]
    else next[name] = member
  }
  return next
}

/** Folds absolute ops over rows; the given fold stays as it was. Throws `UnknownOp` for a kind it does not know. */
export function foldOps(fold: Fold, ops: readonly Op[]): Fold {
  const rows: Record<string, unknown> = { ...fold.rows }
  const copied = new Set<string>()
  let digest = fold.digest
  for (const op of ops) {
    if (op[0] === 't') {
      const next = patched(rows.t as object, op[1])
      digest = moved(digest, hashRow('t', '', rows.t), hashRow('t', '', next))
      rows.t = next
      continue
    }
    const isRemoval = op[0] === 'x'
    const kind: string = isRemoval ? op[1] : op[0]
    if (!keyed.includes(kind as Keyed)) throw new UnknownOp(`op of unknown kind ${kind}`)
    if (!copied.has(kind)) rows[kind] = { ...(rows[kind] as object) }
    copied.add(kind)
    const map = rows[kind] as Record<string, object>
    const id = isRemoval ? op[2] : op[1]
    const next = isRemoval ? undefined : op[0] === 'st' ? op[2] : patched(map[id], op[2] as object)
    digest = moved(digest, hashRow(kind, id, map[id]), hashRow(kind, id, next))
    if (next === undefined) delete map[id]
    else map[id] = next
  }
  return { rows: rows as unknown as Rows, digest }
}
