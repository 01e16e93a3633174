import { expect, test } from 'bun:test'
import { Slots } from './slots.ts'

test('places go to those who wait, first come, first served', async () => {
  const slots = new Slots(1)
  const order: string[] = []
  expect(slots.take(0)).toBe(true)
  const first = Promise.resolve(slots.take(1000)).then((got) => order.push(`first ${got}`))
  const second = Promise.resolve(slots.take(1000)).then((got) => order.push(`second ${got}`))

  slots.give()
  await first
  slots.give()
  await second

  expect(order).toEqual(['first true', 'second true'])
})

test('who waits too long gets none, and takes none away', async () => {
  const slots = new Slots(1)
  expect(slots.take(0)).toBe(true)

  expect(await slots.take(1)).toBe(false)

  slots.give()
  expect(slots.take(0)).toBe(true)
  expect(await slots.take(1)).toBe(false)
})
