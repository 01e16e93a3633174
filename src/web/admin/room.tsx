/** The frame of the operator's pages. */
import { AccountLink } from '../account/account-link.tsx'
import { session, signInLink } from '../account/session.ts'
import { CachePage } from './cache.tsx'
import { PerformancePage } from './performance.tsx'

const tabs = [
  ['/admin/performance', 'Performance'],
  ['/admin/cache', 'Cache'],
] as const

export function Room({ path }: { path: string }) {
  const isCache = path.endsWith('/cache')
  document.title = `${isCache ? 'Cache' : 'Performance'} · Railbird`
  return (
    <div class="app">
      <header class="rail">
        <div class="rail-top">
          <a class="brand" href="/">
            Railbird
          </a>
          <div class="event">
            <h1>Operations</h1>
            <p class="facts">This node, since it began</p>
          </div>
          <AccountLink />
        </div>
        <nav class="tabs" aria-label="Reports">
          {tabs.map(([href, words]) => (
            <a key={href} href={href} aria-current={path === href ? 'page' : undefined}>
              {words}
            </a>
          ))}
        </nav>
      </header>
      {session.value === null && (
        <div class="notice" role="alert">
          <p>
            You are signed out. <a href={signInLink(path)}>Sign in again</a>
          </p>
        </div>
      )}
      {isCache ? <CachePage /> : <PerformancePage />}
    </div>
  )
}
