import { expect, test } from 'bun:test'
import Ajv2019 from 'ajv/dist/2019'

interface Compose {
  readonly services: Readonly<Record<string, { ports: string[]; healthcheck?: object; image: string }>>
}

const root = `${import.meta.dir}/..`
const text = await Bun.file(`${root}/docker-compose.yml`).text()
const compose = Bun.YAML.parse(text) as Compose
// A text under `id` is the old spelling of `$id`, which Ajv refuses.
const withoutIds = (key: string, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value)
const schema = JSON.parse(await Bun.file(`${root}/scripts/fixtures/compose-spec.json`).text(), withoutIds) as object
const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)

test('docker-compose.yml is valid by the Compose Specification', () => {
  expect(validate(compose) ? [] : validate.errors).toEqual([])
})

test('the schema refuses a member that Compose does not know', () => {
  expect(validate({ ...compose, service: {} })).toBe(false)
  expect(validate({ services: { postgres: { image: 'postgres', port: ['5432'] } } })).toBe(false)
})

test('every service is reachable from this machine only, and says when it is healthy', () => {
  const open = Object.entries(compose.services).filter(
    ([, { ports, healthcheck }]) => !healthcheck || !ports.every((port) => port.startsWith('127.0.0.1:')),
  )

  expect(open).toEqual([])
  expect(Object.keys(compose.services)).toEqual(['postgres', 'redis'])
})
