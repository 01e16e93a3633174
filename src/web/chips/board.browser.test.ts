import { afterAll, beforeAll, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { findOverlaps, openBrowser, openPage } from '../testing/browser.ts'
import { hardNames } from '../testing/fixture.ts'
import { signUp, startServer, type Director, type TestServer } from '../testing/server.ts'

let server: TestServer
let browser: Browser
let director: Director
let event = ''

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  director = await signUp(server.url, 'Chip Hall')
  const options = { seeding: 'manual', chipLives: { startChips: 3, tables: 2 } }
  const plan = { name: 'Chip Night', type: 'chip_lives', raceTo: 1, gameType: 'nine_ball', options }
  event = String((await director.call('POST', '/api/tournaments', plan))['id'])
  const at = `/api/tournaments/${event}`
  const players = Array.from({ length: 12 }, (_, i) => ({ name: (hardNames[i] ?? `Player ${i + 1}`).slice(0, 60) }))
  await director.call('POST', `${at}/open`)
  await director.call('POST', `${at}/players`, players as unknown as Record<string, unknown>)
  await director.call('POST', `${at}/tables`, { label: '1', stream: true })
  await director.call('POST', `${at}/draw`)
  await director.call('POST', `${at}/start`)
  for (let racks = 0; racks < 21; racks++) await rack(racks % 3 === 0 ? 'b' : 'a')
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function rack(winner: 'a' | 'b'): Promise<void> {
  const [match] = await director.matches(event, 'ready')
  await director.call('POST', `/api/matches/${match}/rack`, { winner })
}

test.each([360, 1280])(
  'the board keeps its parts apart at a width of %d',
  async (width) => {
    await using opened = await openPage(browser, `${server.url}/t/${event}`, width)
    await opened.page.waitForSelector('.chip-players li')
    await opened.page.screenshot({ path: `${Bun.env['TMPDIR'] ?? '/tmp'}/chips-${width}.png`, fullPage: true })

    expect(await findOverlaps(opened.page)).toEqual([])
    expect(opened.errors).toEqual([])
    expect(await opened.page.locator('.chip-players li').count()).toBe(12)
  },
  60_000,
)

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious or critical in the %s theme',
  async (theme) => {
    await using opened = await openPage(browser, `${server.url}/t/${event}`, 1280, theme)
    await opened.page.waitForSelector('.chip-players li')
    // The policy of the pages refuses script that is not theirs, so axe comes in by the debugger's own way.
    await opened.page.evaluate(axe.source)
    const found = await opened.page.evaluate(async () => {
      const run = (
        globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> } }
      ).axe
      return (await run.run()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    })

    expect(found).toEqual([])
  },
  60_000,
)

test('a chip that is lost is gone from the page without a reload', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${event}`, 1280)
  const { page } = opened
  await page.waitForSelector('.chip-players li')
  const chips = () => page.locator('.chip-players .disc:not(.is-lost)').count()
  const before = await chips()
  await rack('a')

  await page.waitForFunction(
    (known) => document.querySelectorAll('.chip-players .disc:not(.is-lost)').length === known - 1,
    before,
  )
  expect(await chips()).toBe(before - 1)
}, 60_000)
