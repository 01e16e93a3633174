/** Static routes of `Bun.serve`, which tag and confirm by themselves: `bun static.ts <body file>`. */
const [, , bodyFile = ''] = process.argv
const body = await Bun.file(bodyFile).text()
const json = (text: string, cacheControl: string, more: Record<string, string> = {}) =>
  new Response(text, {
    headers: {
      'content-type': 'application/json',
      'cache-control': cacheControl,
      'access-control-allow-origin': 'https://club.example',
      ...more,
    },
  })
const shared = 'public, max-age=0, s-maxage=5, must-revalidate'

async function write(request: Request): Promise<Response> {
  const got: unknown = await request.json().catch(() => undefined)
  if (got === undefined) return new Response(null, { status: 400 })
  return Response.json({ got }, { status: 201, headers: { 'cache-control': 'no-store' } })
}

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  routes: {
    '/big': json(body, shared),
    '/own': json(body, 'private, no-cache', { vary: 'Authorization' }),
    '/small': json('{"small":true}', shared),
    '/write': { POST: write },
  },
  fetch: () => new Response('{}', { status: 404 }),
})
process.stdout.write(`${server.port}\n`)

export {}
