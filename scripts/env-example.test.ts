import { expect, test } from 'bun:test'
import { envExample } from './env-example.ts'

test('.env.example is what scripts/env-example.ts writes', async () => {
  expect(await Bun.file(`${import.meta.dir}/../.env.example`).text()).toBe(envExample())
})
