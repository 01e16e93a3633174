import { expect, test } from 'bun:test'
import { Refused, type Api } from './api.ts'
import { forgetOldEvents } from './live-event.ts'

/** An org with these tournaments, newest first; deleting `refused` is a conflict. */
function org(list: readonly { id: string; name: string; status: string }[], refused?: string) {
  const deleted: string[] = []
  const api: Api = {
    get: async <Body>() => ({ data: list }) as Body,
    send: async <Body>(_method: string, path: string) => {
      const id = path.split('/').at(-1) as string
      deleted.push(id)
      if (id === refused) throw new Refused(409, 'illegal_transition', 'it is being played')
      return null as Body
    },
  }
  return { api, deleted }
}

const event = (number: number, status = 'completed') => ({
  id: `e${number}`,
  name: `Railbird Open No. ${number}`,
  status,
})

test('the last three finished events are kept and older ones deleted, whoever else has events here', async () => {
  const strangers = [
    { id: 's1', name: 'Railbird Open No. One', status: 'completed' },
    { id: 's2', name: 'League night', status: 'completed' },
  ]
  const { api, deleted } = org([
    event(7, 'active'),
    event(6),
    ...strangers,
    event(5, 'cancelled'),
    event(4),
    event(3),
    event(2),
  ])

  await forgetOldEvents(api)

  expect(deleted).toEqual(['e3', 'e2'])
})

test('an event that cannot be deleted does not keep the others', async () => {
  const { api, deleted } = org([event(6), event(5), event(4), event(3), event(2)], 'e3')

  await forgetOldEvents(api)

  expect(deleted).toEqual(['e3', 'e2'])
})
