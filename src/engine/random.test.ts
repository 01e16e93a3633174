import { describe, expect, test } from 'bun:test'
import { generator, shuffle, uniform, xoshiro128 } from './random.ts'

function take(next: () => number, count: number): number[] {
  return Array.from({ length: count }, () => next())
}

describe('random', () => {
  // Computed by a separate program from the reference algorithm, for the state 1, 2, 3, 4.
  test('xoshiro128** gives the sequence of the reference algorithm', () => {
    const published = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]

    expect(take(xoshiro128(1, 2, 3, 4), 10)).toEqual(published)
  })

  // Computed by a separate program from splitmix32 and xoshiro128**: a draw of today is the same draw for ever.
  test('a seed gives the numbers it has always given', () => {
    expect(take(generator(1), 4)).toEqual([393288148, 2174103013, 3814759091, 2092745082])
    expect(take(generator(0xffffffff), 2)).toEqual([4104197751, 1825856343])
    expect(shuffle(generator(42), [1, 2, 3, 4, 5, 6, 7, 8])).toEqual([7, 5, 4, 3, 8, 1, 6, 2])
    expect(uniform(() => 0x80000000)).toBe(0.5)
  })

  test('a shuffle asks for no more numbers than it needs', () => {
    const asked: number[] = []
    shuffle(() => asked.push(0), [1, 2, 3, 4])

    expect(asked).toHaveLength(3)
  })

  test('the same seed gives the same numbers, and another seed others', () => {
    expect(take(generator(7), 5)).toEqual(take(generator(7), 5))
    expect(take(generator(7), 5)).not.toEqual(take(generator(8), 5))
    expect(take(generator(2 ** 32 + 7), 5)).toEqual(take(generator(7), 5))
  })

  test('numbers are unsigned, and fractions lie in [0, 1)', () => {
    const next = generator(0)
    for (const number of take(next, 1000)) expect(number >= 0 && number <= 0xffffffff).toBe(true)
    for (let i = 0; i < 1000; i++) {
      const fraction = uniform(next)
      expect(fraction >= 0 && fraction < 1).toBe(true)
    }
  })

  test('a shuffle keeps every item once and leaves its input alone', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8]
    const shuffled = shuffle(generator(42), items)

    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
    expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(shuffled).toEqual(shuffle(generator(42), items))
  })

  test('every order of three comes up about equally often', () => {
    const next = generator(1)
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = shuffle(next, ['a', 'b', 'c']).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }

    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(count > 850 && count < 1150).toBe(true)
  })
})
