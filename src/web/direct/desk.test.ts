import { afterEach, expect, test } from 'bun:test'
import type { Room } from '../../client/client.ts'
import { playedRows } from '../testing/fixture.ts'
import { openDesk, shownScore } from './desk.ts'

const realFetch = globalThis.fetch
afterEach(() => void (globalThis.fetch = realFetch))

/** A desk over fixed rows, and a server that answers only when it is told to. */
function desk() {
  let rows = playedRows({ type: 'single_elimination', players: 8, racks: 0 })
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
  /** A frame of the room: the row of the match with these racks. */
  const arrive = (scoreA: number, scoreB: number) => {
    rows = { ...rows, m: { ...rows.m, [match.id]: { ...match, scoreA, scoreB } } }
  }
  const opened = openDesk({ room, org: 'hall', canManage: true })
  const shown = () => {
    const taps = opened.pending.value[match.id] ?? []
    const row = rows.m[match.id] ?? match
    return [shownScore(row, taps, 'a'), shownScore(row, taps, 'b')]
  }
  return { desk: opened, match, asked, answers, arrive, shown }
}

/** Lets everything run that waits for nothing outside. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('racks of a match are shown at once and sent one after another, in the order of the taps', async () => {
  const { desk: opened, match, asked, answers, arrive, shown } = desk()

  opened.rack(match, 'a')
  opened.rack(match, 'b')
  opened.rack(match, 'a')
  await settle()

  expect(shown()).toEqual([2, 1])
  expect(asked).toEqual(['rack {"winner":"a"}'])
  arrive(1, 0)
  answers[0]?.(Response.json({ version: 1 }))
  await settle()
  expect(shown()).toEqual([2, 1])
  expect(opened.pending.value[match.id]).toHaveLength(2)
  expect(asked).toEqual(['rack {"winner":"a"}', 'rack {"winner":"b"}'])
})

test('a rack that the room shows before its answer is here counts once, and the next tap is not lost', async () => {
  const { desk: opened, match, asked, answers, arrive, shown } = desk()

  opened.rack(match, 'a')
  opened.rack(match, 'a')
  await settle()
  arrive(1, 0)
  expect(shown()).toEqual([2, 0])
  opened.rack(match, 'a')
  expect(shown()).toEqual([3, 0])
  for (const [i, score] of [1, 2, 3].entries()) {
    arrive(score, 0)
    answers[i]?.(Response.json({ version: 1 }))
    await settle()
  }

  expect(asked).toEqual(Array.from({ length: 3 }, () => 'rack {"winner":"a"}'))
  expect(shown()).toEqual([3, 0])
  expect(opened.pending.value[match.id]).toEqual([])
})

test('a tap beyond the race is no rack', async () => {
  const { desk: opened, match, asked, shown } = desk()

  for (let tap = 0; tap < 5; tap++) opened.rack(match, 'a')
  opened.rack(match, 'b')
  await settle()

  expect(shown()).toEqual([3, 0])
  expect(asked).toHaveLength(1)
})

test('a refused rack is taken off again, with the words of the refusal at the match', async () => {
  const { desk: opened, match, answers, shown } = desk()

  opened.rack(match, 'a')
  opened.rack(match, 'a')
  await settle()
  answers[0]?.(Response.json({ code: 'player_busy', detail: 'Anna is in match W1.2.' }, { status: 409 }))
  await settle()

  expect(shown()).toEqual([1, 0])
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
