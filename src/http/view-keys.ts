/**
 * Keys of whole views that were asked for, by tournament: to make one costs more than the rest of a look-up in memory.
 * A key is given to nobody but its own org; the oldest tournaments are forgotten first.
 */
import { tournamentKey, type Key } from '../cache/keys.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import type { Resource } from '../queries/cached.ts'

const tournamentsMax = 10_000
const idChars = 36

interface Place {
  readonly org: OrgId
  readonly keys: Map<Resource, Key>
}

/** What the staff of orgs asked for on this node. */
export class ViewKeys {
  readonly #places = new Map<TournamentId, Place>()

  /** The key of a view as the org's own people see it. */
  of(org: OrgId, id: TournamentId, resource: Resource): Key {
    const place = this.#places.get(id)
    if (place?.org !== org) return this.#begin(org, id, resource)
    const known = place.keys.get(resource)
    if (known !== undefined) return known
    const made = tournamentKey(org, id, resource, 'staff')
    place.keys.set(resource, made)
    return made
  }

  #begin(org: OrgId, id: TournamentId, resource: Resource): Key {
    const made = tournamentKey(org, id, resource, 'staff')
    // What stands at this place in an address may be any text; only what can be an id is worth remembering.
    if (id.length !== idChars) return made
    this.#places.delete(id)
    this.#places.set(id, { org, keys: new Map([[resource, made]]) })
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= tournamentsMax) break
      this.#places.delete(oldest)
    }
    return made
  }
}
