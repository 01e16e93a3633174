import { afterEach, expect, test } from 'bun:test'
import type { Room } from '../../client/client.ts'
import { playedRows } from '../testing/fixture.ts'
import { openDesk } from './desk.ts'

const realFetch = globalThis.fetch
afterEach(() => void (globalThis.fetch = realFetch))

/** A desk over fixed rows, and a server that answers only when it is told to. */
function desk() {
  const rows = playedRows({ type: 'single_elimination', players: 8, racks: 0 })
  const room: Room = {
    tournamentId: rows.t.id,
    view: 'staff',
    get: () => rows,
    version: 1,
    status: 'live',
    since: null,
    viewers: null,
    error: null,
    subscribe: () => () => {},
    waitFor: () => Promise.resolve(),
    close: () => {},
  }
  const asked: string[] = []
  const answers: ((answer: Response) => void)[] = []
  const fake = (path: string, init: { body: string }) => {
    asked.push(`${path.replace(/^.*\//, '')} ${init.body}`)
    return new Promise<Response>((resolve) => answers.push(resolve))
  }
  globalThis.fetch = fake as unknown as typeof fetch
  const [match] = Object.values(rows.m)
  if (!match) throw new Error('the fixture has no match')
  return { desk: openDesk({ room, org: 'hall', canManage: true }), match, asked, answers }
}

/** Lets everything run that waits for nothing outside. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('racks of a match are shown at once and sent one after another, in the order of the taps', async () => {
  const { desk: opened, match, asked, answers } = desk()

  opened.rack(match, 'a')
  opened.rack(match, 'b')
  opened.rack(match, 'a')
  await settle()

  expect(opened.pending.value[match.id]).toEqual({ a: 2, b: 1 })
  expect(asked).toEqual(['rack {"winner":"a"}'])
  answers[0]?.(Response.json({ version: 1 }))
  await settle()
  expect(opened.pending.value[match.id]).toEqual({ a: 1, b: 1 })
  expect(asked).toEqual(['rack {"winner":"a"}', 'rack {"winner":"b"}'])
})

test('a tap beyond the race is no rack', async () => {
  const { desk: opened, match, asked } = desk()

  for (let tap = 0; tap < 5; tap++) opened.rack(match, 'a')
  opened.rack(match, 'b')
  await settle()

  expect(opened.pending.value[match.id]).toEqual({ a: 3, b: 0 })
  expect(asked).toHaveLength(1)
})

test('a refused rack is taken off again, with the words of the refusal at the match', async () => {
  const { desk: opened, match, answers } = desk()

  opened.rack(match, 'a')
  await settle()
  answers[0]?.(Response.json({ code: 'player_busy', detail: 'Anna is in match W1.2.' }, { status: 409 }))
  await settle()

  expect(opened.pending.value[match.id]).toEqual({ a: 0, b: 0 })
  expect(opened.refusals.value).toEqual({ [`match:${match.id}`]: 'Anna is in match W1.2.' })
})

test('an undo waits for the racks tapped before it', async () => {
  const { desk: opened, match, asked, answers } = desk()

  opened.rack(match, 'a')
  opened.undo(match, 'table:1')
  await settle()
  expect(asked).toEqual(['rack {"winner":"a"}'])
  answers[0]?.(Response.json({ version: 1 }))
  await settle()

  expect(asked).toEqual(['rack {"winner":"a"}', 'undo {}'])
})

test('a control that is busy drops a second press', async () => {
  const { desk: opened, asked } = desk()

  void opened.send('event', { path: '/api/tournaments/t/start' })
  await opened.send('event', { path: '/api/tournaments/t/start' })

  expect(asked).toHaveLength(1)
})
