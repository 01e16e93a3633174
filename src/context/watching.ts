/** The eyes of a node on its own cache, database and machine, put together. */
import type { Cache } from '../cache/cache.ts'
import type { Clock } from '../cache/clock.ts'
import { KeptCatalog, readCatalog } from '../monitor/catalog.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { Performance } from '../monitor/performance.ts'
import type { Watch } from '../monitor/watch.ts'
import { Watcher } from '../monitor/watcher.ts'
import type { Database } from '../store/database.ts'

interface Parts {
  readonly db: Database
  readonly cache: Cache
  readonly monitor: Monitor
  readonly clock: Clock
}

/** Looks at nothing before it is started. */
export function openWatch({ db, cache, monitor, clock }: Parts): Watch {
  const wall = () => Date.now()
  const catalog = new KeptCatalog(() => readCatalog(db), clock.now)
  const watcher = new Watcher({ monitor, cache, db, catalog, clock, wall })
  const performance = new Performance({ monitor, watcher, cache, db, catalog, clock, wall })
  return { watcher, performance }
}
