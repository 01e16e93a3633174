/**
 * Takes pictures of the pages from a real server with its demo: four widths to look at, and the one of the README.
 * `bun run screenshots [folder]`; without a folder only the README's picture is written.
 * WebP by the browser itself: the cloth is a gradient, which PNG stores at four times the size.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startDemo } from '../db/demo.ts'
import { openBrowser, openPage } from '../src/web/testing/browser.ts'
import { startServer, type TestServer } from '../src/web/testing/server.ts'

const readmePicture = join(import.meta.dir, '..', 'src', 'web', 'pictures', 'bracket.webp')
const widths = [360, 768, 1280, 1920]
const tabs = ['bracket', 'tables', 'standings', 'players', 'log']
/** Far enough that both sides of the bracket have something to show. */
const playedMin = 58
const speed = 60
const demoMs = 120_000

interface Card {
  readonly id: string
  readonly progress: { readonly done: number }
}

/** The demo's event once so many matches have been played; throws when that takes too long. */
async function eventWith(url: string, done: number): Promise<string> {
  const end = performance.now() + demoMs
  while (performance.now() < end) {
    const answer = await fetch(`${url}/api/public/tournaments?status=live`)
    const { data } = (await answer.json()) as { data: Card[] }
    const event = data.find((card) => card.progress.done >= done)
    if (event) return event.id
    await Bun.sleep(250)
  }
  throw new Error(`the demo had not played ${done} matches after ${demoMs / 1000} s`)
}

/** The server's own demo opens the event; then one at a faster pace plays it on. */
async function playDemo(server: TestServer): Promise<string> {
  await eventWith(server.url, 0)
  await server.crash()
  await server.start('off')
  await using _demo = startDemo({ baseUrl: server.url, log: { info: () => {}, warn: () => {} }, speed })
  const event = await eventWith(server.url, playedMin)
  return event
}

async function write(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 88 })
  await Bun.write(file, Buffer.from(data, 'base64'))
  process.stdout.write(`${file} ${Math.round(Bun.file(file).size / 1024)} KB\n`)
}

async function everyView(browser: Browser, url: string, event: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const width of widths) {
    for (const theme of ['light', 'dark'] as const) {
      await using front = await openPage(browser, url, width, theme)
      await front.page.waitForSelector('.card')
      await write(front.page, join(folder, `front-${width}-${theme}.webp`))
      for (const tab of tabs) {
        await using opened = await openPage(browser, `${url}/t/${event}#${tab}`, width, theme)
        await opened.page.waitForSelector('.match, .table, .standings, .players li, .log li')
        await write(opened.page, join(folder, `${tab}-${width}-${theme}.webp`))
      }
    }
  }
}

await using server = await startServer('on')
const browser = await openBrowser()
try {
  const event = await playDemo(server)
  const [folder] = process.argv.slice(2)
  if (folder) await everyView(browser, server.url, event, folder)
  await using opened = await openPage(browser, `${server.url}/t/${event}`, 1600, 'dark')
  await opened.page.setViewportSize({ width: 1600, height: 1000 })
  await opened.page.waitForSelector('.match.is-live')
  // Both sides of the bracket: its width, from where the winners side ends.
  await opened.page.getByRole('button', { name: /^Fit/ }).click()
  await opened.page.mouse.move(0, 0)
  await opened.page.locator('.cloth').evaluate((cloth) => cloth.scrollTo({ top: cloth.scrollHeight * 0.19 }))
  await write(opened.page, readmePicture)
} finally {
  await browser.close()
}
