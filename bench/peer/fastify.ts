/** Fastify with `@fastify/compress` and `@fastify/etag`, for Node: `node fastify.js <body file>`. */
import { readFileSync } from 'node:fs'
import compress from '@fastify/compress'
import etag from '@fastify/etag'
import Fastify from 'fastify'

const [, , bodyFile = ''] = process.argv
const big: unknown = JSON.parse(readFileSync(bodyFile, 'utf8'))

const app = Fastify()
await app.register(compress, { global: true, threshold: 1024 })
await app.register(etag)
app.addHook('onRequest', async (request, reply) => {
  if (request.headers.origin === 'https://club.example')
    reply.header('access-control-allow-origin', 'https://club.example')
})

app.get('/big', async (_request, reply) => {
  reply.header('cache-control', 'public, max-age=0, s-maxage=5, must-revalidate')
  return big
})
app.get('/own', async (_request, reply) => {
  reply.header('cache-control', 'private, no-cache').header('vary', 'Authorization')
  return big
})
app.get('/small', async (_request, reply) => {
  reply.header('cache-control', 'public, max-age=0, s-maxage=5, must-revalidate')
  return { small: true }
})
app.post('/write', async (request, reply) => {
  reply.header('cache-control', 'no-store').code(201)
  return { got: request.body }
})

await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
