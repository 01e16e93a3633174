import { describe, expect, test } from 'bun:test'
import type { z } from 'zod'
import type { EventData, EventType } from '../engine/messages.ts'
import type { StageOptions } from '../engine/types.ts'
import { eventFile, type EventShapes, type OptionsShape } from './event-shapes.ts'

type Mutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly [infer A, infer B]
    ? [Mutable<A>, Mutable<B>]
    : T extends readonly (infer Item)[]
      ? Mutable<Item>[]
      : { -readonly [K in keyof T]: Mutable<T[K]> }
type Fits<Told, Shape extends z.ZodType> =
  Mutable<Told> extends z.input<Shape> ? (keyof Told extends keyof z.input<Shape> ? true : false) : false
type Misfits = { [T in EventType]: Fits<EventData[T], EventShapes[T]> extends true ? never : T }[EventType]

describe('the shape of an event file', () => {
  test('takes every event that the engine can write, to the last member: else this does not compile', () => {
    const misfits: Record<Misfits, never> = {}
    const areOptionsKnown: Fits<StageOptions, OptionsShape> = true

    expect([misfits, areOptionsKnown]).toEqual([{}, true])
  })

  const event = { version: 1, type: 'tournament.opened', at: '2026-11-23T18:00:00.000Z', actor: null, data: {} }
  const file = { format: 'railbird-event', formatVersion: 1, events: [event] }
  test.each([
    ['nothing wrong', file, true],
    ['another format', { ...file, format: 'csv' }, false],
    ['a later version', { ...file, formatVersion: 2 }, false],
    ['no events', { ...file, events: [] }, false],
    ['an unknown event', { ...file, events: [{ ...event, type: 'tournament.sold' }] }, false],
    ['data of another event', { ...file, events: [{ ...event, data: { stage: 1 } }] }, false],
    ['a time that is none', { ...file, events: [{ ...event, at: 'yesterday' }] }, false],
    ['a member too many', { ...file, signature: 'x' }, false],
  ])('with %s', (_, given, isTaken) => {
    expect(eventFile.safeParse(given).success).toBe(isTaken)
  })
})
