/** Headless Chromium for the tests of the pages, and what they look for on every page. */
import { chromium, type Browser, type Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Starts the Chromium of the machine; `CHROME` names another. */
export function openBrowser(): Promise<Browser> {
  const executablePath = Bun.env['CHROME'] || names.map((name) => Bun.which(name)).find((path) => path !== null)
  if (!executablePath) throw new Error('no Chromium on PATH and CHROME is unset')
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  })
}

/** Opens a page of a given width; a narrow one is a phone with a finger. Errors of the page go to `errors`. */
export async function openPage(browser: Browser, url: string, width: number, theme: 'light' | 'dark' = 'light') {
  const isPhone = width < 720
  const size = { width, height: isPhone ? 740 : width < 1024 ? 1024 : Math.round((width * 9) / 16) }
  const context = await browser.newContext({ viewport: size, colorScheme: theme, hasTouch: isPhone, isMobile: isPhone })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.goto(url)
  return { page, errors, [Symbol.asyncDispose]: () => context.close() }
}

/** Texts that stick out of their card or box, cards that meet, and a page that scrolls sideways. Runs in the page. */
export function findOverlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const words = (element: Element) => `${element.className}: ${element.textContent?.slice(0, 40)}`
    const boxes = [...document.querySelectorAll('.match, .table, .card')].map((element) => ({
      element,
      box: element.getBoundingClientRect(),
    }))
    for (const { element, box } of boxes) {
      for (const part of element.querySelectorAll('*')) {
        const inner = part.getBoundingClientRect()
        const out = Math.max(
          box.left - inner.left,
          inner.right - box.right,
          box.top - inner.top,
          inner.bottom - box.bottom,
        )
        if (inner.width > 0 && out > 1.5) found.push(`sticks out by ${out}: ${words(part)}`)
      }
    }
    for (const part of document.querySelectorAll<HTMLElement>(
      '.match *, .table *, .card *, .tabs a, .band-head span',
    )) {
      // Words for those who listen are one pixel large.
      if (part.closest('.unseen')) continue
      const isCut = getComputedStyle(part).textOverflow === 'ellipsis'
      const isWider = part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0
      const isTaller = part.scrollHeight > part.clientHeight + 2 && part.clientHeight > 0
      if ((isWider && !isCut) || isTaller) found.push(`overflows: ${words(part)}`)
    }
    boxes.forEach(({ element, box: a }, i) => {
      for (const { element: other, box: b } of boxes.slice(i + 1)) {
        const [across, down] = [
          Math.min(a.right, b.right) - Math.max(a.left, b.left),
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
        ]
        if (across > 0.5 && down > 0.5) found.push(`cards meet: ${words(element)} and ${words(other)}`)
      }
    })
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push(`the page scrolls sideways: ${root.scrollWidth}`)
    return found
  })
}
