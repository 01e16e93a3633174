/**
 * Answers that are put together from what the cache holds: pages of lists, rows cut to some fields, parts of a view.
 * The finished bytes are kept in memory under the canonical parameters, so that a hit neither serialises, hashes nor
 * compresses. They are true as long as what they were made of.
 */
import { Bodies } from '../cache/bodies.ts'
import type { Entry, Loaded, Wanted } from '../cache/cache.ts'
import { apiKey, hashOf, tournamentKey, tournamentTag, type Key, type Tag, type View } from '../cache/keys.ts'
import { policies, type Policy } from '../cache/policies.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { hitOf, sourceOf, type Source } from './cache-status.ts'
import type { CacheClass } from './caching.ts'
import type { HttpDeps } from './deps.ts'
import { parseMinVersion } from './preconditions.ts'
import { contentBase } from './validators.ts'

/** A finished answer, and what it was made of. */
interface Made {
  readonly body: object
  readonly versions: Loaded['versions']
  readonly epoch?: string
  readonly headers?: Readonly<Record<string, string>>
}

// What they are made of has its own time and its own place in Redis; these are only a shorter way to it.
const policy: Policy = Object.freeze({ ...policies.list, freshS: 60, graceS: 0, isShared: false })
const listPolicy: Policy = Object.freeze({ ...policy, category: policies.api.category })

/** Versions of everything that an entry depends on. */
export function versionsOf({ cells, versions }: Entry): Loaded['versions'] {
  return cells.map(({ tag }, at) => [tag, versions[at] ?? 0] as const)
}

/** A page of a list of one org, or of one for everybody; `params` name all that it depends on but the org. */
export function finishedList(
  deps: Pick<HttpDeps, 'queries' | 'respond'>,
  request: Request,
  list: {
    readonly org: OrgId
    readonly route: string
    readonly tag: Tag
    readonly params: object
    readonly isPublic: boolean
  },
  make: () => Promise<Made>,
): Promise<Response> {
  const { org, route, params, isPublic } = list
  const key = apiKey(org, route, params, isPublic ? 'public' : 'staff')
  const wanted: Wanted = { key, org, policy: isPublic ? policies.cards : listPolicy, tags: [list.tag] }
  // A counter is no version of the answer.
  return finished(deps, request, { wanted, cache: isPublic ? 'public' : 'private', versioned: false }, make)
}

/** A part of a view of one tournament. `params` name which. */
export function finishedPart(
  deps: Pick<HttpDeps, 'queries' | 'respond'>,
  request: Request,
  part: {
    readonly org: OrgId
    readonly id: TournamentId
    readonly resource: string
    readonly view: View
    readonly params: object
  },
  make: (minVersion: number) => Promise<Made>,
): Promise<Response> {
  const { org, id, resource, view, params } = part
  const key: Key = tournamentKey(org, id, `${resource}-${hashOf(params)}`, view)
  const wanted: Wanted = { key, org, policy, tags: [tournamentTag(id)] }
  const cache = view === 'public' ? 'public' : 'private'
  const minVersion = parseMinVersion(request.headers.get('railbird-min-version'))
  return finished(deps, request, { wanted, cache, versioned: true, minVersion }, () => make(minVersion))
}

interface Plan {
  readonly wanted: Wanted
  readonly cache: CacheClass
  readonly versioned: boolean
  readonly minVersion?: number
}

async function finished(
  { queries, respond }: Pick<HttpDeps, 'queries' | 'respond'>,
  request: Request,
  { wanted, cache, versioned, minVersion = 0 }: Plan,
  make: () => Promise<Made>,
): Promise<Response> {
  const send = ({ bodies, version, epoch, etagBase, headers }: Entry, source: Source) => {
    const answer = { bodies, version: versioned ? version : 0, epoch, etagBase, headers }
    return respond.stored(request, answer, wanted.key, cache, source)
  }
  queries.cache.tick()
  const hit = queries.cache.peek(wanted.key)
  if (hit !== undefined && hit.version >= minVersion) return send(hit, hitOf(hit))
  const load = async (): Promise<Loaded> => {
    const { body: value, ...rest } = await make()
    const body = await Bodies.ofJson(value)
    return { body, etagBase: contentBase(body.bytes()), ...rest }
  }
  const reading = await queries.cache.read(wanted, load, versioned ? { minVersion } : {})
  return send(reading.entry, sourceOf(reading))
}
