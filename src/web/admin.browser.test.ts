import { afterAll, beforeAll, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { findOverlaps, openBrowser, openPage } from './testing/browser.ts'
import { signUp, startServer, type Director, type TestServer } from './testing/server.ts'

const operator = { name: 'Olga', email: 'ops@example.com', password: 'correct horse battery' }
let server: TestServer
let browser: Browser
let director: Director

beforeAll(async () => {
  ;[server, browser] = await Promise.all([
    startServer('off', { PLATFORM_ADMINS: operator.email, SLOW_QUERY_MS: '1' }),
    openBrowser(),
  ])
  await fetch(`${server.url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(operator),
  })
  // After the operator: the first account of a house runs it.
  director = await signUp(server.url, 'Corner Pocket')
  await director.startEvent({
    name: 'Friday',
    type: 'double_elimination',
    players: ['Ada', 'Bo', 'Cy', 'Di'],
    tables: 2,
  })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function signedIn(path: string, width: number, theme: 'light' | 'dark' = 'light') {
  const opened = await openPage(browser, `${server.url}${path}`, width, theme)
  await opened.page.waitForURL(/\/sign-in\?to=/)
  await opened.page.getByLabel('E-mail').fill(operator.email)
  await opened.page.getByLabel('Password').fill(operator.password)
  await opened.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await opened.page.waitForURL(`${server.url}${path}`)
  await opened.page.getByRole('heading', { name: 'Operations' }).waitFor()
  return opened
}

async function grave(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    interface Finding {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { readonly html: string }[]
    }
    const run = (globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }).axe
    const { violations } = await run.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

const rowOf = (page: Page, table: string, text: string) =>
  page.getByRole('region', { name: table }).getByRole('row').filter({ hasText: text })

test('an operator sees figures, slow queries and routes, and they move by themselves', async () => {
  await using opened = await signedIn('/admin/performance', 1280)
  const { page } = opened
  await page.getByRole('heading', { name: /All is well|Worth a look|Needs somebody now/ }).waitFor()
  await page.getByRole('heading', { name: 'Memory', exact: true }).waitFor()
  await rowOf(page, 'Alerts', 'Processor of the database, critical').waitFor()
  const row = rowOf(page, 'Busiest routes', 'GET /api/venues')
  expect(await row.count()).toBe(0)

  // Every query over a millisecond counts as slow here, so some are.
  await rowOf(page, 'Slow queries', 'POST /api/').first().waitFor()
  for (let i = 0; i < 30; i++) await director.call('GET', '/api/venues')
  await row.waitFor({ timeout: 60_000 })
  expect(await page.locator('.tile.is-unknown').count()).toBeLessThan(12)
  expect(opened.errors).toEqual([])
}, 120_000)

test('the cache page shows what is read most, per org, and what events made old', async () => {
  await using opened = await signedIn('/admin/cache', 1280)
  const { page } = opened
  await rowOf(page, 'Tiers', 'Memory').getByText('in this process').waitFor()
  await rowOf(page, 'Made old by events', 'tournament:created').waitFor()
  const { data } = (await director.call('GET', '/api/tournaments')) as { data: { id: string }[] }
  for (let i = 0; i < 40; i++) await director.call('GET', `/api/tournaments/${data[0]?.id}/bracket`)
  await rowOf(page, 'Read most', 'bracket').first().waitFor({ timeout: 60_000 })
  expect(await page.getByRole('region', { name: 'By org' }).getByRole('row').count()).toBeGreaterThan(1)
  expect(opened.errors).toEqual([])
}, 120_000)

test('who is no platform admin is told so in words', async () => {
  await using opened = await openPage(browser, `${server.url}/sign-in`, 360)
  const { page } = opened
  await page.evaluate((held) => sessionStorage.setItem('railbird.session', held), JSON.stringify(director.signIn()))
  await page.goto(`${server.url}/admin/performance`)

  await page.getByText('Only platform admins see this page.').first().waitFor()
}, 60_000)

test.each(['/admin/performance', '/admin/cache'])(
  '%s has no grave finding, and fits a phone and a wall',
  async (path) => {
    for (const [width, theme] of [
      [360, 'light'],
      [1920, 'dark'],
    ] as const) {
      await using opened = await signedIn(path, width, theme)
      await opened.page.locator('.panel').first().waitFor()
      await opened.page.locator('tbody').first().waitFor()

      expect({ width, found: await grave(opened.page) }).toEqual({ width, found: [] })
      expect({ width, found: await findOverlaps(opened.page) }).toEqual({ width, found: [] })
      if (Bun.env['PICTURES'])
        await opened.page.screenshot({
          path: `${Bun.env['PICTURES']}/admin${path.replaceAll('/', '-')}-${width}.png`,
          fullPage: true,
        })
    }
  },
  120_000,
)
