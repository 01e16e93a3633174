import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './testing/browser.ts'
import { signUp, startServer, type Director, type TestServer } from './testing/server.ts'

let server: TestServer
let browser: Browser
let director: Director
let event: string

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  director = await signUp(server.url)
  const players = ['Anna', 'Ben', 'Cora', 'Dan', 'Eva', 'Finn', 'Gus', 'Hana']
  event = await director.startEvent({ name: 'Thursday Nine-Ball', type: 'double_elimination', players, raceTo: 9 })
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const scoreOf = (page: Page, match: string) => page.locator(`[data-match="${match}"] .score`).first()

async function rack(match: string): Promise<void> {
  await director.call('POST', `/api/matches/${match}/rack`, { winner: 'a' })
}

/** Marks the document, so that a reload would be noticed. */
const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute('data-marked', ''))
const isMarked = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute('data-marked'))

test.each([360, 1920])(
  'a rack reported elsewhere appears without reload, at a width of %d',
  async (width) => {
    const [match = ''] = await director.matches(event, 'active')
    await using opened = await openPage(browser, `${server.url}/t/${event}`, width)
    const { page, errors } = opened
    await page.waitForSelector(`[data-match="${match}"]`)
    const before = Number(await scoreOf(page, match).innerText())
    await mark(page)

    await rack(match)

    await page.waitForFunction(
      ([id, score]) => document.querySelector(`[data-match="${id}"] .score`)?.textContent === score,
      [match, String(before + 1)] as const,
      { timeout: 5000 },
    )
    expect(await isMarked(page)).toBe(true)
    expect(errors).toEqual([])
  },
  60_000,
)

test('focus stays where it is while scores change', async () => {
  const [match = ''] = await director.matches(event, 'active')
  await using opened = await openPage(browser, `${server.url}/t/${event}`, 1280)
  const { page } = opened
  const row = page.locator(`[data-match="${match}"] button.side`).first()
  await row.focus()
  const before = Number(await scoreOf(page, match).innerText())

  await rack(match)

  await page.waitForFunction(
    ([id, score]) => document.querySelector(`[data-match="${id}"] .score`)?.textContent === score,
    [match, String(before + 1)] as const,
  )
  expect(await row.evaluate((element) => element === document.activeElement)).toBe(true)
}, 60_000)

test('keys walk along the bracket and zoom it', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${event}`, 1280)
  const { page } = opened
  await page.waitForSelector('[data-match]')
  const [first, next] = await page.$$eval('[data-match]', (cards) =>
    cards.map((card) => card.getAttribute('data-match')),
  )
  const focused = () => page.evaluate(() => document.activeElement?.closest('[data-match]')?.getAttribute('data-match'))
  const before = await page.getByRole('button', { name: /^Fit/ }).innerText()
  await page.locator(`[data-match="${first}"] button.side`).first().focus()

  await page.keyboard.press('ArrowDown')
  const inside = await focused()
  await page.keyboard.press('ArrowDown')
  const below = await focused()
  await page.keyboard.press('+')

  expect([inside, below]).toEqual([first, next])
  expect(await page.getByRole('button', { name: /^Fit/ }).innerText()).not.toBe(before)
}, 60_000)

test('a tapped player is a place of its own: the link opens the same view and back leaves it', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${event}`, 1280)
  const { page } = opened
  await page.locator('button.side', { hasText: 'Anna' }).first().click()
  await page.waitForSelector('.match.is-taken')
  const link = page.url()

  await page.goBack()
  await page.waitForFunction(() => !document.querySelector('.match.is-taken'))
  await page.goto(link)

  await page.waitForSelector('.match.is-taken')
  expect(await page.locator('.match.is-apart').count()).toBeGreaterThan(0)
}, 60_000)

test('every tab shows what it is named after', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${event}`, 1280)
  const { page, errors } = opened

  for (const [name, seen] of [
    ['Tables', '.table.is-live'],
    ['Standings', '.standings tbody tr'],
    ['Players', '.players li'],
    ['Log', '.log li'],
    ['Bracket', '.match'],
  ] as const) {
    await page.getByRole('link', { name, exact: true }).click()
    await page.waitForSelector(seen, { timeout: 10_000 })
  }

  expect(await page.title()).toBe('4 live · Thursday Nine-Ball')
  expect(errors).toEqual([])
}, 60_000)

test('the log tells racks in sentences, newest first', async () => {
  const [match = ''] = await director.matches(event, 'active')
  await using opened = await openPage(browser, `${server.url}/t/${event}#log`, 360)
  const { page } = opened
  await page.waitForSelector('.log li')

  await rack(match)

  // Names stand between isolates, so that one in another script turns nothing round.
  await page.waitForFunction(() =>
    /^\u2068Anna\u2069 won rack \d+ against \u2068Hana\u2069: \d+\u2060–\u20600\.$/.test(
      document.querySelector('.log li span')?.textContent ?? '',
    ),
  )
}, 60_000)

test('the front page shows the event with its progress', async () => {
  await using opened = await openPage(browser, server.url, 360)
  const { page, errors } = opened

  const card = page.locator('.is-live .card', { hasText: 'Thursday Nine-Ball' })
  await card.waitFor({ timeout: 10_000 })

  expect(await card.innerText()).toContain('4 tables in play')
  expect(errors).toEqual([])
}, 60_000)

test('a result is announced to screen readers', async () => {
  const match = (await director.matches(event, 'active')).at(-1)
  await using opened = await openPage(browser, `${server.url}/t/${event}`, 1280)
  const { page } = opened
  await page.waitForSelector(`[data-match="${match}"]`)

  await director.call('POST', `/api/matches/${match}/walkover`, { winner: 'b' })

  await page
    .locator('[aria-live=polite]', { hasText: /^\w+ goes on by walkover against \w+\.$/ })
    .waitFor({ state: 'attached', timeout: 12_000 })
}, 60_000)

test('an unknown event is answered with words', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${crypto.randomUUID()}`, 360)

  await opened.page.getByRole('heading', { name: 'No such event' }).waitFor({ timeout: 10_000 })

  expect(await opened.page.getByRole('link', { name: 'See what is being played' }).count()).toBe(1)
}, 60_000)

test('when the server crashes the page says since when, and catches up by itself', async () => {
  const [match = ''] = await director.matches(event, 'active')
  await using opened = await openPage(browser, `${server.url}/t/${event}`, 360)
  const { page } = opened
  await page.waitForSelector(`[data-match="${match}"]`)
  const before = Number(await scoreOf(page, match).innerText())
  await mark(page)

  await server.crash()
  await page.getByText(/^Offline since .+ the page will catch up by itself\.$/).waitFor({ timeout: 15_000 })
  await server.start()
  await rack(match)

  await page.waitForFunction(
    ([id, score]) => document.querySelector(`[data-match="${id}"] .score`)?.textContent === score,
    [match, String(before + 1)] as const,
    { timeout: 45_000 },
  )
  await page.waitForFunction(() => document.querySelector('.notice')?.textContent === '')
  expect(await isMarked(page)).toBe(true)
}, 120_000)
