/** The eyes of a node on its own cache, database and machine, put together, and where its alerts go. */
import pkg from '../../package.json'
import type { Cache } from '../cache/cache.ts'
import type { Clock } from '../cache/clock.ts'
import type { Config } from '../config.ts'
import { log } from '../log.ts'
import { Alerts, sentenceOf, type AlertEvent } from '../monitor/alerts.ts'
import { KeptCatalog, readCatalog } from '../monitor/catalog.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { Performance } from '../monitor/performance.ts'
import { Metrics } from '../monitor/prometheus.ts'
import { AlertWebhook } from '../monitor/providers/webhook.ts'
import { openSentry, type Reports } from '../monitor/sentry.ts'
import type { Watch } from '../monitor/watch.ts'
import { Watcher } from '../monitor/watcher.ts'
import type { Database } from '../store/database.ts'

interface Parts {
  readonly config: Pick<Config, 'alertWebhookUrl'>
  readonly reports: Reports | null
  readonly db: Database
  readonly cache: Cache
  readonly monitor: Monitor
  readonly clock: Clock
  /** Milliseconds of the epoch. */
  readonly wall: () => number
}

/** Sentry, if the environment names it. */
export async function openReports({
  sentryDsn,
  nodeEnv,
}: Pick<Config, 'sentryDsn' | 'nodeEnv'>): Promise<Reports | null> {
  if (sentryDsn === undefined) return null
  return openSentry({ dsn: sentryDsn, environment: nodeEnv, release: pkg.version, now: () => Date.now() })
}

/** Looks at nothing before it is started. */
export function openWatch({ config, reports, db, cache, monitor, clock, wall }: Parts): Watch {
  const catalog = new KeptCatalog(() => readCatalog(db), clock.now)
  const alerts = new Alerts(alertSink(config, reports))
  const onSample = ({ at, figures }: ReturnType<Watcher['look']>) => alerts.see(figures, at)
  const watcher = new Watcher({ monitor, cache, db, catalog, clock, wall, onSample })
  const performance = new Performance({ monitor, watcher, alerts, cache, db, catalog, clock, wall })
  const metrics = new Metrics({ monitor, watcher, alerts, cache, db })
  return { watcher, alerts, performance, metrics }
}

/** Every alert is written down; with a webhook or Sentry it is sent there too. */
function alertSink({ alertWebhookUrl }: Parts['config'], reports: Reports | null): (event: AlertEvent) => void {
  const said = log('alerts')
  const webhook = alertWebhookUrl && new AlertWebhook({ url: alertWebhookUrl })
  return (event) => {
    const { name, severity, state, figure, value, line } = event
    const isGrave = state === 'firing' && severity === 'critical'
    said[isGrave ? 'error' : 'warn']({ alert: name, severity, state, figure, value, line }, sentenceOf(event))
    webhook?.send(event)
    reports?.told(sentenceOf(event), isGrave ? 'error' : state === 'over' ? 'info' : 'warning', {
      alert: name,
      severity,
    })
  }
}
