/**
 * The pages as ready-made answers: bundled once when the server starts, compressed once, served from memory.
 * Pages are served by function routes, which bypass every hook of the server, so each answer brings its own headers.
 * Only the pages below `/t/` look at their address: an id that cannot be one is answered with words and 404.
 */
import { join } from 'node:path'

type Handler = (request: Request) => Response

/** Handlers by path, ready for `serve.routes`. */
export type Pages = Readonly<Record<string, Handler>>

const entries = [
  'home.html',
  'tournament.html',
  'sign-in.html',
  'new.html',
  'direct.html',
  'admin.html',
  'not-found.html',
]
const assetPath = '/assets/'

const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
const commonHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'accept-encoding',
}

/** Bundles and compresses every page. Takes about 100 ms; throws when a page does not build. */
export async function buildPages(): Promise<Pages> {
  const built = await Bun.build({
    entrypoints: entries.map((entry) => join(import.meta.dir, entry)),
    root: import.meta.dir,
    target: 'browser',
    minify: true,
    splitting: true,
    publicPath: assetPath,
    env: 'disable',
    define: { 'process.env.NODE_ENV': '"production"' },
    naming: { entry: '[name]-[hash].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
  })
  const routes: Record<string, Handler> = {}
  const pages: Record<string, File> = {}
  for (const output of built.outputs) {
    const name = output.path.replace(/^.*\//, '')
    const file = prepare(new Uint8Array(await output.arrayBuffer()), output.type)
    const page = entries.find((entry) => name.endsWith('.html') && name.startsWith(entry.replace('.html', '-')))
    if (page) pages[page] = file
    else routes[assetPath + name] = (request) => answer(request, file, 200, assetHeaders)
    if (name.startsWith('icon-')) routes['/favicon.ico'] = (request) => answer(request, file, 200, iconHeaders)
  }
  const page = (name: string, status: number): Handler => {
    const file = pages[name]
    if (!file) throw new Error(`the page ${name} was not built`)
    return (request) => answer(request, file, status, htmlHeaders)
  }
  const [tournament, direct] = [page('tournament.html', 200), page('direct.html', 200)]
  const notFound = page('not-found.html', 404)
  return {
    ...routes,
    '/': page('home.html', 200),
    '/sign-in': page('sign-in.html', 200),
    '/new': page('new.html', 200),
    '/admin/performance': page('admin.html', 200),
    '/admin/cache': page('admin.html', 200),
    '/t/:id': (request) => (isId(request) ? tournament(request) : notFound(request)),
    '/t/:id/direct': (request) => (isId(request) ? direct(request) : notFound(request)),
    '/t/*': notFound,
  }
}

const assetHeaders = { ...commonHeaders, 'cache-control': 'public, max-age=31536000, immutable' }
const iconHeaders = { ...commonHeaders, 'cache-control': 'public, max-age=86400' }
const htmlHeaders = { ...commonHeaders, ...pageHeaders, 'cache-control': 'no-cache' }

function isId(request: Request): boolean {
  const id = new URL(request.url).pathname.split('/')[2] ?? ''
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
}

interface File {
  readonly type: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer>
  readonly zstd: Uint8Array<ArrayBuffer>
}

function prepare(plain: Uint8Array<ArrayBuffer>, type: string): File {
  const etag = `"${Bun.hash(plain).toString(36)}"`
  const [gzip, zstd] = [Bun.gzipSync(plain, { level: 9 }), new Uint8Array(Bun.zstdCompressSync(plain, { level: 19 }))]
  return { type, etag, plain, gzip, zstd }
}

/** One answer: method, freshness, the best coding the client takes. The ETag names the coding, so it is strong. */
function answer(request: Request, file: File, status: number, headers: Readonly<Record<string, string>>): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { ...headers, allow: 'GET, HEAD' } })
  }
  const coding = codingFor(request.headers.get('accept-encoding') ?? '')
  const etag = coding === 'plain' ? file.etag : file.etag.replace(/"$/, `-${coding}"`)
  const own = { ...headers, etag }
  if (status === 200 && request.headers.get('if-none-match')?.includes(etag)) {
    return new Response(null, { status: 304, headers: own })
  }
  const coded = coding === 'plain' ? own : { ...own, 'content-encoding': coding }
  return new Response(file[coding], { status, headers: { ...coded, 'content-type': file.type } })
}

function codingFor(header: string): 'zstd' | 'gzip' | 'plain' {
  const accepted = header.split(',').map((part) => part.trim().split(/\s*;\s*q=/))
  const takes = (coding: string) => accepted.some(([name, quality]) => name === coding && Number(quality ?? 1) > 0)
  return takes('zstd') ? 'zstd' : takes('gzip') ? 'gzip' : 'plain'
}
