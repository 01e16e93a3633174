/**
 * What a node learns of versions: by its own writes, and from other nodes.
 * Order matters: floors rise first, then callers whose rights or orgs changed are forgotten, then viewers hear, and
 * other nodes are told last.
 */
import type { Auth } from '../auth/auth.ts'
import type { Cache } from '../cache/cache.ts'
import { countersOf, type DomainName, domainNamesOf } from '../cache/events.ts'
import type { News } from '../cache/floors.ts'
import { orgCounterTag, partsOf, userTag } from '../cache/keys.ts'
import { mutations } from '../cache/mutations.ts'
import { Tally } from '../cache/tally.ts'
import type { CommandDeps } from '../commands/command.ts'
import type { Raised, Writes } from '../commands/raised.ts'
import type { UserId } from '../engine/types.ts'
import type { Failpoint } from '../failpoints.ts'
import type { Bus } from '../feed/bus.ts'
import type { Feed } from '../feed/feed.ts'
import { announcementOf, newsOf, raise, tagsOf } from './parts.ts'

interface Parts {
  readonly cache: Cache
  readonly feed: Feed
  /** Null for a node that is alone. */
  readonly bus: Bus | null
  /** Asked for when there is news, because accounts tell of some themselves. */
  readonly auth: () => Auth
  readonly failpoint: Failpoint
}

/** Where the writes of a node lead. */
export interface Newsroom {
  /** Events committed here, by name. */
  readonly tally: Tally
  readonly committed: CommandDeps['committed']
  readonly writes: Writes
  /** A sign-in has ended. */
  readonly ended: (user: UserId, version: number) => void
  /** Takes numbers raised by this node, and announces them. */
  readonly tell: (news: readonly News[]) => void
}

/** The newsroom of one node. */
export function openNewsroom({ cache, feed, bus, auth, failpoint }: Parts): Newsroom {
  const tally = new Tally()
  const tell = (news: readonly News[]) => {
    hear(cache, auth(), news)
    bus?.announce({ tags: tagsOf(news) })
  }
  return {
    tally,
    tell,
    committed(event, counters) {
      const news = newsOf(event, counters)
      raise(cache, news)
      failpoint('after_floor')
      feed.publish(event)
      bus?.announce(announcementOf(event, news))
      failpoint('after_publish')
      tally.note(domainNamesOf(event.type))
    },
    writes: {
      countersOf: (write) => [...new Set(eventsOf(write).flatMap((name) => countersOf[name]))],
      committed(write, raised) {
        tell(newsOfWrite(raised))
        tally.note(eventsOf(write))
      },
    },
    ended(user, version) {
      tell([{ tag: userTag(user), version }])
      tally.note(eventsOf('auth.logout'))
    },
  }
}

/** Takes news from anywhere. */
export function hear(cache: Cache, auth: Auth, news: readonly News[]): void {
  raise(cache, news)
  for (const { tag } of news) {
    const parts = partsOf(tag)
    if (parts?.kind === 'user') auth.changed(parts.id)
    // Whoever is remembered is so with the names of their orgs.
    if (parts?.kind === 'org' && parts.counter === 'settings') auth.changedOrg(parts.org)
  }
}

function newsOfWrite({ orgId, counters, users }: Raised): News[] {
  return [
    ...[...users].map(([id, version]) => ({ tag: userTag(id), version })),
    ...[...counters].map(([name, version]) => ({ tag: orgCounterTag(orgId, name), version })),
  ]
}

// A write that is not in the table is a fault of ours: it fails before it commits.
function eventsOf(write: string): readonly DomainName[] {
  const declared = mutations[write]
  if (!Array.isArray(declared)) throw new Error(`${write} declares no domain events, see cache/mutations.ts`)
  // One cast: `isArray` does not narrow a read-only array.
  return declared as readonly DomainName[]
}
