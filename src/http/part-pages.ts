/** Lists that are parts of one tournament: whole from stored bytes, or a page of them, or some of their fields. */
import { z } from 'zod'
import { cutPage, isPaged, pageParameters, pagination, type PageQuery } from './offset-pages.ts'
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

/** The page and the fields that were asked for, out of the whole list. Throws `bad_request`. */
export function cutPart(body: unknown, query: PartQuery, row: z.ZodObject): unknown {
  const project = projectionOf(query, fieldNames(row))
  const page = cutPage(body, query) as { readonly data: readonly object[] }
  return project === null ? page : { ...page, data: page.data.map(project) }
}
