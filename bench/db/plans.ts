/**
 * Plans as Postgres tells them (`auto_explain`, also of statements inside functions), cut down to what a budget asks:
 * how each table is reached, what is sorted, and how many rows were looked at for how many that came out.
 */

/** A node of a plan in Postgres's own words. */
interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly 'Rows Removed by Join Filter'?: number
  readonly 'Sort Key'?: readonly string[]
  readonly 'Shared Hit Blocks'?: number
  readonly 'Shared Read Blocks'?: number
  readonly 'Parent Relationship'?: string
  readonly 'Subplan Name'?: string
  readonly Plans?: readonly Node[]
}

/** How one table was reached. */
export interface Scan {
  readonly kind: string
  /** Partitions are called by their table. */
  readonly table: string
  readonly index: string | null
  /** How often it was reached. */
  readonly loops: number
  /** Rows looked at, in all loops. */
  readonly read: number
  readonly kept: number
}

/** One statement that ran, top level or inside a function. */
export interface Plan {
  readonly text: string
  readonly ms: number
  /** Rows that came out. */
  readonly rows: number
  readonly scans: readonly Scan[]
  /** What was sorted, with the rows that went in. */
  readonly sorts: readonly { readonly keys: readonly string[]; readonly rows: number }[]
  /** Blocks found in shared buffers, and fetched from the system. */
  readonly hit: number
  readonly fetched: number
  /** Nodes from the top, one line. */
  readonly shape: string
}

const partition = /^(tournament_events|audit_logs)_(?:default|\d{4}_\d{2})/

/** The table of a partition, and the index of its table for an index of a partition. */
export function parentOf(name: string): string {
  const table = partition.exec(name)?.[1]
  return table === undefined ? name : name.replace(partition, table)
}

const indexNames: Readonly<Record<string, string>> = {
  audit_logs_org_timestamp: 'idx_audit_logs_org_timestamp',
  audit_logs_user_timestamp: 'idx_audit_logs_user_timestamp',
}

/** Indexes of partitions made with the table are named by Postgres, after their columns. */
function indexOf(name: string): string {
  const own = parentOf(name)
  const made = own
    .replace(/_org_id_user_id_timestamp_id_idx$/, '_user_timestamp')
    .replace(/_org_id_timestamp_id_idx$/, '_org_timestamp')
  return indexNames[made] ?? made
}

function* nodes(node: Node): Generator<Node> {
  yield node
  for (const child of node.Plans ?? []) yield* nodes(child)
}

function scanOf(node: Node): Scan | null {
  const type = node['Node Type']
  const [table, index] = [node['Relation Name'], node['Index Name']]
  if (!type.includes('Scan') || (table === undefined && index === undefined)) return null
  const loops = node['Actual Loops'] ?? 1
  const kept = Math.round((node['Actual Rows'] ?? 0) * loops)
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return {
    kind: type,
    table: parentOf(table ?? ''),
    index: index === undefined ? null : indexOf(index),
    loops,
    read: kept + Math.round(removed * loops),
    kept,
  }
}

function sortOf(node: Node): Plan['sorts'][number] {
  const [from] = node.Plans ?? []
  return {
    keys: node['Sort Key'] ?? [],
    rows: Math.round((from?.['Actual Rows'] ?? 0) * (from?.['Actual Loops'] ?? 1)),
  }
}

function shapeOf(node: Node): string {
  const { 'Node Type': type, 'Index Name': index, 'Relation Name': table } = node
  const own =
    index !== undefined ? `${type} ${indexOf(index)}` : table !== undefined ? `${type} ${parentOf(table)}` : type
  const children = [...new Set((node.Plans ?? []).map(shapeOf))]
  if (children.length === 0) return own
  return children.length === 1 ? `${own} > ${children[0]}` : `${own} > (${children.join(' + ')})`
}

/** Reads one message of auto_explain; null for any other message. */
export function readPlan(message: string): Plan | null {
  const found = /^duration: ([\d.]+) ms\s+plan:\s+(\{[\s\S]*\})\s*$/.exec(message)
  if (found === null) return null
  // One cast: auto_explain writes this shape when asked for JSON.
  const { 'Query Text': text, Plan: top } = JSON.parse(found[2] ?? '') as { 'Query Text': string; Plan: Node }
  const all = [...nodes(top)]
  return {
    text,
    ms: Number(found[1]),
    rows: Math.round((top['Actual Rows'] ?? 0) * (top['Actual Loops'] ?? 1)),
    scans: all.map(scanOf).filter((scan): scan is Scan => scan !== null),
    sorts: all.filter((node) => node['Node Type'] === 'Sort').map(sortOf),
    hit: top['Shared Hit Blocks'] ?? 0,
    fetched: top['Shared Read Blocks'] ?? 0,
    shape: shapeOf(top),
  }
}
