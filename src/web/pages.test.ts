import { beforeAll, expect, test } from 'bun:test'
import { buildPages, type Pages } from './pages.ts'

const id = '0192f0c0-0000-7000-8000-000000000001'
const all = ['/', '/sign-in', '/new', '/admin/performance', '/admin/cache', `/t/${id}`, `/t/${id}/direct`]
let pages: Pages

beforeAll(async () => {
  pages = await buildPages()
})

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Response {
  const handler = pages[path] ?? pages[path.endsWith('/direct') ? '/t/:id/direct' : '/t/:id']
  if (!handler) throw new Error(`no route for ${path}`)
  return handler(new Request(`http://localhost${path}`, { method, headers }))
}

async function linked(path: string): Promise<string[]> {
  const html = await get(path).text()
  return [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '')
}

test('pages carry their own protection', () => {
  for (const path of [...all, '/t/nonsense', '/t/nonsense/direct']) {
    const { headers } = get(path)
    const policy = headers.get('content-security-policy') ?? ''

    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-cache')
  }
})

test('no page has inline script or style, which its policy would refuse', async () => {
  for (const path of all) {
    const html = await get(path).text()

    expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=/)
  }
})

test('everything a page links to is served, for good', async () => {
  for (const path of [...all, '/t/nonsense', '/t/nonsense/direct']) {
    for (const asset of await linked(path)) {
      expect(get(asset).status).toBe(200)
      expect(get(asset).headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    }
  }
})

test('a first view takes less than 100 KB', async () => {
  for (const path of all) {
    const files = [path, ...(await linked(path))]
    const sizes = await Promise.all(files.map((file) => get(file, { 'accept-encoding': 'gzip' }).arrayBuffer()))

    expect(sizes.reduce((sum, bytes) => sum + bytes.byteLength, 0)).toBeLessThan(100_000)
  }
})

test('the coding follows the client', () => {
  const coding = (accepted: string) => get('/', { 'accept-encoding': accepted }).headers.get('content-encoding')

  expect(coding('gzip, deflate, br, zstd')).toBe('zstd')
  expect(coding('gzip, zstd;q=0')).toBe('gzip')
  expect(coding('gzip;q=0.5')).toBe('gzip')
  expect(coding('br')).toBeNull()
  expect(coding('')).toBeNull()
})

test('compressed bytes are the page', async () => {
  const plain = await get('/').text()
  const zipped = await get('/', { 'accept-encoding': 'gzip' }).arrayBuffer()

  expect(new TextDecoder().decode(Bun.gunzipSync(new Uint8Array(zipped)))).toBe(plain)
})

test('a page that has not changed is not sent again', async () => {
  const etag = get('/', { 'accept-encoding': 'gzip' }).headers.get('etag') ?? ''
  const again = get('/', { 'accept-encoding': 'gzip', 'if-none-match': etag })

  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
  expect(get('/', { 'accept-encoding': 'zstd', 'if-none-match': etag }).status).toBe(200)
})

test('an address that cannot be an event is 404 with words', async () => {
  const answer = get('/t/nonsense')

  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('No such event')
})

test('pages are only read', () => {
  const answer = get('/', {}, 'POST')

  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('GET, HEAD')
})
