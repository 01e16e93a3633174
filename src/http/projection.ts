/**
 * `fields` and `excludeFields`: which members of a list's rows the client wants.
 * Invariant: only names of the documented row can be asked for; any other is a 400.
 */
import { z } from 'zod'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'

/** Query parameters of a list whose rows can be cut. */
export const fieldParameters = {
  fields: z.string().max(1000).optional(),
  excludeFields: z.string().max(1000).optional(),
}

export interface FieldQuery {
  readonly fields?: string | undefined
  readonly excludeFields?: string | undefined
}

/** Cuts one row. Members come in the order of the row, whatever the order of the names. */
export type Projection = (row: object) => object

/** Names that can be asked for: members of the row, and members of those (`progress.done`). */
export function fieldNames(row: z.ZodObject): string[] {
  return Object.entries(row.shape).flatMap(([name, member]) =>
    member instanceof z.ZodObject ? [name, ...Object.keys(member.shape).map((inner) => `${name}.${inner}`)] : [name],
  )
}

/** The row with any of its members absent, for the document. */
export function cutRow(row: z.ZodObject): z.ZodObject {
  const members = Object.entries(row.shape).map(([name, member]) => [
    name,
    (member instanceof z.ZodObject ? member.partial() : (member as z.ZodType)).optional(),
  ])
  return z.strictObject(Object.fromEntries(members))
}

/** What the query asks for among `names`; null: whole rows. Throws `bad_request`. */
export function projectionOf(query: FieldQuery, names: readonly string[]): Projection | null {
  if (query.fields === undefined && query.excludeFields === undefined) return null
  const leaves = names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)))
  const wanted = query.fields === undefined ? leaves : named('fields', query.fields, names, leaves)
  const unwanted = query.excludeFields === undefined ? [] : named('excludeFields', query.excludeFields, names, leaves)
  const kept = new Set(wanted.filter((leaf) => !unwanted.includes(leaf)))
  if (kept.size === 0) throw new AppError('bad_request', 'fields and excludeFields leave nothing of a row')
  return (row) => cut(row, kept)
}

/** A name of a whole member stands for everything in it. */
function named(parameter: string, text: string, names: readonly string[], leaves: readonly string[]): string[] {
  const asked = text.split(',')
  if (asked.length > limits.fieldNames)
    throw new AppError('bad_request', `${parameter} takes at most ${limits.fieldNames} names`)
  if (asked.some((name) => !names.includes(name)))
    throw new AppError('bad_request', `${parameter} of this list can name ${names.join(', ')}`)
  return leaves.filter((leaf) => asked.some((name) => leaf === name || leaf.startsWith(`${name}.`)))
}

function cut(row: object, kept: ReadonlySet<string>, prefix = ''): object {
  const members = Object.entries(row).flatMap(([name, member]: [string, unknown]) => {
    const path = prefix + name
    if (kept.has(path)) return [[name, member]]
    if (prefix !== '' || typeof member !== 'object' || member === null || Array.isArray(member)) return []
    const inner = cut(member, kept, `${path}.`)
    return Object.keys(inner).length === 0 ? [] : [[name, inner]]
  })
  return Object.fromEntries(members) as object
}
