/** `/admin/cache`: hit rate over time, what is read most, what each org takes, and what events made old. */
import { useEffect, useMemo } from 'preact/hooks'
import { bytes, lineOf, ms, plain, share } from './figures.ts'
import { Grid, Tile, Trouble } from './parts.tsx'
import { poll } from './poll.ts'
import type { CacheReport, LiveReport } from './reports.ts'

const everyMs = 3000

function open() {
  return {
    cache: poll<CacheReport>('/api/admin/cache?limit=20', everyMs),
    live: poll<LiveReport>('/api/admin/performance?type=live', everyMs),
  }
}

export function CachePage() {
  const reports = useMemo(open, [])
  useEffect(() => () => Object.values(reports).forEach((one) => one.stop()), [reports])
  const [cache, live] = [reports.cache.report.value, reports.live.report.value]
  return (
    <main class="engine-room" aria-busy={cache.data === null}>
      <Trouble report={cache} />
      {cache.data === null && !cache.isRefused && <p class="lead">One moment: the cache is being counted.</p>}
      {live.data && <OverTime report={live.data} />}
      {cache.data && <Tiers report={cache.data} />}
      {cache.data && <Tables report={cache.data} />}
    </main>
  )
}

const overTime = [
  { name: 'cacheHitRate', words: 'Hit rate', write: share },
  { name: 'cacheResponseMs', words: 'Mean wait for a read', write: ms },
  { name: 'cacheBytes', words: 'Memory held', write: bytes },
  { name: 'cacheEvictionsPerMinute', words: 'Evicted in a minute', write: plain },
] as const

function OverTime({ report: { now, history } }: { report: LiveReport }) {
  return (
    <section class="panel" aria-label="Over time">
      <h2>The last hour</h2>
      <div class="tiles">
        {overTime.map((figure) => (
          <Tile key={figure.name} figure={figure} values={lineOf(figure.name, history, now)} />
        ))}
      </div>
    </section>
  )
}

function Tiers({ report: { health } }: { report: CacheReport }) {
  const { l1, l2, bus } = health
  const rows = [
    ['Memory', 'in this process', plain(l1.keyCount), bytes(l1.memoryUsage), `of ${bytes(l1.budget)}`],
    l2 === null
      ? ['Redis', 'not used', '–', '–', '–']
      : [
          'Redis',
          l2.connected ? 'connected' : 'cut off',
          plain(l2.keyCount),
          bytes(l2.memoryUsage),
          ms(l2.responseTime),
        ],
    bus === null
      ? ['Other nodes', 'none', '–', '–', '–']
      : ['Other nodes', bus.isHealthy ? 'heard' : 'not heard', plain(bus.peers), '–', `${plain(bus.lost)} lost`],
  ]
  return <Grid title="Tiers" heads={['Tier', 'State', 'Entries', 'Memory', 'Note']} rows={rows} empty="" />
}

function Tables({ report: { orgs, hottest, events } }: { report: CacheReport }) {
  const raised = events.filter((one) => one.count > 0).toSorted((a, b) => b.count - a.count)
  const perOrg = orgs.toSorted((a, b) => b.bytes - a.bytes)
  return (
    <>
      <Grid
        title="Read most"
        heads={['Key', 'Hits', 'Bytes', 'Age']}
        rows={hottest.map((one) => [one.key, plain(one.hits), bytes(one.bytes), `${Math.round(one.ageMs / 1000)} s`])}
        empty="Nothing has been read from the cache yet."
      />
      <Grid
        title="By org"
        heads={['Org', 'Hit rate', 'Hits', 'Misses', 'Entries', 'Bytes', 'Evicted']}
        rows={perOrg.map((one) => [
          one.org === '_' ? 'The platform' : one.org,
          share(one.hitRate),
          plain(sum(one.hits)),
          plain(sum(one.misses)),
          plain(one.entries),
          bytes(one.bytes),
          plain(one.evictions),
        ])}
        empty="No org has anything in the cache."
      />
      <Grid
        title="Made old by events"
        heads={['Event', 'Times']}
        rows={raised.map((one) => [one.event, plain(one.count)])}
        empty="No event has made anything old since the server began."
      />
    </>
  )
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, one) => total + one, 0)
}
