/** Reads the public event log. The org of a tournament comes from its public card, asked for once. */
import type { Event } from '../../engine/messages.ts'

export type LogEntry = { readonly version: number } & Pick<Event, 'at' | 'type' | 'data'>

const deadlineMs = 10_000
const pageMax = 100

let known: { id: string; org: string } | null = null

export async function orgOf(tournament: string): Promise<string> {
  if (known?.id === tournament) return known.org
  const card: { orgSlug: string } = await read(`/api/public/tournaments/${encodeURIComponent(tournament)}`)
  known = { id: tournament, org: card.orgSlug }
  return card.orgSlug
}

/** The events after `since` up to `until`, oldest first. Throws when the server cannot be asked. */
export async function fetchLog(org: string, id: string, since: number, until: number): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = []
  const base = `/api/public/${encodeURIComponent(org)}/tournaments/${encodeURIComponent(id)}/events`
  for (let after = since; after < until;) {
    const page: { data: LogEntry[] } = await read(`${base}?since=${after}&limit=${pageMax}`)
    const last = page.data.at(-1)
    if (!last) break
    entries.push(...page.data.filter((entry) => entry.version <= until))
    after = last.version
  }
  return entries
}

async function read<Body>(path: string): Promise<Body> {
  const answer = await fetch(path, { signal: AbortSignal.timeout(deadlineMs) })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return answer.json() as Promise<Body>
}
