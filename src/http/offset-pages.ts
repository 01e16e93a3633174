/**
 * Offset pages and sorting of lists: parameters, their aliases, and the `pagination` of the answer.
 * An alias together with its name and another value is a 400, because either could be meant.
 */
import { z } from 'zod'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import { pageSize, wholeNumber } from './fields.ts'

const rowsMax = 10_000

/** Query parameters of every offset list. */
export const pageParameters = {
  page: wholeNumber(1, 999_999).optional(),
  pageSize: pageSize.optional(),
  limit: pageSize.optional(),
}

/** Query parameters of a list that can be sorted. `sort=-startDate,name` is the short form. */
export const sortParameters = {
  sortBy: z.string().max(64).optional(),
  sortDir: z.enum(['asc', 'desc']).optional(),
  sortOrder: z.enum(['asc', 'desc']).optional(),
  sort: z.string().max(200).optional(),
}

export interface PageQuery {
  readonly page?: number | undefined
  readonly pageSize?: number | undefined
  readonly limit?: number | undefined
}

export interface Page {
  readonly page: number
  readonly pageSize: number
}

export interface Pagination extends Page {
  readonly total: number
  readonly totalPages: number
  readonly hasNext: boolean
  readonly hasPrev: boolean
}

/** `pagination` as the document shows it. */
export const pagination = z.strictObject({
  page: z.int(),
  pageSize: z.int(),
  total: z.int(),
  totalPages: z.int(),
  hasNext: z.boolean(),
  hasPrev: z.boolean(),
})

/** The page that is asked for. */
export function pageOf(query: PageQuery): Page {
  const page = query.page ?? 1
  const size = sizeOf(query)
  if (page * size > rowsMax)
    throw new AppError('bad_request', `offset pages end at row ${rowsMax}: narrow the list with a filter`)
  return { page, pageSize: size }
}

/** How many rows a page has. */
export function sizeOf(query: PageQuery): number {
  return oneOf('pageSize', query.pageSize, 'limit', query.limit) ?? limits.pageSize
}

/** `pagination` of an answer. */
export function paginationOf({ page, pageSize: size }: Page, total: number): Pagination {
  const totalPages = Math.ceil(total / size)
  return { page, pageSize: size, total, totalPages, hasNext: page < totalPages, hasPrev: page > 1 }
}

interface SortQuery {
  readonly sortBy?: string | undefined
  readonly sortDir?: 'asc' | 'desc' | undefined
  readonly sortOrder?: 'asc' | 'desc' | undefined
  readonly sort?: string | undefined
}

export interface SortKey<Name extends string> {
  readonly name: Name
  readonly isDescending: boolean
}

/** Sort keys among `names`; anything else is a 400 that lists them. Empty when none is asked for. */
export function sortOf<Name extends string>(query: SortQuery, names: readonly Name[]): SortKey<Name>[] {
  const direction = oneOf('sortDir', query.sortDir, 'sortOrder', query.sortOrder)
  const long = query.sortBy === undefined ? undefined : `${direction === 'desc' ? '-' : ''}${query.sortBy}`
  if (query.sort !== undefined && direction !== undefined && long === undefined)
    throw new AppError('bad_request', 'sortDir goes with sortBy; in sort a leading minus means descending')
  const wanted = oneOf('sortBy', long, 'sort', query.sort)
  if (wanted === undefined) return []
  const keys = wanted.split(',').map((part) => {
    const isDescending = part.startsWith('-')
    const name = names.find((known) => known === part.replace(/^-/, ''))
    if (name === undefined) throw new AppError('bad_request', `this list can be sorted by ${names.join(', ')}`)
    return { name, isDescending }
  })
  if (new Set(keys.map(({ name }) => name)).size < keys.length)
    throw new AppError('bad_request', 'a list is sorted by a name once')
  return keys
}

/** The short form of sort keys: `-startDate`. */
export function sortTexts(keys: readonly SortKey<string>[]): string[] {
  return keys.map(({ name, isDescending }) => (isDescending ? `-${name}` : name))
}

function oneOf<Value>(name: string, value: Value | undefined, alias: string, other: Value | undefined) {
  if (value !== undefined && other !== undefined && value !== other)
    throw new AppError('bad_request', `${name} and ${alias} mean the same; send one of them`)
  return value ?? other
}

/** True if a page was asked for at all: the parts of one tournament are answered whole otherwise. */
export function isPaged(query: PageQuery): boolean {
  return query.page !== undefined || query.pageSize !== undefined || query.limit !== undefined
}

/** One page of a list that is there as a whole (`{version, data: [...]}`); without a page all of it. */
export function cutPage(body: unknown, query: PageQuery): unknown {
  // One cast: every list of a tournament's part has this shape, see queries/cached.ts.
  const whole = body as { readonly data: readonly unknown[] }
  const total = whole.data.length
  const page = isPaged(query) ? pageOf(query) : { page: 1, pageSize: Math.max(total, 1) }
  const start = (page.page - 1) * page.pageSize
  return { ...whole, data: whole.data.slice(start, start + page.pageSize), pagination: paginationOf(page, total) }
}
