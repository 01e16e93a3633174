/**
 * The body of a request, read and parsed under bounds. Elysia's own parsers never run.
 * Size is checked before the bytes are decoded; depth, members and items before `JSON.parse`, in one linear scan;
 * `__proto__`, `constructor` and `prototype` are refused as names wherever they stand, escaped or not.
 */
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'

/** Bounds of one route's body. */
export interface BodyBounds {
  readonly bytes: number
  readonly keys: number
  readonly items: number
  /** The route takes `text/csv` as well; its handler gets the text. */
  readonly csv?: boolean
}

export const ordinaryBody: BodyBounds = { bytes: limits.bodyBytes, keys: limits.jsonKeys, items: limits.arrayItems }

const malformed = (why: string) => new AppError('malformed_body', `the body cannot be read: ${why}`)

/** The parsed body, `{}` when there is none; CSV stays text. Throws the `AppError` of the table in api.md. */
export async function readBody(request: Request, bounds: BodyBounds): Promise<unknown> {
  const { headers } = request
  const coding = headers.get('content-encoding')
  if (coding !== null && coding.trim().toLowerCase() !== 'identity')
    throw new AppError('unsupported_media_type', 'send the body without Content-Encoding', {
      headers: { 'accept-encoding': 'identity' },
    })
  const text = await readText(request, bounds.bytes)
  if (text.trim() === '') return {}
  switch (mediaType(headers.get('content-type'))) {
    case 'json':
      return parseJson(text, bounds)
    case 'csv':
      if (bounds.csv) return text
  }
  const accepted = bounds.csv ? 'application/json or text/csv' : 'application/json'
  throw new AppError('unsupported_media_type', `send the body as ${accepted}, in UTF-8`, {
    headers: { accept: bounds.csv ? 'application/json, text/csv' : 'application/json' },
  })
}

function mediaType(header: string | null): 'json' | 'csv' | null {
  const [type = '', ...parameters] = (header ?? '').toLowerCase().split(';')
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='))
  if (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)) return null
  if (type.trim() === 'application/json') return 'json'
  return type.trim() === 'text/csv' ? 'csv' : null
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  const tooLarge = () => new AppError('body_too_large', `the body may have at most ${bytesMax} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge()
  if (request.body === null) return ''
  // The length is unknown with chunked transfer, so the bytes are counted as they come.
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytes = 0
  try {
    for await (const chunk of request.body) {
      bytes += chunk.byteLength
      if (bytes > bytesMax) throw tooLarge()
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw malformed('it is not UTF-8')
    throw error
  }
}

function parseJson(text: string, bounds: BodyBounds): unknown {
  countJson(text, bounds)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('it is not JSON')
  }
  refuseNames(value)
  return value
}

/** Counts depth, members and items of JSON text without building anything; throws `malformed_body` past a bound. */
export function countJson(text: string, bounds: BodyBounds): void {
  const commas: number[] = []
  let keys = 0
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: // "
        i = endOfString(text, i)
        break
      case 0x7b: // {
      case 0x5b: // [
        commas.push(0)
        if (commas.length > limits.jsonDepth) throw malformed(`it is nested deeper than ${limits.jsonDepth} levels`)
        break
      case 0x7d: // }
      case 0x5d: // ]
        commas.pop()
        break
      case 0x3a: // :
        if (++keys > bounds.keys) throw malformed(`it has more than ${bounds.keys} members`)
        break
      case 0x2c: {
        const count = (commas.pop() ?? 0) + 1
        if (count >= bounds.items) throw malformed('it has too many items')
        commas.push(count)
      }
    }
  }
}

/** Index of the closing quote of the string that opens at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  let i = start + 1
  while (i < text.length) {
    const code = text.charCodeAt(i)
    if (code === 0x22) return i
    i += code === 0x5c ? 2 : 1
  }
  return i
}

const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

// Recursion is safe: countJson has bounded the depth.
function refuseNames(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) refuseNames(item)
    return
  }
  for (const [name, member] of Object.entries(value)) {
    if (forbiddenNames.has(name)) throw malformed('it has a member with a reserved name')
    refuseNames(member)
  }
}
