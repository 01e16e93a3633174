/**
 * Which passwords are refused, each with one sentence that says what to do. Length over composition (NIST 800-63B):
 * no rule about digits or signs, but nothing that is tried first by whoever guesses.
 */
import { limits } from '../config.ts'
import type { FieldError } from '../errors.ts'

// Words at the head of every list of leaked passwords; endings such as 123 or ! are cut off before comparing.
const common = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd pass1234 letmein welcome qwerty qwertyuiop qwertyui asdfghjk asdfghjkl
   zxcvbnm zxcvbnmm 1q2w3e4r 1q2w3e4r5t 1qaz2wsx qazwsxedc q1w2e3r4 iloveyou sunshine princess football baseball
   basketball superman batman trustno1 dragon monkey shadow master michael jordan jennifer charlie computer internet
   whatever starwars startrek pokemon samsung google facebook linkedin myspace chocolate butterfly liverpool chelsea
   arsenal barcelona juventus mustang corvette ferrari mercedes porsche harley yamaha admin administrator changeme
   secret default guest login test testing testtest passpass hello helloworld freedom ninja azerty azertyui hallo
   schalke04 willkommen soleil doudou marseille contrasena bonjour metallica slipknot nirvana alexander maximilian
   elizabeth victoria jessica ashley daniel andrea spiderman wrestling softball blink182 cookie family flower summer
   winter spring autumn november december monday friday abc123 abcd1234 a1b2c3d4 aa123456 qwer1234 asdf1234 zaq12wsx
   railbird billiard billiards snooker eightball nineball poolhall poolroom tournament`.split(/\s+/),
)

/** Text of a password as it is hashed: Unicode in one form, so that every keyboard signs in. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC')
}

/** Why a password cannot be taken; null if it can. */
export function passwordProblem(password: string, email: string): FieldError | null {
  const text = normalizePassword(password)
  const length = [...text].length
  if (length < limits.passwordCharsMin) {
    return refusal('too_short', `a password has at least ${limits.passwordCharsMin} characters`)
  }
  if (length > limits.passwordChars) {
    return refusal('too_long', `a password has at most ${limits.passwordChars} characters`)
  }
  const lower = text.toLowerCase()
  const address = email.normalize('NFKC').toLowerCase()
  if (lower.includes(address) || lower === address.split('@')[0]) {
    return refusal('contains_email', 'a password must not contain your e-mail address')
  }
  if (isCommon(lower)) return refusal('too_common', 'this password is among the first that are guessed; take another')
  return null
}

function isCommon(lower: string): boolean {
  const word = lower.replace(/[\d!?.*#$_-]{1,6}$/, '')
  return common.has(lower) || common.has(word) || isRun(lower)
}

/** One sign repeated, or a straight run up or down: `aaaaaaaa`, `12345678`, `87654321`. */
function isRun(text: string): boolean {
  const steps = new Set<number>()
  for (let i = 1; i < text.length; i++) steps.add(text.charCodeAt(i) - text.charCodeAt(i - 1))
  const [step] = steps
  return text === '1234567890' || (steps.size === 1 && step !== undefined && Math.abs(step) <= 1)
}

const refusal = (code: string, message: string): FieldError => ({ path: 'password', code, message })
