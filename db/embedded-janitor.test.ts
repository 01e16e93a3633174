import { expect, test } from 'bun:test'
import { spawnJanitor } from './embedded-janitor.ts'

test('a server that will not stop when it is asked to is made to', async () => {
  const script = 'trap "" INT; echo ready; while :; do sleep 0.05; done'
  const stubborn = Bun.spawn(['sh', '-c', script], { stdout: 'pipe', stderr: 'ignore' })
  await stubborn.stdout.getReader().read()
  const janitor = spawnJanitor(null, 2)
  janitor.watch(stubborn.pid)
  janitor.release()

  await stubborn.exited
  expect(stubborn.signalCode).toBe('SIGQUIT')
})
