import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Case, Want } from './case.ts'
import { examine, type Subject } from './runner.ts'

let server: ReturnType<typeof Bun.serve>
let subject: Subject

beforeAll(() => {
  const coded = Bun.gzipSync('{"a":1}')
  const headers = { etag: '"same"', vary: 'Origin' }
  server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request) =>
      request.headers.get('accept-encoding') === 'gzip'
        ? new Response(coded, { headers: { ...headers, 'content-encoding': 'gzip' } })
        : new Response(request.headers.has('x-other') ? '{"a":2}' : '{"a":1}', { headers }),
  })
  const spot = { path: '/' }
  const places = {
    big: spot,
    own: spot,
    small: spot,
    list: spot,
    missing: spot,
    write: spot,
    token: spot,
    nowhere: spot,
    polled: spot,
  }
  subject = { name: 'wrong', origin: server.url.origin, lacks: new Set(['links']), places }
})
afterAll(() => server.stop(true))

const gzip = { 'accept-encoding': 'gzip' }
const rows: readonly [given: Record<string, string>, want: Want, failure: string | null][] = [
  [{}, { status: 200, body: 'whole', coding: ['identity'] }, null],
  [{}, { status: [304, 404] }, 'status 200'],
  [{}, { header: { vary: /accept-encoding/i } }, 'vary: Origin'],
  [{}, { header: { link: /./ } }, 'link: missing'],
  [{}, { header: { etag: null } }, 'etag: "same"'],
  [{}, { headerNot: { vary: /origin/i } }, 'vary: Origin'],
  [{}, { body: 'none' }, 'a body of 7 bytes'],
  [{ 'x-other': '1' }, { body: 'whole' }, 'the body is another'],
  [gzip, { body: 'whole', likeGet: ['vary'] }, null],
  [gzip, { coding: ['identity'] }, 'content-encoding: gzip'],
  [gzip, { tagUnlike: [''] }, 'etag "same" also in '],
  [{ 'if-none-match': '{tag}' }, { status: 304 }, 'status 200'],
]

test.each(rows)('%p, %p: %p', async (given, want, failure) => {
  const held: Case = { rfc: 9110, section: '1', isDemanded: true, title: 'x', ask: { at: 'big', with: given }, want }
  const [verdict] = await examine(subject, [held])

  expect(verdict?.failure).toBe(failure)
})

test('what a server does not offer is not held against it', async () => {
  const held: Case = {
    rfc: 8288,
    section: '3',
    isDemanded: true,
    needs: 'links',
    title: 'x',
    ask: { at: 'big' },
    want: { status: 500 },
  }

  expect((await examine(subject, [held]))[0]?.failure).toBeUndefined()
})
