/** A `Bun.serve` that returns given bytes under given headers and does nothing else: `bun bare.ts <file> <headers>`. */
const [, , bodyFile = '', headerText = '{}'] = process.argv
const headers = JSON.parse(headerText) as Record<string, string>
const bytes = await Bun.file(bodyFile).bytes()

const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response(bytes, { headers }) })
process.stdout.write(`${server.port}\n`)

export {}
