/**
 * Holds the table against a server over a real socket. `node:http` is the client, because `fetch` adds an
 * `Accept-Encoding` of its own and decodes bodies.
 */
import { createHash } from 'node:crypto'
import { request, type IncomingHttpHeaders } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync, type ZstdOptions } from 'node:zlib'
import type { Ask, Case, Feature, Place, Want } from './case.ts'

/** Where a thing of the server under test is, and what every request for it carries. */
export interface Spot {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A server under test. */
export interface Subject {
  readonly name: string
  readonly origin: string
  readonly lacks: ReadonlySet<Feature>
  readonly places: Readonly<Record<Place, Spot>>
}

export interface Verdict {
  readonly subject: string
  readonly held: Case
  /** Why it failed; null when it passed, undefined when the server does not offer the thing. */
  readonly failure: string | null | undefined
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** One server with what was learned of it. */
class Examination {
  readonly #subject: Subject
  readonly #plain = new Map<string, Promise<Answer>>()

  constructor(subject: Subject) {
    this.#subject = subject
  }

  /** Null when the answer is as it must be, else what is wrong with it. */
  async hold({ ask, want }: Case): Promise<string | null> {
    const given: Record<string, string> = {}
    for (const [name, text] of Object.entries(ask.with ?? {})) {
      const filled = await this.#filled(ask, text)
      if (filled === null) return 'there is no ETag to ask with'
      given[name] = filled
    }
    const answer = await this.#send(ask, given)
    return this.#judge(ask, want, answer)
  }

  async #judge(ask: Ask, want: Want, answer: Answer): Promise<string | null> {
    const { status, header, headerNot, coding, body, likeGet, tagUnlike } = want
    if (status !== undefined && ![status].flat().includes(answer.status)) return `status ${answer.status}`
    for (const [name, value] of Object.entries(header ?? {})) {
      const found = textOf(answer.headers[name])
      if (value === null ? found !== undefined : !fits(found, value)) return `${name}: ${found ?? 'missing'}`
    }
    for (const [name, value] of Object.entries(headerNot ?? {})) {
      const found = textOf(answer.headers[name])
      if (found !== undefined && value.test(found)) return `${name}: ${found}`
    }
    const used = textOf(answer.headers['content-encoding']) ?? 'identity'
    if (coding !== undefined && !coding.includes(used)) return `content-encoding: ${used}`
    if (body === 'none' && answer.body.length > 0) return `a body of ${answer.body.length} bytes`
    const plain = await this.#get(ask.at, undefined)
    if (body === 'json' && !isJson(decoded(used, answer.body, plain.body))) return 'the body is no JSON'
    if (body === 'whole' && !plain.body.equals(decoded(used, answer.body, plain.body))) return 'the body is another'
    return this.#compare(ask, answer, likeGet ?? [], tagUnlike ?? [])
  }

  async #compare(
    ask: Ask,
    answer: Answer,
    likeGet: readonly string[],
    tagUnlike: readonly string[],
  ): Promise<string | null> {
    for (const name of likeGet) {
      const full = await this.#get(ask.at, ask.with?.['accept-encoding'])
      const [here, there] = [textOf(answer.headers[name]), textOf(full.headers[name])]
      if (here !== there) return `${name}: ${here ?? 'missing'}, with GET ${there ?? 'missing'}`
    }
    for (const accept of tagUnlike) {
      const other = await this.#get(ask.at, accept)
      const isSame = answer.headers['content-encoding'] === other.headers['content-encoding']
      if (!isSame && answer.headers.etag === other.headers.etag) return `etag ${answer.headers.etag} also in ${accept}`
    }
    return null
  }

  /** The text with what was learned in place of what stands in braces; null when the server gives none of it. */
  async #filled(ask: Ask, text: string): Promise<string | null> {
    let filled = text
    if (text.includes('{dictionary}')) {
      const { body } = await this.#get(ask.at, undefined)
      filled = text.replace('{dictionary}', `:${createHash('sha256').update(body).digest('base64')}:`)
    }
    for (const [whole, , accept] of text.matchAll(/\{tag(:([^}]*))?\}/g)) {
      const { headers } = await this.#get(ask.at, accept ?? ask.with?.['accept-encoding'])
      if (headers.etag === undefined) return null
      filled = filled.replace(whole, headers.etag)
    }
    return filled
  }

  #get(at: Place, accept: string | undefined): Promise<Answer> {
    const headers: Record<string, string> = accept === undefined ? {} : { 'accept-encoding': accept }
    return this.#plain.getOrInsertComputed(`${at} ${accept}`, () => this.#send({ at }, headers))
  }

  #send(ask: Ask, given: Readonly<Record<string, string>>): Promise<Answer> {
    const { origin, places } = this.#subject
    const spot = places[ask.at]
    const body = ask.body ?? spot.body
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const method = ask.method ?? spot.method ?? 'GET'
    const headers = { ...spot.headers, ...given }
    const sent = request(origin + spot.path, { method, headers }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
      )
    })
    sent.on('error', reject)
    sent.end(method === 'GET' || method === 'HEAD' ? undefined : body)
    return promise
  }
}

const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value)

function fits(found: string | undefined, value: string | RegExp): boolean {
  if (found === undefined) return false
  return typeof value === 'string' ? found === value : value.test(found)
}

function decoded(coding: string, body: Buffer, dictionary: Buffer): Buffer {
  switch (coding) {
    case 'gzip':
      return gunzipSync(body)
    case 'br':
      return brotliDecompressSync(body)
    case 'zstd':
      return zstdDecompressSync(body)
    case 'deflate':
      return inflateSync(body)
    case 'dcz': {
      // RFC 9842 section 5: forty bytes of magic number and hash stand before the frame.
      const options: ZstdOptions & { dictionary: Buffer } = { dictionary }
      return zstdDecompressSync(body.subarray(40), options)
    }
  }
  return body
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString())
    return true
  } catch {
    return false
  }
}

/** Holds every case against a server, one after another; a case that cannot be asked has failed. */
export async function examine(subject: Subject, cases: readonly Case[]): Promise<Verdict[]> {
  const examination = new Examination(subject)
  const verdicts: Verdict[] = []
  for (const held of cases) {
    const isLacking = held.needs !== undefined && subject.lacks.has(held.needs)
    const failure = isLacking ? undefined : await examination.hold(held).catch((error: unknown) => String(error))
    verdicts.push({ subject: subject.name, held, failure })
  }
  return verdicts
}
