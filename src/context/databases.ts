/** The databases of one node: the primary, and the replicas that the environment names. */
import { limits, type Config } from '../config.ts'
import { openDatabase, type Database } from '../store/database.ts'
import { withReplicas } from '../store/replicas.ts'
import { urlTarget, type DatabaseTarget } from '../store/target.ts'
import type { QueryWatch } from '../store/watch.ts'

/** The database that the environment names. */
export function databaseTarget(config: Config): DatabaseTarget {
  return urlTarget(config.databaseUrl?.reveal() ?? '', config.databaseOwnerUrl?.reveal())
}

/** Opens the pools; connections are made when first needed. A replica is given less time: the primary is there, too. */
export function openDatabases(config: Config, target: DatabaseTarget, watch: QueryWatch): Database {
  const replicas = config.databaseReplicaUrls.map((url) => {
    const { app } = urlTarget(url.reveal(), config.databaseOwnerUrl?.reveal())
    return openDatabase({ app, owner: null, isSharedLogin: false }, { ...limits, ...limits.replica }, watch)
  })
  return withReplicas(openDatabase(target, limits, watch), replicas)
}
