/** The handler cache of ocache, which keeps whole responses: `bun ocache.ts <body file>`. It has no codings. */
import { defineCachedHandler } from 'ocache'

const [, , bodyFile = ''] = process.argv
const big: unknown = await Bun.file(bodyFile).json()

const cached = defineCachedHandler(() => Response.json(big), { maxAge: 60, name: 'big' })
// The cast: a handler that returns a Response is answered with one.
const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: async (req) => (await cached({ req })) as Response })
process.stdout.write(`${server.port}\n`)
