import { describe, expect, test } from 'bun:test'
import { sieve } from './redis-proxy.ts'
import { agesOf, breachesOf } from './staleness.ts'

const write = (node: number, version: number, at: number) => ({ phase: 'p', id: 't', node, version, at })
const read = (node: number, version: number, at: number) => ({ id: 't', node, version, at })

describe('ages', () => {
  test('are those of the last read of another node that lacks the write', () => {
    const seen = [read(1, 4, 90), read(1, 4, 110), read(1, 4, 130), read(1, 5, 140), read(2, 5, 150)]

    expect(agesOf([write(0, 5, 100)], seen).get('p')).toEqual({ writes: 1, p50: 30, p99: 30, max: 30 })
  })

  test('are counted from the first write that a read lacks', () => {
    const seen = [read(1, 4, 210), read(1, 6, 220)]

    expect(agesOf([write(0, 5, 100), write(0, 6, 200)], seen).get('p')?.max).toBe(110)
  })
})

test('a node that forgets its own write, or goes back, is caught', () => {
  const laws = (seen: ReturnType<typeof read>[]) => breachesOf([write(0, 5, 100)], seen).map(({ law }) => law)

  expect(laws([read(0, 4, 90), read(0, 5, 110), read(1, 4, 120)])).toEqual([])
  expect(laws([read(0, 4, 110)])).toEqual(['C1'])
  expect(laws([read(1, 5, 110), read(1, 4, 120)])).toEqual(['C4'])
})

describe('the wire', () => {
  const message = (text: string) => `>3\r\n$7\r\nmessage\r\n$8\r\nrb:floor\r\n$${text.length}\r\n${text}\r\n`

  test('loses messages whole, and nothing else', () => {
    let n = 0
    const bytes = Buffer.from(`+PONG\r\n${message('one')}${message('two')}$2\r\nhi\r\n${message('three')}`)
    const [kept, rest, lost] = sieve(bytes, () => ++n === 2)

    expect(kept.toString()).toBe(`+PONG\r\n${message('one')}$2\r\nhi\r\n${message('three')}`)
    expect([rest.length, lost]).toEqual([0, 1])
  })

  test('waits for the rest of a message, wherever it was torn', () => {
    const whole = Buffer.from(`+OK\r\n${message('one')}`)
    for (let at = 22; at < whole.length; at++) {
      const [kept, rest] = sieve(whole.subarray(0, at), () => false)
      expect(kept.toString()).toBe('+OK\r\n')
      expect(sieve(Buffer.concat([rest, whole.subarray(at)]), () => false)[0].toString()).toBe(message('one'))
    }
  })
})
