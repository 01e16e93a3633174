/** Hono with its own `compress`, `etag` and `cors`, as its documents put them: `bun hono.ts <body file> <order>`. */
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import { etag } from 'hono/etag'
import { validator } from 'hono/validator'

const [, , bodyFile = '', order = 'compress,etag'] = process.argv
const big: unknown = await Bun.file(bodyFile).json()

const app = new Hono()
app.use(cors({ origin: 'https://club.example' }))
for (const name of order.split(',')) app.use(name === 'etag' ? etag() : compress())

app.get('/big', (c) => {
  c.header('cache-control', 'public, max-age=0, s-maxage=5, must-revalidate')
  return c.json(big)
})
app.get('/own', (c) => {
  c.header('cache-control', 'private, no-cache')
  c.header('vary', 'Authorization')
  return c.json(big)
})
app.get('/small', (c) => {
  c.header('cache-control', 'public, max-age=0, s-maxage=5, must-revalidate')
  return c.json({ small: true })
})
const anything = validator('json', (value: unknown) => value)
app.post('/write', anything, (c) => {
  c.header('cache-control', 'no-store')
  return c.json({ got: c.req.valid('json') }, 201)
})

const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: app.fetch })
process.stdout.write(`${server.port}\n`)
