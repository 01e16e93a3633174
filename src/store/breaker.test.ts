import { expect, test } from 'bun:test'
import { Breaker } from './breaker.ts'

/** A server whose answers are given by hand. */
function fake() {
  const asked: PromiseWithResolvers<void>[] = []
  let hear = () => {}
  const breaker = new Breaker(() => {
    const answer = Promise.withResolvers<void>()
    asked.push(answer)
    hear()
    return answer.promise
  })
  const next = () => new Promise<void>((resolve) => (hear = resolve))
  return { breaker, asked, next }
}

test('trouble is only a question: a server that answers is refused to nobody', async () => {
  const { breaker, asked } = fake()

  const question = breaker.question()
  expect(breaker.isOpen).toBe(false)
  asked[0]?.resolve()

  expect([await question, breaker.isOpen]).toEqual([true, false])
})

test('a server that does not answer is asked again until it does', async () => {
  const { breaker, asked, next } = fake()
  const question = breaker.question()
  asked[0]?.reject(new Error('silent'))
  expect([await question, breaker.isOpen, asked.length]).toEqual([false, true, 2])

  // Whoever has trouble now asks nothing more.
  expect([await breaker.question(), asked.length]).toEqual([false, 2])
  const third = next()
  asked[1]?.reject(new Error('silent'))
  await third
  expect(breaker.isOpen).toBe(true)
  asked[2]?.resolve()
  await asked[2]?.promise
  await Promise.resolve()
  await Promise.resolve()

  expect(breaker.isOpen).toBe(false)
})

test('ended, it stays open and asks no more', async () => {
  const { breaker, asked } = fake()
  const question = breaker.question()
  breaker.end()
  asked[0]?.resolve()
  await question

  expect([breaker.isOpen, asked.length]).toEqual([true, 1])
})
