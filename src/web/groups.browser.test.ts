import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import cup from '../../db/demo/worldcup-2018.json'
import { findOverlaps, openBrowser, openPage } from './testing/browser.ts'
import { hardNames } from './testing/fixture.ts'
import { signUp, startServer, type Director, type TestServer } from './testing/server.ts'

let server: TestServer
let browser: Browser
let director: Director
/** The World Cup 2018 (openfootball/worldcup.json, CC0-1.0) with its groups played and its knockout drawn. */
let worldCup = ''
/** One group of six with long names, being played. */
let club = ''

const open = { scoring: { kind: 'open' }, seeding: 'manual' }
const stages = [
  {
    type: 'round_robin',
    name: 'Groups',
    options: { ...open, draws: true, groups: { count: 8, method: 'fixed' }, points: { win: 3, draw: 1, loss: 0 } },
  },
  {
    type: 'single_elimination',
    name: 'Knockout',
    options: { ...open, thirdPlace: true, from: { stage: 1, ranks: 2, draw: 'cross' } },
  },
]

interface Fixture {
  readonly id: string
  readonly slots: readonly { readonly player: { readonly name: string } | null }[]
}

async function fill(plan: object, players: readonly string[]): Promise<string> {
  const event = String((await director.call('POST', '/api/tournaments', plan))['id'])
  const at = `/api/tournaments/${event}`
  await director.call('POST', `${at}/open`)
  await director.call(
    'POST',
    `${at}/players`,
    players.map((name, i) => ({ name, seed: i + 1 })),
  )
  await director.call('POST', `${at}/draw`)
  await director.call('POST', `${at}/start`)
  return event
}

async function fixtures(event: string): Promise<Fixture[]> {
  const page = await director.call('GET', `/api/tournaments/${event}/matches?pageSize=100`)
  return page['data'] as Fixture[]
}

async function playWorldCup(): Promise<string> {
  const plan = { name: 'World Cup 2018', type: 'multi_stage', gameType: 'football', stages }
  const event = await fill(
    plan,
    cup.groups.flatMap((group) => group.teams),
  )
  const matches = await fixtures(event)
  for (const { a, b, score } of cup.groupMatches) {
    const match = matches.find(({ slots }) => [a, b].every((name) => slots.some(({ player }) => player?.name === name)))
    const [scoreA, scoreB] = match?.slots[0]?.player?.name === a ? score : score.toReversed()
    await director.call('POST', `/api/matches/${match?.id}/result`, { scoreA, scoreB })
  }
  // Conduct told Japan and Senegal apart; lots do as well.
  await director.call('POST', `/api/tournaments/${event}/lot`, { stage: 1 })
  await director.call('POST', `/api/tournaments/${event}/draw`, { stage: 2 })
  return event
}

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  director = await signUp(server.url, 'Football')
  worldCup = await playWorldCup()
  const names = Array.from({ length: 6 }, (_, i) => [...(hardNames[i] ?? `Player ${i + 1}`)].slice(0, 60).join(''))
  club = await fill({ name: 'Club Night', type: 'round_robin', gameType: 'nine_ball', raceTo: 3 }, names)
  const [first, second] = await fixtures(club)
  for (const winner of ['a', 'b', 'a', 'a']) await director.call('POST', `/api/matches/${first?.id}/rack`, { winner })
  await director.call('POST', `/api/matches/${second?.id}/rack`, { winner: 'b' })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const places = () => [
  ['groups', `/t/${worldCup}#bracket/stage-1`, '.group'],
  ['tables', `/t/${worldCup}#standings/stage-1`, '.group-table'],
  ['knockout', `/t/${worldCup}`, '.match'],
  ['club', `/t/${club}`, '.group'],
  ['club-table', `/t/${club}#standings`, '.group-table'],
]

async function findings(page: Page): Promise<string[]> {
  // The policy of the pages refuses script that is not theirs, so axe comes in by the debugger's own way.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    interface Violation {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { readonly html: string }[]
    }
    const run = (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe
    return (await run.run()).violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

describe.each([360, 768, 1280])('at a width of %d', (width) => {
  test('no text overflows and the page does not scroll sideways', async () => {
    for (const [name = '', path = '', sign = ''] of places()) {
      await using opened = await openPage(browser, server.url + path, width)
      await opened.page.waitForSelector(sign)
      await opened.page.screenshot({
        path: `${Bun.env['TMPDIR'] ?? '/tmp'}/groups-${name}-${width}.png`,
        fullPage: true,
      })

      expect({ name, found: await findOverlaps(opened.page) }).toEqual({ name, found: [] })
      expect(opened.errors).toEqual([])
    }
  }, 90_000)
})

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious or critical in the %s theme',
  async (theme) => {
    for (const [name = '', path = '', sign = ''] of places()) {
      await using opened = await openPage(browser, server.url + path, 1280, theme)
      await opened.page.waitForSelector(sign)

      expect({ name, found: await findings(opened.page) }).toEqual({ name, found: [] })
    }
  },
  90_000,
)

test('eight groups show the real tables, who goes on in words, and what decided', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${worldCup}#standings/stage-1`, 1280)
  const { page } = opened
  await page.waitForSelector('.group-table')

  expect(await page.locator('.group-table').count()).toBe(8)
  expect(await page.getByText('Goes on', { exact: true }).count()).toBe(16)
  const spain = page.locator('tr', { hasText: 'Spain' })
  expect((await spain.locator('td').allInnerTexts()).map((text) => text.trim())).toEqual([
    '1',
    '3',
    '1',
    '2',
    '0',
    '6–5',
    '+1',
    '5',
    'Goals scored 6',
  ])
  expect(await page.locator('tr', { hasText: 'Japan' }).locator('.decided').innerText()).toMatch(/^Lot, place [12]$/)
}, 60_000)

test('the switch leads from stage to stage, and back works', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${worldCup}`, 1280)
  const { page } = opened
  await page.waitForSelector('.bracket')
  await page.getByRole('link', { name: 'Groups' }).click()
  await page.waitForSelector('.group')
  expect(new URL(page.url()).hash).toBe('#bracket/stage-1')
  expect(await page.locator('.group').count()).toBe(8)

  await page.locator('.cross a', { hasText: 'Spain' }).click()
  await page.waitForSelector('.cross .is-followed')
  expect(await page.locator('.cross .is-followed').innerText()).toContain('Spain')

  await page.goBack()
  await page.goBack()
  await page.waitForSelector('.bracket')
}, 60_000)

test('a rack reported elsewhere is in the cross table without a reload', async () => {
  await using opened = await openPage(browser, `${server.url}/t/${club}`, 1280)
  const { page } = opened
  await page.waitForSelector('.cross .is-live')
  expect(await page.locator('.cross .is-live').allTextContents()).toEqual(['0–1 so far', '1–0 so far'])
  const [, second] = await fixtures(club)
  await director.call('POST', `/api/matches/${second?.id}/rack`, { winner: 'b' })

  await page.waitForFunction(() => document.querySelector('.cross .is-live')?.textContent?.startsWith('0–2'))
  expect(await page.locator('.cross .is-won').count()).toBe(1)
}, 60_000)
