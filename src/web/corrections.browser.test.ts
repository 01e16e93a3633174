/** What goes wrong on an evening, put right by the director on the console: scores, absence, behaviour. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './testing/browser.ts'
import { signUp, startServer, type Director, type TestServer } from './testing/server.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const names = ['Anna', 'Ben', 'Cora', 'Dan']
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** The console of an event of four, at one of its tabs. Match 1 is Anna against Dan, match 2 Ben against Cora. */
async function openConsole(type: 'single_elimination' | 'double_elimination', tab: string) {
  const director = await signUp(server.url, `Hall of ${tab}`)
  const event = await director.startEvent({ name: 'Friday', type, players: names, raceTo: 2 })
  const opened = await openPage(browser, `${server.url}/sign-in`, 360)
  const { page } = opened
  await page.evaluate((kept) => sessionStorage.setItem('railbird.session', kept), JSON.stringify(director.signIn()))
  return { director, event, opened, page, goTo: () => page.goto(`${server.url}/t/${event}/direct#${tab}`) }
}

async function result(director: Director, match: string, scoreA: number, scoreB: number): Promise<void> {
  await director.call('POST', `/api/matches/${match}/result`, { scoreA, scoreB })
}

test('a correction shows what it would change, and changes exactly that once it is confirmed', async () => {
  const { director, event, opened, page, goTo } = await openConsole('single_elimination', 'results')
  await using _ = opened
  const [first = '', second = ''] = await director.matches(event, 'active')
  await result(director, first, 2, 0)
  await result(director, second, 2, 1)
  const [final = ''] = await director.matches(event, 'ready')
  await director.call('POST', `/api/matches/${final}/rack`, { winner: 'a' })
  await goTo()

  await button(page, 'Correct match 1').click()
  await page.getByLabel('Anna').fill('1')
  await page.getByLabel('Dan').fill('2')
  await button(page, 'Correct the result').click()

  await page.getByRole('heading', { name: 'This changes 1 other match:' }).waitFor()
  await page.getByText('Match 3, Anna against Ben: 1 rack is lost, and it is played anew.').waitFor()
  expect(await director.matches(event, 'active')).toEqual([final])
  // Play goes on meanwhile; the question stays and keeps the focus where the director put it.
  await button(page, 'Leave everything as it is').focus()
  await director.call('POST', `/api/matches/${second}/correct`, { scoreA: 2, scoreB: 0 })
  await page.locator('[data-result]', { hasText: /Cora 0/ }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Leave everything as it is')
  await button(page, 'Correct it and change these').click()

  await page.locator('.correction').waitFor({ state: 'detached' })
  const played = await director.call('GET', `/api/matches/${final}`)
  expect(played['state']).toBe('ready')
  expect(played['slots']).toMatchObject([{ player: { name: 'Dan' } }, { player: { name: 'Ben' } }])
  expect(opened.errors.filter((error) => !error.includes('409'))).toEqual([])
}, 60_000)

test('a refused correction says why', async () => {
  const { director, event, opened, page, goTo } = await openConsole('single_elimination', 'results')
  await using _ = opened
  const [first = ''] = await director.matches(event, 'active')
  await result(director, first, 2, 0)
  await goTo()

  await button(page, 'Correct match 1').click()
  await page.getByLabel('Dan').fill('2')
  await button(page, 'Correct the result').click()

  await page.getByText('it cannot end 2-2.').waitFor()
}, 60_000)

test('who is not there loses the match, and who is disqualified loses them all', async () => {
  const { director, event, opened, page, goTo } = await openConsole('double_elimination', 'players')
  await using _ = opened
  const [first = '', second = ''] = await director.matches(event, 'active')
  await result(director, first, 2, 0)
  await result(director, second, 2, 1)
  await goTo()
  const row = (name: string) => page.locator('[data-player]').filter({ hasText: name })
  const more = (name: string) => row(name).getByText('More').click()

  // Cora waits for Dan in the losers bracket.
  await more('Cora')
  await row('Cora').getByRole('button', { name: 'Did not appear' }).click()
  await row('Cora').getByText('4th').waitFor()
  await more('Anna')
  await row('Anna').getByRole('button', { name: 'Disqualify', exact: true }).click()
  await row('Anna').getByText('Anna loses every match still to come.').waitFor()
  await row('Anna').getByRole('button', { name: 'Disqualify', exact: true }).click()
  await row('Anna').getByText('Disqualified').waitFor()

  await page.goto(`${server.url}/t/${event}#log`)
  await page.getByText(/Cora. did not appear\./).waitFor()
  await page.getByText(/Anna. was disqualified\./).waitFor()
}, 60_000)
