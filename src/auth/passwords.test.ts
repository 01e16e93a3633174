import { describe, expect, test } from 'bun:test'
import { passwordProblem } from './password-policy.ts'
import { createPasswords } from './passwords.ts'
import { createSemaphore } from './semaphore.ts'

const direct = createPasswords((task) => task())

describe('password policy', () => {
  const sentence = (password: string, email = 'ann.lee@example.com') =>
    passwordProblem(password, email)?.message ?? 'ok'

  test('says in one sentence what is wrong', () => {
    expect(sentence('short')).toBe('a password has at least 8 characters')
    expect(sentence('x1'.repeat(65))).toBe('a password has at most 128 characters')
    expect(sentence('my ann.lee@example.com')).toBe('a password must not contain your e-mail address')
    expect(sentence('ANN.LEE@EXAMPLE.COM')).toBe('a password must not contain your e-mail address')
    expect(sentence('christopher', 'christopher@example.com')).toBe('a password must not contain your e-mail address')
    expect(sentence('Password123')).toBe('this password is among the first that are guessed; take another')
  })

  test('refuses what is guessed first', () => {
    const guesses = [
      'password',
      'Password1!',
      'qwertyuiop',
      '12345678',
      '87654321',
      'aaaaaaaa',
      '1234567890',
      'railbird1',
    ]
    for (const guess of guesses)
      expect([guess, passwordProblem(guess, 'a@b.example')?.code]).toEqual([guess, 'too_common'])
  })

  test('has no rules of composition and takes any script', () => {
    for (const fine of [
      'correct horse',
      'ÜberRäuber',
      'пароль-бильярд',
      '撞球撞球撞球撞球',
      '🎱🎱🎱🎱🎱🎱🎱🎲',
      'x1'.repeat(64),
    ]) {
      expect([fine, sentence(fine)]).toEqual([fine, 'ok'])
    }
  })
})

describe('passwords', () => {
  test('are argon2id with 19 MiB and two passes', async () => {
    const hash = await direct.hash('correct horse')

    expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
    expect(await direct.verify('correct horse', hash)).toEqual({ isRight: true, isStale: false })
    expect(await direct.verify('correct house', hash)).toEqual({ isRight: false, isStale: false })
  })

  test('match in whatever form the keyboard composes them', async () => {
    const hash = await direct.hash('Cafe\u0301 Nine-Ball')

    expect(await direct.verify('Caf\u00e9 Nine-Ball', hash)).toMatchObject({ isRight: true })
  })

  test('hashed with weaker parameters are right and stale', async () => {
    const weak = await Bun.password.hash('correct horse', { algorithm: 'argon2id', memoryCost: 8192, timeCost: 1 })

    expect(await direct.verify('correct horse', weak)).toEqual({ isRight: true, isStale: true })
    expect(await direct.verify('wrong', weak)).toEqual({ isRight: false, isStale: false })
  })

  test('an unknown account costs the same work and gives the same answer as a wrong password', async () => {
    const hash = await direct.hash('correct horse')
    const cost = async (stored: string | null) => {
      const started = performance.now()
      expect(await direct.verify('guess', stored)).toEqual({ isRight: false, isStale: false })
      return performance.now() - started
    }
    const known: number[] = []
    const unknown: number[] = []
    for (let i = 0; i < 7; i++) {
      known.push(await cost(hash))
      unknown.push(await cost(null))
    }
    const best = (times: number[]) => Math.min(...times)

    expect(best(unknown)).toBeGreaterThan(best(known) * 0.5)
    expect(best(unknown)).toBeLessThan(best(known) * 2)
  })
})

describe('semaphore', () => {
  test('at most `width` tasks run, and at most `queue` wait, each no longer than `waitMs`', async () => {
    const semaphore = createSemaphore(2, 3, 60_000)
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
    let running = 0
    let most = 0
    const jobs = gates.map((gate) =>
      semaphore(async () => {
        most = Math.max(most, ++running)
        await gate.promise
        running--
      }),
    )
    const refused = semaphore(() => Promise.resolve())

    await expect(refused).rejects.toMatchObject({ problem: 'unavailable', status: 503 })
    for (const gate of gates) gate.resolve()
    await Promise.all(jobs)
    expect(most).toBe(2)
    expect(await semaphore(() => Promise.resolve('free again'))).toBe('free again')
  })

  test('one who waited too long is sent away and its place is given to nobody', async () => {
    const semaphore = createSemaphore(1, 1, 5)
    const gate = Promise.withResolvers<void>()
    const first = semaphore(() => gate.promise)

    await expect(semaphore(() => Promise.resolve('late'))).rejects.toMatchObject({ problem: 'unavailable' })
    gate.resolve()
    await first
    expect(await semaphore(() => Promise.resolve('next'))).toBe('next')
  })

  test('a failing task gives its place back', async () => {
    const semaphore = createSemaphore(1, 1, 1000)

    await expect(semaphore(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await semaphore(() => Promise.resolve(1))).toBe(1)
  })
})
