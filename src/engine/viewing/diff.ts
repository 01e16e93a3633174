/** Differences of rows. Entities are compared by reference, so rows are made only for what an event touched. */
import type { Op } from '../rows.ts'

export type AnyRow = Readonly<Record<string, unknown>>

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** Changed members of a row, `null` for those gone; null if nothing changed. */
export function patchOf(before: AnyRow | null, after: AnyRow): AnyRow | null {
  if (before === null) return after
  const patch: Record<string, unknown> = {}
  for (const key in after) if (!isSame(before[key], after[key])) patch[key] = after[key]
  for (const key in before) if (!(key in after)) patch[key] = null
  return Object.keys(patch).length > 0 ? patch : null
}

type Kind = 's' | 'm' | 'p' | 'tb'

/** Ops of one kind of entity. `rowOf` is asked only for those that are new or another object than before. */
export function entityOps<Entity extends { readonly id: string }>(
  kind: Kind,
  before: readonly Entity[],
  after: readonly Entity[],
  rowBefore: (entity: Entity) => object,
  rowAfter: (entity: Entity) => object,
): Op[] {
  if (before === after) return []
  const out: Op[] = []
  const moved: Entity[] = []
  for (let at = 0; at < after.length; at++) {
    const entity = after[at]
    const old = before[at]
    if (old === entity || entity === undefined) continue
    if (old === undefined || old.id !== entity.id) {
      moved.push(entity)
      continue
    }
    const patch = patchOf(rowBefore(old) as AnyRow, rowAfter(entity) as AnyRow)
    if (patch !== null) out.push([kind, entity.id, patch] as unknown as Op)
  }
  if (moved.length === 0 && before.length <= after.length) return out
  const known = new Map(before.map((entity) => [entity.id, entity]))
  for (const entity of moved) {
    const old = known.get(entity.id)
    const patch = patchOf(old === undefined ? null : (rowBefore(old) as AnyRow), rowAfter(entity) as AnyRow)
    if (patch !== null) out.push([kind, entity.id, patch] as unknown as Op)
  }
  const kept = new Set(after.map((entity) => entity.id))
  for (const { id } of before) if (!kept.has(id)) out.push(['x', kind, id])
  return out
}
