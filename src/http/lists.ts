/**
 * The answer of an org's list: by page number or by cursor, whole rows or the fields that were asked for, with links.
 * Page numbers are the default because their shape is the contract; a walk over everything goes by cursor.
 */
import { z } from 'zod'
import type { Entry } from '../cache/cache.ts'
import type { Tag } from '../cache/keys.ts'
import { limits } from '../config.ts'
import type { OrgId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { whileWanted } from '../patience.ts'
import { originOf } from '../queries/kept-json.ts'
import type { CountMode, Position, Window, Windowed } from '../queries/tournament-list.ts'
import type { CursorScope } from './cursors.ts'
import type { HttpDeps } from './deps.ts'
import { finishedList, versionsOf } from './finished.ts'
import { pageOf, pageParameters, pagination, sizeOf } from './offset-pages.ts'
import { cutRow, fieldNames, fieldParameters, projectionOf } from './projection.ts'

/** Query parameters of a list that can be walked; an empty cursor starts a walk. */
export const listParameters = {
  ...pageParameters,
  ...fieldParameters,
  cursor: z.string().max(limits.cursorChars).optional(),
  count: z.enum(['exact', 'planned', 'none']).optional(),
}

const query = z.strictObject(listParameters)
type ListQuery = z.output<typeof query>

const walk = z.strictObject({
  nextCursor: z.string().nullable(),
  prevCursor: z.string().nullable(),
  hasNext: z.boolean(),
  pageSize: z.int(),
})
const counted = pagination.extend({ total: z.int().nullable(), totalPages: z.int().nullable() })

/** A page of `row`, as the document shows it. */
export function listOf(row: z.ZodObject) {
  return z.strictObject({ data: z.array(z.union([row, cutRow(row)])), pagination: z.union([counted, walk]) })
}

/** One list: whose it is, what narrows and orders it, what its rows are, and how a window of it is read. */
export interface List {
  readonly scope: CursorScope
  readonly row: z.ZodObject
  readonly read: (window: Window, count: CountMode) => Promise<Windowed<object>>
  /** The counter under which `read` is kept by the cache; its finished pages are then kept too. */
  readonly kept?: Tag
  /** The same for everybody: shared caches may keep it. Then it belongs to no org. */
  readonly isPublic?: boolean
}

interface Body {
  readonly data: readonly object[]
  readonly pagination: object
}
type Links = Readonly<Record<string, string>>

/** The finished answer. Throws `bad_request` or `bad_cursor`. */
export async function answerList(
  deps: Pick<HttpDeps, 'respond' | 'cursors' | 'queries'>,
  request: Request,
  asked: ListQuery,
  list: List,
): Promise<Response> {
  const { scope, kept, isPublic = false } = list
  const place = placeOf(deps, asked, scope)
  const make = () => put(deps, asked, list, place)
  if (kept !== undefined) {
    const { fields, excludeFields, count } = asked
    const named = { fields: sorted(fields), excludeFields: sorted(excludeFields), count, isWalk: place.isWalk }
    const params = { ...scope, ...named, number: place.number, size: place.size, position: place.position }
    const { org, route } = scope
    return finishedList(deps, request, { org: org as OrgId, route, tag: kept, params, isPublic }, make)
  }
  const { body, headers } = await whileWanted(request.signal, make)
  const response = deps.respond.json(request, body)
  response.headers.set('link', headers.link)
  return response
}

const sorted = (names: string | undefined) => names?.split(',').toSorted()

/** Where in the list: a page by its number, or a position of a walk, null at its start. */
interface Place {
  readonly isWalk: boolean
  readonly number: number
  readonly size: number
  readonly position: Position | null
}

/** Judges page and cursor: also where the answer is known, because a cursor has an end. */
function placeOf({ cursors }: Pick<HttpDeps, 'cursors'>, asked: ListQuery, scope: CursorScope): Place {
  if (asked.cursor === undefined) {
    const { page: number, pageSize: size } = pageOf(asked)
    return { isWalk: false, number, size, position: null }
  }
  if (asked.page !== undefined) throw new AppError('bad_request', 'page and cursor exclude each other; send one')
  if (asked.count !== undefined && asked.count !== 'none')
    throw new AppError('bad_request', 'a walk by cursor counts nothing; count goes with page')
  return { isWalk: true, number: 0, size: sizeOf(asked), position: cursors.open(scope, asked.cursor) }
}

async function put(deps: Pick<HttpDeps, 'cursors'>, asked: ListQuery, list: List, place: Place) {
  const project = projectionOf(asked, fieldNames(list.row))
  const { body, links, origin } = place.isWalk ? await step(deps, list, place) : await page(asked, list, place)
  const data = project === null ? body.data : body.data.map(project)
  const headers = { link: linkHeader(list.scope.route, asked, links) }
  return { body: { data, pagination: body.pagination }, headers, versions: origin ? versionsOf(origin) : [] }
}

interface Part {
  readonly body: Body
  readonly links: Links
  readonly origin: Entry | undefined
}

async function page(asked: ListQuery, list: List, { number, size: pageSize }: Place): Promise<Part> {
  const window = { size: pageSize, offset: (number - 1) * pageSize }
  const found = await list.read(window, asked.count ?? 'exact')
  const { rows, hasMore, total } = found
  const totalPages = total === null ? null : Math.ceil(total / pageSize)
  const isCounted = totalPages !== null && (asked.count ?? 'exact') === 'exact'
  const hasNext = isCounted ? number < totalPages : hasMore
  const shown = { page: number, pageSize, total, totalPages, hasNext, hasPrev: number > 1 }
  const links = {
    first: '1',
    ...(number > 1 ? { prev: String(number - 1) } : {}),
    ...(hasNext ? { next: String(number + 1) } : {}),
    ...(isCounted && totalPages > 0 ? { last: String(totalPages) } : {}),
  }
  const body = { data: rows.map(({ row }) => row), pagination: shown }
  return { body, links: prefixed('page', links), origin: originOf(found) }
}

async function step(
  { cursors }: Pick<HttpDeps, 'cursors'>,
  { scope, read }: List,
  { position, size: pageSize }: Place,
): Promise<Part> {
  const found = await read({ size: pageSize, position }, 'none')
  const { rows, hasMore } = found
  const isBackward = position?.isBackward ?? false
  const at = (values: Position['values'] | undefined, back: boolean) =>
    values === undefined ? null : cursors.seal(scope, { values, isBackward: back })
  // Where the walk came from there is at least one row, unless it was deleted meanwhile.
  const nextCursor = hasMore || isBackward ? at(rows.at(-1)?.keys, false) : null
  const prevCursor = (isBackward ? hasMore : position !== null) ? at(rows[0]?.keys, true) : null
  const links = {
    first: '',
    ...(prevCursor === null ? {} : { prev: prevCursor }),
    ...(nextCursor === null ? {} : { next: nextCursor }),
  }
  const shown = { nextCursor, prevCursor, hasNext: nextCursor !== null, pageSize }
  const body = { data: rows.map(({ row }) => row), pagination: shown }
  return { body, links: prefixed('cursor', links), origin: originOf(found) }
}

const prefixed = (parameter: string, links: Links): Links =>
  Object.fromEntries(Object.entries(links).map(([rel, value]) => [rel, `${parameter}=${value}`]))

/** RFC 8288: the same address with another page, relative to the host. Parameters in the order of their names. */
function linkHeader(route: string, asked: ListQuery, links: Links): string {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined)
  return Object.entries(links)
    .map(([rel, changed]) => {
      const at = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
      for (const [name, value] of new URLSearchParams(changed)) at.set(name, value)
      at.sort()
      return `<${route}?${at}>; rel="${rel}"`
    })
    .join(', ')
}
