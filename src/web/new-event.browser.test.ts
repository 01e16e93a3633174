import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { findOverlaps, openBrowser, openPage } from './testing/browser.ts'
import { signUp, startServer, type Director, type TestServer } from './testing/server.ts'

let server: TestServer
let browser: Browser
let director: Director

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  director = await signUp(server.url, 'Group Hall')
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function open(place: string, width: number, theme: 'light' | 'dark' = 'light') {
  const opened = await openPage(browser, `${server.url}/sign-in`, width, theme)
  const kept = JSON.stringify(director.signIn())
  await opened.page.evaluate((session) => sessionStorage.setItem('railbird.session', session), kept)
  await opened.page.goto(server.url + place)
  await opened.page.waitForSelector('.status-bar, form')
  return opened
}

const pick = (page: Page, name: string, value: string) => page.locator(`[name="${name}"]`).selectOption(value)
const fill = (page: Page, name: string, value: string) => page.locator(`[name="${name}"]`).fill(value)
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Two groups of three into a crossed knockout, as the World Cup was played with eight of four. */
async function fillIn(page: Page): Promise<void> {
  await fill(page, 'name', 'Little World Cup')
  await pick(page, 'type', 'multi_stage')
  await pick(page, 'scoring', 'open')
  await pick(page, 'seeding', 'manual')
  await fill(page, 's1.groups', '2')
  await pick(page, 's1.method', 'fixed')
  await pick(page, 's1.points', 'football')
  await pick(page, 's2.draw', 'cross')
  await page.locator('[name="s2.thirdPlace"]').check()
  await fill(page, 'players', 'Anna\nBen\nCora\nDan\nEva\nFinn')
}

interface Fixture {
  readonly id: string
  readonly bracket: string
}

test('a director makes groups into a knockout, draws lots where he is told who is tied, and goes on', async () => {
  await using opened = await open('/new', 1280)
  const { page } = opened
  await fillIn(page)
  await press(page, 'Create the event')
  await page.waitForURL(/\/t\/[^/]+\/direct$/, { waitUntil: 'commit' })
  const id = new URL(page.url()).pathname.split('/')[2] ?? ''
  await press(page, 'Make the draw')
  await press(page, 'Start play')
  await page.waitForFunction(() => document.querySelector('.status-words strong')?.textContent === 'Being played')

  const { data } = await director.call('GET', `/api/tournaments/${id}/matches?pageSize=100`)
  expect((data as Fixture[]).map(({ bracket }) => bracket).join('')).toBe('AAABBB')
  for (const [at, match] of (data as Fixture[]).entries()) {
    const scores = match.bracket === 'A' ? { scoreA: 1, scoreB: 1 } : { scoreA: at, scoreB: 0 }
    await director.call('POST', `/api/matches/${match.id}/result`, scores)
  }
  await page.waitForSelector('text=Knockout comes next.')
  await press(page, 'Draw Knockout')
  await page.waitForSelector('.refusal')
  expect(await page.locator('.status-bar .refusal').innerText()).toContain(
    'Anna and Ben and Cora are tied in group A; draw lots between them first.',
  )
  await press(page, 'Draw lots')
  await page.waitForFunction(() => document.querySelector('.status-bar .refusal') === null)
  if (await page.getByRole('button', { name: 'Draw Knockout' }).isVisible()) await press(page, 'Draw Knockout')
  await page.waitForFunction(() => !document.querySelector('.status-words')?.textContent?.includes('comes next'))

  const after = await director.call('GET', `/api/tournaments/${id}/matches?pageSize=100`)
  expect((after['data'] as Fixture[]).slice(6).map(({ bracket }) => bracket)).toEqual(['W', 'W', 'W', '3P'])
  await endLevel(page, id)
}, 90_000)

/** A semi-final that ends level is entered on the console with the one who goes on. */
async function endLevel(page: Page, id: string): Promise<void> {
  const [semi = ''] = await director.matches(id, 'ready')
  const { tb } = await director.call('GET', `/api/tournaments/${id}/snapshot`)
  await director.call('POST', `/api/matches/${semi}/assign`, { tableId: Object.keys(tb as object)[0] })
  await page.locator('.table .more-of summary').first().click()
  const form = page.locator('.table .score-form')
  await form.locator('[name="a"]').fill('1')
  await form.locator('[name="b"]').fill('1')
  expect(await findOverlaps(page)).toEqual([])
  await press(page, 'Enter as final')
  await page.waitForSelector('.table .refusal')
  await form.locator('[name="decider"]').selectOption('b')
  await press(page, 'Enter as final')
  await page.waitForFunction(() => document.querySelector('.table .score-form') === null)

  const ended = (await director.call('GET', `/api/tournaments/${id}/matches?pageSize=100`))['data'] as Fixture[]
  expect(ended.find((match) => match.id === semi)).toMatchObject({
    state: 'completed',
    result: { kind: 'played', winner: 'b' },
  })
}

test('what the server refuses of a stage stands at that stage', async () => {
  await using opened = await open('/new', 1280)
  const { page } = opened
  await fillIn(page)
  await fill(page, 's1.groups', '6')
  await press(page, 'Create the event')

  const words = page.locator('[id="s2.ranks-error"]')
  await page.waitForFunction(() => document.querySelector('[id="s2.ranks-error"]')?.textContent !== '')
  expect(await words.innerText()).toBe('A cross draw needs 2, 4, 8 or 16 groups, not 6.')
}, 60_000)

const formats = ['round_robin', 'multi_stage', 'chip_lives', 'chip_points']

describe.each([360, 1280])('at a width of %d', (width) => {
  test('every format fits', async () => {
    for (const format of formats) {
      await using opened = await open('/new', width)
      await pick(opened.page, 'type', format)
      await pick(opened.page, 'scoring', 'open')
      await opened.page.screenshot({
        path: `${Bun.env['TMPDIR'] ?? '/tmp'}/new-${format}-${width}.png`,
        fullPage: true,
      })

      expect({ format, found: await findOverlaps(opened.page) }).toEqual({ format, found: [] })
      expect(opened.errors).toEqual([])
    }
  }, 90_000)
})

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious or critical in the %s theme',
  async (theme) => {
    for (const format of formats) {
      await using opened = await open('/new', 1280, theme)
      await pick(opened.page, 'type', format)
      await opened.page.evaluate(axe.source)
      const found = await opened.page.evaluate(async () => {
        const run = (
          globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> } }
        ).axe
        return (await run.run()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      })

      expect({ format, found }).toEqual({ format, found: [] })
    }
  },
  90_000,
)
