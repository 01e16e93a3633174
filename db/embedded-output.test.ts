import { expect, test } from 'bun:test'
import { watchOutput } from './embedded-output.ts'

const say = (script: string) =>
  Bun.spawn(['bash', '-c', `exec 1>&2; ${script}`], { stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' })

test('a start that goes on saying what it does is waited for, however long it takes', async () => {
  const server = say(
    'for i in 1 2 3 4 5 6; do echo "redo in progress"; sleep 0.4; done; echo "ready to accept connections"',
  )

  // Six words of it take longer than one silence may.
  expect(await watchOutput(server, 2000).ready).toBe(true)
})

test('one that falls silent is ended, and its last words are kept', async () => {
  const server = say('echo "could not do it"; sleep 60')
  const output = watchOutput(server, 300)

  expect(await output.ready).toBe(false)
  await server.exited
  expect([server.signalCode, output.tail()]).toEqual(['SIGKILL', 'could not do it\n'])
})

test('once it is ready it may be silent', async () => {
  const server = say('echo "ready to accept connections"; sleep 0.6; echo bye')
  const output = watchOutput(server, 200)

  expect(await output.ready).toBe(true)
  expect([await server.exited, server.signalCode]).toEqual([0, null])
})
