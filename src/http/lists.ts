/**
 * The answer of an org's list: by page number or by cursor, whole rows or the fields that were asked for, with links.
 * Page numbers are the default because their shape is the contract; a walk over everything goes by cursor.
 */
import { z } from 'zod'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import type { CountMode, Position, Window, Windowed } from '../queries/tournament-list.ts'
import type { CursorScope } from './cursors.ts'
import type { HttpDeps } from './deps.ts'
import { pageOf, pageParameters, pagination, sizeOf, type PageQuery } from './offset-pages.ts'
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
}

interface Body {
  readonly data: readonly object[]
  readonly pagination: object
}
type Links = Readonly<Record<string, string>>

/** The finished answer. Throws `bad_request` or `bad_cursor`. */
export async function answerList(
  deps: Pick<HttpDeps, 'respond' | 'cursors'>,
  request: Request,
  asked: ListQuery,
  list: List,
): Promise<Response> {
  const project = projectionOf(asked, fieldNames(list.row))
  const { body, links } = asked.cursor === undefined ? await page(asked, list) : await step(deps, asked, list)
  const data = project === null ? body.data : body.data.map(project)
  const response = deps.respond.json(request, { data, pagination: body.pagination })
  response.headers.set('link', linkHeader(request, links))
  return response
}

async function page(asked: PageQuery & ListQuery, list: List): Promise<{ body: Body; links: Links }> {
  const { page: number, pageSize } = pageOf(asked)
  const window = { size: pageSize, offset: (number - 1) * pageSize }
  const { rows, hasMore, total } = await list.read(window, asked.count ?? 'exact')
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
  return { body: { data: rows.map(({ row }) => row), pagination: shown }, links: prefixed('page', links) }
}

async function step(
  { cursors }: Pick<HttpDeps, 'cursors'>,
  asked: ListQuery,
  { scope, read }: List,
): Promise<{ body: Body; links: Links }> {
  if (asked.page !== undefined) throw new AppError('bad_request', 'page and cursor exclude each other; send one')
  if (asked.count !== undefined && asked.count !== 'none')
    throw new AppError('bad_request', 'a walk by cursor counts nothing; count goes with page')
  const position = cursors.open(scope, asked.cursor ?? '')
  const pageSize = sizeOf(asked)
  const { rows, hasMore } = await read({ size: pageSize, position }, 'none')
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
  return { body: { data: rows.map(({ row }) => row), pagination: shown }, links: prefixed('cursor', links) }
}

const prefixed = (parameter: string, links: Links): Links =>
  Object.fromEntries(Object.entries(links).map(([rel, value]) => [rel, `${parameter}=${value}`]))

/** RFC 8288: the same address with another page, relative to the host. */
function linkHeader(request: Request, links: Links): string {
  const { pathname, searchParams } = new URL(request.url)
  return Object.entries(links)
    .map(([rel, changed]) => {
      const at = new URLSearchParams(searchParams)
      for (const [name, value] of new URLSearchParams(changed)) at.set(name, value)
      return `<${pathname}?${at}>; rel="${rel}"`
    })
    .join(', ')
}
