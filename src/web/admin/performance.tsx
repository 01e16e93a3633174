/** `/admin/performance`: is it well, what are the figures, which queries and routes take the time. */
import { useEffect, useMemo } from 'preact/hooks'
import { count } from '../words.ts'
import { alertRows, lineOf, ms, share, subjects, plain } from './figures.ts'
import { Grid, Tile, Trouble } from './parts.tsx'
import { poll } from './poll.ts'
import type { HttpReport, LiveReport, SlowReport, StatusReport } from './reports.ts'

const at = (type: string) => `/api/admin/performance?type=${type}`
const liveMs = 2000
const restMs = 10_000
const routesShown = 20
const patternsShown = 15

function open() {
  const live = poll<LiveReport>(at('live'), liveMs)
  const status = poll<StatusReport>(at('status'), restMs)
  const slow = poll<SlowReport>(at('slow-queries'), restMs)
  const http = poll<HttpReport>(at('http'), restMs)
  return { live, status, slow, http }
}

export function PerformancePage() {
  const reports = useMemo(open, [])
  useEffect(() => () => Object.values(reports).forEach((one) => one.stop()), [reports])
  const [live, status, slow, http] = [
    reports.live.report.value,
    reports.status.report.value,
    reports.slow.report.value,
    reports.http.report.value,
  ]
  return (
    <main class="engine-room" aria-busy={live.data === null}>
      <Trouble report={live} />
      {status.data && <Verdict report={status.data} />}
      {live.data === null && !live.isRefused && <p class="lead">One moment: the figures are on their way.</p>}
      {live.data && <Figures report={live.data} />}
      {live.data && (
        <Grid
          title="Alerts"
          heads={['Figure', 'State', 'Now', 'Line']}
          rows={alertRows(live.data.alerts)}
          empty="No alert is defined."
        />
      )}
      {slow.data && <Slow report={slow.data} />}
      {http.data && <Routes report={http.data} />}
    </main>
  )
}

const verdicts = { healthy: 'All is well', warning: 'Worth a look', critical: 'Needs somebody now' } as const

function Verdict({ report: { status, issues } }: { report: StatusReport }) {
  return (
    <section class={`verdict is-${status}`} aria-labelledby="verdict">
      <h2 id="verdict">{verdicts[status]}</h2>
      <ul>
        {issues.map(({ severity, message }) => (
          <li key={message}>
            <strong>{severity === 'critical' ? 'Critical' : 'Warning'}:</strong> {message}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Figures({ report: { now, history } }: { report: LiveReport }) {
  return subjects.map(({ words, figures }) => (
    <section key={words} class="panel" aria-label={words}>
      <h2>{words}</h2>
      <div class="tiles">
        {figures.map((figure) => (
          <Tile key={figure.name} figure={figure} values={lineOf(figure.name, history, now)} />
        ))}
      </div>
    </section>
  ))
}

function Slow({ report: { summary, patterns, recommendations } }: { report: SlowReport }) {
  const rows = patterns
    .slice(0, patternsShown)
    .map((one) => [one.fingerprint, one.route, one.count, ms(one.avgDuration), ms(one.maxDuration)])
  return (
    <Grid
      title="Slow queries"
      heads={['Query', 'Route', 'Times', 'Mean', 'Longest']}
      rows={rows}
      empty="No query was slow since the server began."
    >
      {summary.totalSlowQueries > 0 && <p class="lead">{slowWords(summary)}</p>}
      <ul class="advice">
        {recommendations.map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Grid>
  )
}

function slowWords({ totalSlowQueries, uniquePatterns, criticalQueries }: SlowReport['summary']): string {
  const many = count(totalSlowQueries, 'slow query', 'slow queries')
  return `${many} of ${count(uniquePatterns, 'pattern')}, ${criticalQueries} of them critical.`
}

function Routes({ report }: { report: HttpReport }) {
  const busiest = report.routes.toSorted((a, b) => b.requests - a.requests).slice(0, routesShown)
  const rows = busiest.map((one) => [
    `${one.method} ${one.route}`,
    plain(one.requests),
    ms(one.p95Ms),
    one.failed,
    one.slow,
    one.queriesPerRequest === null ? '–' : one.queriesPerRequest.toFixed(1),
    one.cacheHitRate === null ? '–' : share(one.cacheHitRate),
    one.etagHitRate === null ? '–' : share(one.etagHitRate),
    one.compressionRatio === null ? '–' : share(one.compressionRatio),
  ])
  return (
    <Grid
      title="Busiest routes"
      heads={[
        'Route',
        'Requests',
        '95 % within',
        'Failed',
        'Over 1 s',
        'Queries each',
        'Cache hits',
        '304',
        'Sent of original',
      ]}
      rows={rows}
      empty="Nobody has asked for anything yet."
    />
  )
}
