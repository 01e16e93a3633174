/** Lists that are parts of one tournament: whole from stored bytes, or a page of them, or some of their fields. */
import { z } from 'zod'
import { tournamentTag, type View } from '../cache/keys.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { read, type Resource } from '../queries/cached.ts'
import { readEvents } from '../queries/reads.ts'
import type { HttpDeps } from './deps.ts'
import { finishedPart } from './finished.ts'
import { cutPage, isPaged, pageParameters, pageOf, pagination, type PageQuery } from './offset-pages.ts'
import { cutRow, fieldNames, fieldParameters, projectionOf, type FieldQuery } from './projection.ts'

type PartQuery = PageQuery & FieldQuery

/** Query parameters of such a list. */
export const partParameters = { ...pageParameters, ...fieldParameters }

/** The list as the document shows it; `part` is what stands beside its rows. */
export function partOf<Part extends z.core.$ZodLooseShape>(part: Part, row: z.ZodObject) {
  return z.strictObject({ ...part, data: z.array(z.union([row, cutRow(row)])), pagination })
}

/** True if stored bytes are the answer. */
export function isWhole(query: PartQuery): boolean {
  return !isPaged(query) && query.fields === undefined && query.excludeFields === undefined
}

/** Whose part of what. */
interface Part {
  readonly org: OrgId
  readonly id: TournamentId
  readonly view: View
}

/** A condition on the rows of a list, by the members that must have these values. */
export type RowFilter = Readonly<Record<string, unknown>>

/** The page and the fields that were asked for, of those rows that pass. Throws `bad_request` or `not_found`. */
export function answerPart(
  deps: Pick<HttpDeps, 'queries' | 'respond'>,
  request: Request,
  part: Part & { readonly resource: Resource },
  asked: { readonly query: PartQuery; readonly row: z.ZodObject; readonly filter?: RowFilter },
): Promise<Response> {
  const { org, id, resource, view } = part
  const { query, row, filter = {} } = asked
  const page = isPaged(query) ? pageOf(query) : null
  const sorted = (names: string | undefined) => names?.split(',').toSorted()
  const params = { page, filter, fields: sorted(query.fields), excludeFields: sorted(query.excludeFields) }
  return finishedPart(deps, request, { ...part, params }, async (minVersion) => {
    const { entry } = await read(deps.queries, org, id, resource, view, minVersion)
    const body = cut(entry.bodies.json() as ListBody, query, row, filter)
    return { body, versions: [[tournamentTag(id), entry.version]], epoch: entry.epoch }
  })
}

/** The log of one tournament after a version; `money`: with the figures of prize money. */
export function answerEvents(
  deps: Pick<HttpDeps, 'queries' | 'respond'>,
  request: Request,
  part: Part,
  asked: { readonly since: number | undefined; readonly limit: number | undefined; readonly money: boolean },
): Promise<Response> {
  const { org, id, view } = part
  const page = { since: asked.since ?? 0, limit: asked.limit ?? 200, view, money: asked.money }
  return finishedPart(deps, request, { ...part, resource: 'events', params: page }, async () => {
    const { version, epoch, body } = await readEvents(deps.queries, org, id, page)
    return { body: body as object, versions: [[tournamentTag(id), version]], epoch }
  })
}

interface ListBody {
  readonly data: readonly object[]
}

function cut(whole: ListBody, query: PartQuery, row: z.ZodObject, filter: RowFilter): object {
  const project = projectionOf(query, fieldNames(row))
  const conditions = Object.entries(filter).filter(([, value]) => value !== undefined)
  const passes = (each: object) => conditions.every(([name, value]) => (each as RowFilter)[name] === value)
  // One cast: a page of a list is a list.
  const page = cutPage({ ...whole, data: whole.data.filter(passes) }, query) as ListBody
  return project === null ? page : { ...page, data: page.data.map(project) }
}
