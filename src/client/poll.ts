/**
 * Polls one view of a tournament for next to nothing: while it stands still the answer is a 304, and when it moves on
 * only the difference to the body at hand is sent (RFC 9842, `dcz`). The caller brings the unpacking, which Bun has
 * and Node from 22.15; browsers do all of it by themselves over HTTPS, and give the whole body here.
 */

/** Unpacks a zstd frame against a dictionary: `zstdDecompressSync(frame, { dictionary })` of `node:zlib`. */
export type Unpack = (frame: Uint8Array<ArrayBuffer>, dictionary: Uint8Array<ArrayBuffer>) => Uint8Array

export interface PollOptions {
  /** Address of a whole view, such as `/api/tournaments/<id>/bracket`. */
  readonly url: string
  /** Asked for before each poll, since tokens end. */
  readonly token: () => string | Promise<string>
  /** Without it no differences are asked for. */
  readonly unpack?: Unpack | undefined
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
}

/** What one poll brought. */
export interface Polled<Body> {
  readonly body: Body
  /** False when the body is the one of the poll before. */
  readonly isNew: boolean
  /** Bytes of the answer's body as far as this client sees them; 0 for a 304. */
  readonly bytes: number
}

interface Held<Body> {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly body: Body
  readonly tag: string
  readonly hash: string
}

// No JSON begins like this, so a body that a browser has unpacked already is told apart from one that nobody has.
const magic = [0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0]
const prefixBytes = 40

/** One address, polled again and again. Not for polls at the same time. */
export class Poll<Body> {
  readonly #options: PollOptions
  #held: Held<Body> | null = null

  constructor(options: PollOptions) {
    this.#options = options
  }

  /** The body as it is. Rejects with the answer's status when it is neither 200 nor 304. */
  async next(): Promise<Polled<Body>> {
    const { url, fetch: send = fetch } = this.#options
    // What a cache has may be a minute old on purpose: dictionaries are offered only while they are fresh.
    const answer = await send(url, { headers: await this.#headers(), cache: 'no-cache' })
    if (answer.status === 304 && this.#held !== null) return { body: this.#held.body, isNew: false, bytes: 0 }
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
    const sent = new Uint8Array(await answer.arrayBuffer())
    const bytes = this.#unpacked(sent)
    // The cast: the type of the address is the caller's to know.
    const body = JSON.parse(new TextDecoder().decode(bytes)) as Body
    this.#held = { bytes, body, tag: answer.headers.get('etag') ?? '', hash: await hashOf(bytes) }
    return { body, isNew: true, bytes: sent.length }
  }

  async #headers(): Promise<Record<string, string>> {
    const { token, unpack } = this.#options
    const who = { authorization: `Bearer ${await token()}` }
    const condition = this.#held === null ? {} : { 'if-none-match': this.#held.tag }
    if (unpack === undefined) return { ...who, ...condition }
    // gzip is what every fetch unpacks by itself, for the first body and for a dictionary that is gone.
    const delta = { 'railbird-delta': '1', 'accept-encoding': 'dcz, gzip' }
    return { ...who, ...condition, ...delta, ...(this.#held && { 'available-dictionary': this.#held.hash }) }
  }

  #unpacked(sent: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const { unpack } = this.#options
    if (unpack === undefined || !magic.every((byte, at) => sent[at] === byte)) return sent
    const dictionary = this.#held?.bytes ?? new Uint8Array()
    return new Uint8Array(unpack(sent.subarray(prefixBytes), dictionary))
  }
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `:${btoa(String.fromCharCode(...digest))}:`
}
