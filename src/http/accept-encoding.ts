/**
 * `Accept-Encoding` read as RFC 9110 12.5.3 has it, and the choice of a coding for a body.
 * Among the codings that the client likes best, the shortest that is made already is sent; if none is, the first of
 * ours. Identity unnamed is what remains when nothing else is wanted; given a higher weight, it is preferred.
 * Members that cannot be read are passed over, as if they had not been sent.
 */
import type { Bodies, Coding } from '../cache/bodies.ts'
import { AppError } from '../errors.ts'
import type { Form } from './validators.ts'

/** What a client takes. Weights are thousandths; 0 is refused. */
export interface Accepted {
  /** Codings it takes, best liked first, then in our order. */
  readonly codings: readonly Coding[]
  /** How many of them it likes best equally. */
  readonly bestCount: number
  readonly isIdentityTaken: boolean
  /** It would rather have the body as it is than in any coding. */
  readonly isIdentityBest: boolean
  /** It names the coding of RFC 9842, which a `*` does not mean. */
  readonly isDictionaryTaken: boolean
}

const charsMax = 1024
const rememberedMax = 128
const rememberedCharsMax = 100
const ours = ['zstd', 'br', 'gzip'] as const
const aliases: Readonly<Record<string, string>> = { 'x-gzip': 'gzip' }

// A token, then a weight of at most three decimals; blanks may stand around the semicolon only.
const member = /^([!#$%&'*+.^`|~\w-]+)(?:[ \t]*;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i

const plainOnly: Accepted = {
  codings: [],
  bestCount: 0,
  isIdentityTaken: true,
  isIdentityBest: true,
  isDictionaryTaken: false,
}
const remembered = new Map<string, Accepted>()

/** What the header says; without one, or with an empty one, identity alone. Throws `bad_request` for a giant. */
export function parseAcceptEncoding(header: string | null): Accepted {
  if (header === null || header === '') return plainOnly
  const known = remembered.get(header)
  if (known !== undefined) return known
  if (header.length > charsMax) throw new AppError('bad_request', `Accept-Encoding may have ${charsMax} characters`)
  const accepted = judge(weightsOf(header))
  // A browser sends the same text every time; whoever sends many makes the memory begin again, and no more.
  if (remembered.size >= rememberedMax) remembered.clear()
  if (header.length <= rememberedCharsMax) remembered.set(header, accepted)
  return accepted
}

function weightsOf(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const part of header.split(',')) {
    const [, token = '', weight = '1'] = member.exec(part.trim()) ?? []
    const name = token.toLowerCase()
    if (name !== '') weights.set(aliases[name] ?? name, Math.round(Number(weight) * 1000))
  }
  return weights
}

function judge(weights: ReadonlyMap<string, number>): Accepted {
  const rest = weights.get('*')
  const of = (name: string) => weights.get(name) ?? rest ?? 0
  const codings = ours.filter((name) => of(name) > 0).sort((a, b) => of(b) - of(a))
  const best = codings[0] === undefined ? 0 : of(codings[0])
  const identity = weights.get('identity') ?? rest
  return {
    codings,
    bestCount: codings.filter((name) => of(name) === best).length,
    isIdentityTaken: identity !== 0,
    isIdentityBest: best === 0 || (identity ?? 0) > best,
    isDictionaryTaken: (weights.get('dcz') ?? 0) > 0,
  }
}

/** True if an answer in this coding could be read by the client. */
export function isTaken(accepted: Accepted, form: Form): boolean {
  if (form === 'identity') return accepted.isIdentityTaken
  return form === 'dcz' ? accepted.isDictionaryTaken : accepted.codings.includes(form)
}

/** The coding to answer in; null when the client takes none of those we have (a 406). */
export function chooseCoding(accepted: Accepted, bodies: Bodies): Coding | 'identity' | null {
  const { codings, bestCount, isIdentityTaken, isIdentityBest } = accepted
  if (isIdentityTaken && (isIdentityBest || !bodies.isWorthCoding)) return 'identity'
  let chosen = codings[0] ?? null
  let size = Number.POSITIVE_INFINITY
  for (let i = 0; i < bestCount; i++) {
    const coding = codings[i] as Coding
    const ready = bodies.ready(coding)
    if (ready === undefined || ready.size >= size) continue
    chosen = coding
    size = ready.size
  }
  return chosen
}
