import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './testing/browser.ts'
import { startServer, type TestServer } from './testing/server.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const names = ['Anna', 'Ben', 'Cora', 'Dan', 'Eva', 'Finn', 'Gus', 'Hana', 'Ivo']
const account = { name: 'Dee Rector', email: 'dee@example.com', password: 'correct horse 48' }

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) })
const tab = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click()
const table = (page: Page, n: number) => page.locator('.table').nth(n - 1)
const scores = (page: Page, n: number) => table(page, n).locator('.rack-up .score').allInnerTexts()

/** Waits until the scores of a table are these and the server has confirmed them. */
async function showsScores(page: Page, n: number, wanted: readonly string[]): Promise<void> {
  await page.waitForFunction(
    ([index, text]) => {
      const card = document.querySelectorAll('.table')[index]
      const shown = [...(card?.querySelectorAll('.rack-up .score') ?? [])].map((score) => score.textContent)
      return shown.join() === text && !card?.querySelector('.is-pending')
    },
    [n - 1, wanted.join()] as const,
    { timeout: 20_000 },
  )
}

async function register(page: Page): Promise<void> {
  await button(page, 'I am new here').click()
  await page.getByLabel('Your name').fill(account.name)
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByLabel('Room, club or league').fill('Corner Pocket')
  await button(page, 'Register').click()
}

async function createEvent(page: Page): Promise<void> {
  await page.getByLabel('Name of the event').fill('Friday nine-ball')
  await page.getByLabel('Format').selectOption('single_elimination')
  await page.getByLabel('Race to').fill('2')
  await page.getByLabel('Tables').fill('2')
  await page.getByLabel('Seeding').selectOption('manual')
  await page.getByLabel(/check in before the draw/).check()
  await button(page, 'Create the event').click()
  await page.waitForURL(/\/direct$/)
}

/** Plays whatever is on a table to its end by the keys; the upper player wins. */
async function winByKeys(page: Page, n: number): Promise<void> {
  await page.keyboard.press(String(n))
  await page.keyboard.press('a')
  await page.keyboard.press('a')
  await table(page, n).getByText('Free').waitFor({ timeout: 20_000 })
}

test('a director signs in, sets an event up and plays it to its end', async () => {
  await using opened = await openPage(browser, `${server.url}/new`, 1280)
  const { page } = opened
  await page.waitForURL(/\/sign-in\?to=%2Fnew$/)
  await register(page)
  await page.waitForURL(/\/new$/)

  await page.getByLabel('One per line').fill(`${names.join('\n')}\nAnna`)
  await button(page, 'Create the event').click()
  await page.getByText('Line 10: Anna is on line 1 already.').waitFor()
  await page.getByText('Give the event a name.').waitFor()
  await page.getByLabel('One per line').fill(names.join('\n'))
  await createEvent(page)

  await button(page, 'Open check-in').click()
  await tab(page, 'Players')
  for (const name of names.slice(0, 8)) {
    await button(page, `Check in ${name}`).click()
    await button(page, `Check in ${name}`).waitFor({ state: 'detached' })
  }
  await page.getByText('8 of 9 have checked in. Who has not is marked as not appeared (1).').waitFor()
  await button(page, 'Close check-in and draw').click()
  await button(page, 'Start play').click()
  await page.getByText('Did not appear').first().waitFor()

  await tab(page, 'Tables')
  await button(page, 'Fill 2 free tables').click()
  await table(page, 2).locator('.rack-up').first().waitFor()
  await table(page, 1).locator('.rack-up').first().click()
  await showsScores(page, 1, ['1', '0'])
  await page.keyboard.press('b')
  await showsScores(page, 1, ['1', '1'])
  await page.keyboard.press('u')
  await showsScores(page, 1, ['1', '0'])
  await page.keyboard.press('a')
  await table(page, 1).getByText('Free').waitFor()

  // One rack too many is taken back after the match has ended.
  await button(page, 'Undo the last rack').click()
  await showsScores(page, 1, ['1', '0'])
  await page.keyboard.press('a')
  await table(page, 1).getByText('Free').waitFor()

  const [, lower] = await table(page, 2).locator('.rack-up .name').allInnerTexts()
  await table(page, 2).getByText('More').click()
  await button(page, `${lower} did not`).click()
  await table(page, 2).getByText('Free').waitFor()

  for (let round = 0; round < 12 && (await page.getByText('Finished', { exact: true }).count()) === 0; round++) {
    await button(page, /^Fill/).click()
    await page.waitForFunction(() => document.querySelectorAll('.table .rack-up').length > 0)
    await page.waitForFunction(() => document.querySelector('.queue-panel [aria-disabled="true"]') === null)
    for (const n of [1, 2]) if ((await scores(page, n)).length > 0) await winByKeys(page, n)
    await page.waitForFunction(() =>
      /^(?!.*on the tables)/.test(document.querySelector('.status-words p')?.textContent ?? ''),
    )
  }

  await page.getByText(/1st Anna, 2nd /).waitFor({ timeout: 20_000 })
  expect(await page.locator('.refusal').count()).toBe(0)
  expect(opened.errors).toEqual([])
}, 120_000)

test('sign-in says what is wrong, and leads back to where the visitor came from', async () => {
  await using opened = await openPage(browser, `${server.url}/sign-in?to=%2F%3Fkept`, 360)
  const { page } = opened
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill('not the one')
  await button(page, 'Sign in').click()
  await page.getByText('This e-mail and password do not belong together').waitFor()

  await page.context().setOffline(true)
  await button(page, 'Sign in').click()
  await page.getByText('The server cannot be reached').waitFor()
  await page.context().setOffline(false)
  await page.getByLabel('Password').fill(account.password)
  await button(page, 'Sign in').click()
  await page.waitForURL(`${server.url}/?kept`)

  await button(page, 'Sign out').click()
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
  expect(await page.evaluate(() => [document.cookie, sessionStorage.length, localStorage.length])).toEqual(['', 0, 0])
}, 60_000)

test('a way back that leads elsewhere is not taken', async () => {
  await using opened = await openPage(browser, `${server.url}/sign-in?to=https%3A%2F%2Fexample.com%2F`, 360)
  const { page } = opened
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await button(page, 'Sign in').click()

  await page.waitForURL(`${server.url}/`)
}, 60_000)
