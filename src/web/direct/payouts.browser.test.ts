/** Prize money on the console: rules, computation, paying and taking back; and who does not get to see it. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { findOverlaps, openBrowser, openPage } from '../testing/browser.ts'
import { hardNames } from '../testing/fixture.ts'
import { signUp, startServer, type Director, type TestServer } from '../testing/server.ts'

let server: TestServer
let browser: Browser
let director: Director

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  director = await signUp(server.url, 'Prize Hall')
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) })
const row = (page: Page, name: string) => page.locator('[data-payout]').filter({ hasText: name })

async function finish(event: string): Promise<void> {
  for (;;) {
    const open = [...(await director.matches(event, 'active')), ...(await director.matches(event, 'ready'))]
    if (open.length === 0) return
    for (const match of open) await director.call('POST', `/api/matches/${match}/result`, { scoreA: 2, scoreB: 0 })
  }
}

function startEvent(players: readonly string[]): Promise<string> {
  return director.startEvent({ name: 'Prize night', type: 'single_elimination', players, tables: 1, raceTo: 2 })
}

async function openPanel(event: string, width: number, theme: 'light' | 'dark' = 'light') {
  const opened = await openPage(browser, `${server.url}/sign-in`, width, theme)
  const kept = JSON.stringify(director.signIn())
  await opened.page.evaluate((session) => sessionStorage.setItem('railbird.session', session), kept)
  await opened.page.goto(`${server.url}/t/${event}/direct#payouts`)
  await opened.page.waitForSelector('.pool-form')
  return opened
}

async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    interface Violation {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { readonly html: string }[]
    }
    const { axe: run } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    const { violations } = await run.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

test('a director sets the rules, works the payouts out, pays and takes one back', async () => {
  const event = await startEvent(['Anna', 'Ben', 'Cora', 'Dan'])
  await using opened = await openPanel(event, 1280)
  const { page } = opened
  await page.getByText('it can be worked out once the event is finished').waitFor()

  await page.getByLabel('Entry fee').fill('twenty')
  await button(page, 'Set the rules').click()
  await page.getByText('Write amounts like 20 or 12.50.').waitFor()
  await page.getByLabel('Entry fee').fill('25.50')
  await page.getByLabel('House part').fill('10')
  await page.getByLabel('Other costs').fill('1000')
  await page.getByLabel('Shares in percent').fill('60, 40')
  await button(page, 'Set the rules').click()
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#pool-costs')?.value === '1000.00')
  await finish(event)

  await button(page, 'Work out the payouts').click()
  await page.getByText(/House and fees take more than there is/).waitFor()
  await page.getByLabel('Other costs').fill('')
  await button(page, 'Set the rules').click()
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#pool-costs')?.value === '0.00')
  await button(page, 'Work out the payouts').click()

  // 4 x 25.50 = 102.00, less 10.20 for the house: 91.80 in the pool, 60 to 40.
  await page.getByText('2 payouts still to be made.').waitFor()
  expect(await page.locator('.sums dd').allInnerTexts()).toEqual(['4', '102.00', '10.20', '91.80'])
  expect(await page.locator('.payouts .sum').allInnerTexts()).toEqual(['55.08', '36.72'])

  await button(page, 'Pay Anna').click()
  await row(page, 'Anna').getByText('Paid').waitFor()
  await button(page, 'Work out again').click()
  await button(page, 'Take back the payout of Anna').click()
  await button(page, 'Take it back').click()
  await row(page, 'Anna').locator('.refusal').waitFor()
  await page.getByLabel('Why is it taken back?').fill('Handed to the wrong person')
  await button(page, 'Take it back').click()
  await row(page, 'Anna').getByText('Taken back').waitFor()
  await button(page, /^Pay /).click()
  await page.getByText('Nothing is left to pay.').waitFor()

  // Another device shows the same without being asked.
  await using phone = await openPanel(event, 360)
  await phone.page.getByText('Nothing is left to pay.').waitFor()
  expect(opened.errors.filter((error) => !/40[39]|422/.test(error))).toEqual([])
}, 60_000)

test('the panel keeps its parts apart on a phone and on a desk, in both themes', async () => {
  const names = Array.from({ length: 8 }, (_, i) => [...(hardNames[i] ?? `Player ${i}`)].slice(0, 60).join(''))
  const event = await startEvent(names)
  await finish(event)
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${String(director.signIn()['token'])}` }
  const rules = { entryFeeCents: 123_456_00, houseBasisPoints: 750, basisPoints: [4000, 2500, 1750, 1750] }
  const set = { method: 'PUT', headers, body: JSON.stringify(rules) }
  expect((await fetch(`${server.url}/api/tournaments/${event}/payouts`, set)).status).toBe(200)
  await director.call('POST', `/api/tournaments/${event}/payouts/calculate`)

  for (const [width, theme] of [
    [360, 'light'],
    [1280, 'dark'],
    [360, 'dark'],
    [1280, 'light'],
  ] as const) {
    await using opened = await openPanel(event, width, theme)
    const { page } = opened
    await button(page, /^Pay /).first().click()
    await page.getByText('Paid', { exact: true }).first().waitFor()
    await button(page, /^Take back the payout/)
      .nth(1)
      .click()
    await page.evaluate(() => scrollTo(0, 0))
    await page.screenshot({ path: `${Bun.env['TMPDIR'] ?? '/tmp'}/payouts-${width}-${theme}.png`, fullPage: true })

    expect({ width, found: await findOverlaps(page) }).toEqual({ width, found: [] })
    expect({ width, theme, found: await serious(page) }).toEqual({ width, theme, found: [] })
    const small = await page
      .locator('main :is(a, button, input)')
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML))
    expect({ width, small }).toEqual({ width, small: [] })
  }
}, 90_000)

test('a viewer sees none of the money', async () => {
  const event = await startEvent(['Anna', 'Ben'])
  await using visitor = await openPage(browser, `${server.url}/t/${event}`, 1280)
  await visitor.page.waitForSelector('.match')

  expect(await visitor.page.getByText(/payout/i).count()).toBe(0)
}, 60_000)
