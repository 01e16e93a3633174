import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { findOverlaps, openBrowser, openPage } from './testing/browser.ts'
import { hardNames } from './testing/fixture.ts'
import { signUp, startServer, type TestServer } from './testing/server.ts'

let server: TestServer
let browser: Browser
let event: string
let kept: string

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  const director = await signUp(server.url, 'Hall of Long Names')
  const players = Array.from({ length: 12 }, (_, i) => [...(hardNames[i] ?? `Player ${i + 1}`)].slice(0, 60).join(''))
  const name = `Twelve players · ${hardNames[0]}`
  event = await director.startEvent({ name, type: 'double_elimination', players, tables: 5, raceTo: 3 })
  const [first = ''] = await director.matches(event, 'active')
  await director.call('POST', `/api/matches/${first}/walkover`, { winner: 'a' })
  kept = JSON.stringify(director.signIn())
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

/** Opens a page of somebody who is signed in. */
async function open(place: string, width: number, theme: 'light' | 'dark' = 'light') {
  const opened = await openPage(browser, `${server.url}/sign-in`, width, theme)
  await opened.page.evaluate((session) => sessionStorage.setItem('railbird.session', session), kept)
  await opened.page.goto(server.url + place)
  await opened.page.waitForSelector('.status-bar, form')
  return opened
}

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    interface Violation {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
    }
    const { violations } = await run.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)
  })
}

/** What a finger cannot hit: lower or narrower than 44 pixels, with the label of a box counted in. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main :is(a, button, select, input, summary), .status-bar :is(a, button, summary)')]
      .map((element) => element.closest('label.tick') ?? element)
      .filter((element) => element.getBoundingClientRect().width > 0)
      .filter((element) => element.getBoundingClientRect().height < 43.5)
      .map((element) => element.outerHTML.slice(0, 140)),
  )
}

const places = () =>
  ['tables', 'players', 'results', 'payouts'].map((panel) => `/t/${event}/direct#${panel}`).concat('/new', '/sign-in')

/** Everything that can be opened is open: the rarest control must fit as well. */
async function openAll(page: Page): Promise<void> {
  for (const summary of await page.locator('summary').all()) await summary.click()
  for (const correct of await page.getByRole('button', { name: /^Correct match/ }).all()) await correct.click()
}

describe.each([360, 768, 1280, 1920])('at a width of %d', (width) => {
  test('nothing overflows, meets or is too small for a finger', async () => {
    for (const place of places()) {
      await using opened = await open(place, width)
      await openAll(opened.page)

      expect({ place, found: await findOverlaps(opened.page) }).toEqual({ place, found: [] })
      expect({ place, small: await smallTargets(opened.page) }).toEqual({ place, small: [] })
      expect(opened.errors).toEqual([])
    }
  }, 90_000)
})

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test('axe finds nothing serious or critical', async () => {
    for (const place of places()) {
      for (const width of [360, 1280]) {
        await using opened = await open(place, width, theme)
        await openAll(opened.page)

        expect({ place, width, found: await findings(opened.page) }).toEqual({ place, width, found: [] })
      }
    }
  }, 120_000)
})

test('only who may direct an event is led to its console', async () => {
  await using visitor = await openPage(browser, `${server.url}/t/${event}`, 360)
  await visitor.page.waitForSelector('.match')
  expect(await visitor.page.getByRole('link', { name: 'Direct this event' }).count()).toBe(0)

  await using opened = await openPage(browser, `${server.url}/sign-in`, 1280)
  await opened.page.evaluate((session) => sessionStorage.setItem('railbird.session', session), kept)
  await opened.page.goto(`${server.url}/t/${event}`)
  await opened.page.getByRole('link', { name: 'Direct this event' }).click()
  await opened.page.waitForSelector('.status-bar')
}, 60_000)

test('a stranger who is signed in gets words, not a console', async () => {
  const stranger = await signUp(server.url, 'Somebody Else')
  await using opened = await openPage(browser, `${server.url}/sign-in`, 360)
  await opened.page.evaluate(
    (session) => sessionStorage.setItem('railbird.session', session),
    JSON.stringify(stranger.signIn()),
  )
  await opened.page.goto(`${server.url}/t/${event}/direct`)

  await opened.page.getByText('No event of yours has this address.').waitFor()
}, 60_000)
