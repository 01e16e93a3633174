import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { findOverlaps, openBrowser, openPage } from './testing/browser.ts'
import { hardNames } from './testing/fixture.ts'
import { signUp, startServer, type TestServer } from './testing/server.ts'

const sizes = [8, 48, 128] as const
const events = new Map<number, string>()
let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  const director = await signUp(server.url, 'Hall of Long Names')
  for (const size of sizes) {
    const players = Array.from({ length: size }, (_, i) =>
      [...(hardNames[i] ?? `Player ${i + 1}`)].slice(0, 60).join(''),
    )
    const name = `${size} players · ${hardNames[0]}`
    events.set(size, await director.startEvent({ name, type: 'double_elimination', players, tables: 6 }))
  }
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function findings(page: Page): Promise<string[]> {
  // The policy of the pages refuses script that is not theirs, so axe comes in by the debugger's own way.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe
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

describe.each([360, 768, 1280, 1920])('at a width of %d', (width) => {
  test.each([...sizes])(
    'no text overflows its card and no two cards intersect, with %d players',
    async (size) => {
      for (const tab of ['bracket', 'tables', 'standings', 'players']) {
        await using opened = await openPage(browser, `${server.url}/t/${events.get(size)}#${tab}`, width)
        await opened.page.waitForSelector('.match, .board')

        expect({ tab, found: await findOverlaps(opened.page) }).toEqual({ tab, found: [] })
        expect(opened.errors).toEqual([])
      }
    },
    90_000,
  )

  test('the front page keeps its cards apart', async () => {
    await using opened = await openPage(browser, server.url, width)
    await opened.page.waitForSelector('.card')

    expect(await findOverlaps(opened.page)).toEqual([])
  }, 60_000)
})

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(['/', ...['bracket', 'tables', 'standings', 'players', 'log'].map((tab) => `#${tab}`)])(
    'axe finds nothing serious or critical on %s',
    async (place) => {
      const path = place === '/' ? place : `/t/${events.get(48)}${place}`
      for (const width of [360, 1280]) {
        await using opened = await openPage(browser, server.url + path, width, theme)
        await opened.page.waitForSelector('.match, .board, .card')

        expect({ width, found: await findings(opened.page) }).toEqual({ width, found: [] })
      }
    },
    90_000,
  )
})

test('what a finger aims at is at least 44 pixels high', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${events.get(48)}`, 360)
  const { page } = opened
  await page.waitForSelector('.match')

  const small = await page.evaluate(() =>
    [...document.querySelectorAll('a, button, select, input')]
      .filter((element) => element.getBoundingClientRect().height < 43.5)
      .map((element) => element.outerHTML.slice(0, 120)),
  )

  expect(small).toEqual([])
}, 60_000)
